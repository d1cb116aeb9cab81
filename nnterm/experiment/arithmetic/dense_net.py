"""A small dense network by plain arithmetic: forward, the loss, its slopes by the chain rule. Keras is the oracle."""

from collections.abc import Sequence

import msgspec

from nnterm.experiment.arithmetic.activations import DERIVATIVES, FUNCTIONS

Matrix = tuple[tuple[float, ...], ...]
"""matrix[i][j]: from unit i to unit j of the next layer."""


class DenseNet(msgspec.Struct, frozen=True):
    """Weights, biases and activations; layer l leads from `weights[l]`'s rows to its columns."""

    weights: tuple[Matrix, ...]
    biases: tuple[tuple[float, ...], ...]
    activations: tuple[str, ...]
    """Names of activation functions other than softmax, one for each layer."""


class Forward(msgspec.Struct, frozen=True):
    """What flowed through a network."""

    sums: tuple[tuple[float, ...], ...]
    """Weighted sums of each layer, before the activation."""
    outputs: tuple[tuple[float, ...], ...]
    """The inputs, then what each layer hands on."""


class Slopes(msgspec.Struct, frozen=True):
    """How the loss changes with each number of a network."""

    outputs: tuple[tuple[float, ...], ...]
    """With each unit's output, layer by layer; the inputs' come first."""
    sums: tuple[tuple[float, ...], ...]
    """With each unit's weighted sum."""
    weights: tuple[Matrix, ...]
    biases: tuple[tuple[float, ...], ...]


def forward(net: DenseNet, inputs: Sequence[float]) -> Forward:
    """Every sum and every output for one row of `inputs`."""
    sums, outputs = [], [tuple(inputs)]
    for weights, biases, name in zip(net.weights, net.biases, net.activations, strict=True):
        before = outputs[-1]
        summed = tuple(
            sum(x * row[unit] for x, row in zip(before, weights, strict=True)) + bias
            for unit, bias in enumerate(biases)
        )
        sums.append(summed)
        outputs.append(tuple(FUNCTIONS[name](z) for z in summed))
    return Forward(tuple(sums), tuple(outputs))


def squared_error(outputs: Sequence[float], target: Sequence[float]) -> float:
    """Mean of the squared differences, as Keras's mean_squared_error."""
    return sum((y - t) ** 2 for y, t in zip(outputs, target, strict=True)) / len(target)


def backward(net: DenseNet, flowed: Forward, target: Sequence[float]) -> Slopes:
    """The slopes of the squared error: the chain rule from the last layer to the first."""
    final = flowed.outputs[-1]
    of_output = [tuple(2 * (y - t) / len(target) for y, t in zip(final, target, strict=True))]
    of_sum: list[tuple[float, ...]] = []
    of_weights: list[Matrix] = []
    for layer in range(len(net.weights) - 1, -1, -1):
        slope = DERIVATIVES[net.activations[layer]]
        delta = tuple(d * slope(z) for d, z in zip(of_output[0], flowed.sums[layer], strict=True))
        of_sum.insert(0, delta)
        of_weights.insert(0, tuple(tuple(x * d for d in delta) for x in flowed.outputs[layer]))
        before = tuple(sum(w * d for w, d in zip(row, delta, strict=True)) for row in net.weights[layer])
        of_output.insert(0, before)
    return Slopes(tuple(of_output), tuple(of_sum), tuple(of_weights), tuple(of_sum))


def stepped(net: DenseNet, slopes: Slopes, learning_rate: float) -> DenseNet:
    """`net` after one step of gradient descent."""
    weights = tuple(
        tuple(tuple(w - learning_rate * s for w, s in zip(row, of, strict=True)) for row, of in zip(m, g, strict=True))
        for m, g in zip(net.weights, slopes.weights, strict=True)
    )
    biases = tuple(
        tuple(b - learning_rate * s for b, s in zip(row, of, strict=True))
        for row, of in zip(net.biases, slopes.biases, strict=True)
    )
    return DenseNet(weights, biases, net.activations)
