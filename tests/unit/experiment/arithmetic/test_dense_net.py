"""Slopes by the chain rule agree with what the loss really does when a number is moved a little."""

from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnterm.experiment.arithmetic.dense_net import DenseNet, backward, forward, squared_error, stepped

SMOOTH = ("linear", "sigmoid", "tanh", "silu")
NUMBER = st.floats(-2, 2).map(lambda x: round(x, 3))


@st.composite
def nets(draw: st.DrawFn) -> tuple[DenseNet, list[float], list[float]]:
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    weights, biases, names = [], [], []
    for before, after in pairwise(sizes):
        weights.append(tuple(tuple(draw(NUMBER) for _ in range(after)) for _ in range(before)))
        biases.append(tuple(draw(NUMBER) for _ in range(after)))
        names.append(draw(st.sampled_from(SMOOTH)))
    net = DenseNet(tuple(weights), tuple(biases), tuple(names))
    return net, [draw(NUMBER) for _ in range(sizes[0])], [draw(NUMBER) for _ in range(sizes[-1])]


def loss_of(net: DenseNet, inputs: list[float], target: list[float]) -> float:
    return squared_error(forward(net, inputs).outputs[-1], target)


@given(nets())
@settings(max_examples=60, deadline=None)
def test_every_slope_is_that_of_the_loss(case: tuple[DenseNet, list[float], list[float]]) -> None:
    net, inputs, target = case
    slopes = backward(net, forward(net, inputs), target)
    little = 1e-5
    for layer, matrix in enumerate(net.weights):
        for i, row in enumerate(matrix):
            for j in range(len(row)):

                def moved(by: float, layer: int = layer, i: int = i, j: int = j) -> float:
                    changed = [[list(r) for r in m] for m in net.weights]
                    changed[layer][i][j] += by
                    other = msgspec.structs.replace(net, weights=changed)
                    return loss_of(other, inputs, target)

                measured = (moved(little) - moved(-little)) / (2 * little)
                assert slopes.weights[layer][i][j] == pytest.approx(measured, abs=1e-5, rel=1e-4)
    for layer, biases in enumerate(net.biases):
        for j in range(len(biases)):

            def shifted(by: float, layer: int = layer, j: int = j) -> float:
                changed = [list(b) for b in net.biases]
                changed[layer][j] += by
                return loss_of(msgspec.structs.replace(net, biases=changed), inputs, target)

            measured = (shifted(little) - shifted(-little)) / (2 * little)
            assert slopes.biases[layer][j] == pytest.approx(measured, abs=1e-5, rel=1e-4)


def test_a_step_moves_every_number_against_its_slope() -> None:
    net = DenseNet((((0.5,), (-1.0,)),), ((0.25,),), ("linear",))
    slopes = backward(net, forward(net, (2.0, 1.0)), (1.0,))
    after = stepped(net, slopes, 0.1)
    # y = 0.5 * 2 - 1 + 0.25 = 0.25, so the slope by y is 2 * (0.25 - 1) = -1.5.
    assert after.weights[0] == ((0.5 + 0.1 * 1.5 * 2,), (-1.0 + 0.1 * 1.5 * 1,))
    assert after.biases[0] == (0.25 + 0.1 * 1.5,)
