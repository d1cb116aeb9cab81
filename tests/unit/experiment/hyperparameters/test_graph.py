"""A list of layers as a graph: which outputs come in where, and what a change of the list may not do to it."""

import pytest

from nnterm.errors import HyperparameterError
from nnterm.experiment.hyperparameters.graph import is_graph, unused, wiring
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Activation, Add, BatchNormalization, Concatenate, Dense, Dropout
from nnterm.experiment.hyperparameters.shapes import summarize
from nnterm.experiment.verdict.remedies import FEWER_LAYERS, Remedies
from nnterm.trainer.loops.cost import multiplications

GRAPH = (
    Dense(8, node="start"),
    Dense(3, source="input"),
    Dense(8),
    Add(joined=("start",)),
    Concatenate(joined=("start", "input")),
    Dense(1),
)


def test_inputs_are_the_layer_above_or_those_that_are_named() -> None:
    assert list(wiring(GRAPH)) == [(-1,), (-1,), (1,), (2, 0), (3, 0, -1), (4,)]
    assert unused(GRAPH) is None
    assert unused((Dense(2), Dense(2, source="input"), Dense(1))) == 0
    assert is_graph(GRAPH)
    assert not is_graph((Dense(2, node="named"), Dense(1)))


def test_shapes_and_parameters_follow_the_connections() -> None:
    rows = summarize(GRAPH, (2,))
    assert [row.output_shape for row in rows] == [(8,), (3,), (8,), (8,), (18,), (1,)]
    assert [row.parameters for row in rows] == [24, 9, 32, 0, 0, 19]
    assert multiplications(GRAPH, (2,)) == 24 + 9 + 32 + 8 + 8 + 19


def test_one_is_spread_over_all_as_keras_does() -> None:
    assert summarize((Dense(8, node="a"), Dense(1), Add(joined=("a",))), (2,))[-1].output_shape == (8,)


def test_the_number_of_layers_of_a_graph_is_fixed() -> None:
    chosen = Hyperparameters(layers=GRAPH)
    assert chosen.with_hidden_layers(3) == chosen
    for count in (2, 4):
        with pytest.raises(HyperparameterError, match="graph of 3 hidden layers"):
            chosen.with_hidden_layers(count)


def test_a_layer_that_is_repeated_gives_its_name_to_no_copy() -> None:
    more = Hyperparameters(layers=(Dense(4, node="first"), Dense(1))).with_hidden_layers(3)
    assert [layer.node for layer in more.layers] == ["first", "", "", ""]


def test_dropout_after_a_layer_takes_over_its_name() -> None:
    layers = (Dense(8, node="start"), BatchNormalization(), Activation("relu"), Add(joined=("start",)), Dense(1))
    assert Hyperparameters(layers=layers, dropout=0.5).stack() == (*layers[:3], Dropout(0.5), *layers[3:])
    layers = (Dense(8, node="start"), Dense(8), Add(joined=("start",)), Dense(1))
    after = Hyperparameters(layers=layers, dropout=0.5).stack()
    assert after[:2] == (Dense(8), Dropout(0.5, node="start"))


def test_no_verdict_advises_fewer_layers_of_a_graph() -> None:
    sigmoid = [Dense(4, "sigmoid", node="a"), *[Dense(4, "sigmoid")] * 4]
    plain = Hyperparameters(layers=(*sigmoid, Dense(1)))
    graph = Hyperparameters(layers=(*sigmoid, Add(joined=("a",)), Dense(1)))
    assert FEWER_LAYERS in Remedies(plain).against_guessing()
    assert FEWER_LAYERS not in Remedies(graph).against_guessing()
