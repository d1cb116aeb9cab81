"""The Network panel's values: what every unit answers is what a sub-model of Keras answers."""

import keras
import numpy as np
import pytest

from nnterm.experiment.hyperparameters.layers import Activation, BatchNormalization, Dense
from nnterm.experiment.protocol.inspection_requests import InspectNetwork
from nnterm.experiment.protocol.inspection_results import NotInspected
from nnterm.experiment.protocol.picture import MIDDLE
from nnterm.trainer.datasets.dataset import divide
from nnterm.trainer.probes.decision_map import Plane
from nnterm.trainer.probes.images.pictures import reduced
from nnterm.trainer.probes.network import MOST_VALUES, TILE, grid_size, histogram
from trainer.cases import CONVOLUTIONAL, IRIS, MOONS
from trainer.child import Child
from trainer.oracle import answers, fitted_model
from trainer.probes.asking import ask, run, shades

MOONS_IN_ORDER = MOONS.with_(shuffle=False, epochs=5, layers=(Dense(6, "relu"), Dense(4, "tanh"), Dense(1, "sigmoid")))


def outputs(model: keras.Model, x: np.ndarray) -> list[np.ndarray]:
    """What each layer gives, the inputs first, by Keras's own sub-model."""
    inner = keras.Model(model.inputs[0], [layer.output for layer in model.layers])
    return [x, *answers(inner, x)]


def test_each_unit_is_seen_over_the_plane_as_a_sub_model_answers_it(child: Child) -> None:
    model, run_id = fitted_model(MOONS_IN_ORDER), run(child, MOONS_IN_ORDER)
    parts = divide(MOONS_IN_ORDER.dataset, MOONS_IN_ORDER.split)
    expected = outputs(model, Plane(parts).grid(48, 32))
    shown = ask(child, run_id, InspectNetwork(layer=1, units=(0, 3)))
    assert [layer.units for layer in shown.layers] == [2, 6, 4, 1]
    assert [layer.activation for layer in shown.layers] == ["", "relu", "tanh", "sigmoid"]
    for place, layer in enumerate(shown.layers):
        for unit, tile in enumerate(layer.maps):
            values = expected[place][:, unit].reshape(32, 48)
            scale = {0: None, 1: None, 2: 1.0, 3: 0.5}[place]
            small = reduced(values - (0.5 if place == 3 else 0.0), 12, 12)
            wanted = small / (scale or np.abs(small).max()) * MIDDLE
            np.testing.assert_allclose(shades(tile), wanted, atol=0.6)
    chosen = expected[1][:, 3].reshape(32, 48)
    np.testing.assert_allclose(shades(shown.map), chosen / np.abs(chosen).max() * MIDDLE, atol=0.6)
    assert (shown.low, shown.high) == pytest.approx((chosen.min(), chosen.max()), rel=5e-3, abs=1e-3)


def test_weights_biases_and_the_row_that_flows_through_are_those_of_the_model(child: Child) -> None:
    model, run_id = fitted_model(MOONS_IN_ORDER), run(child, MOONS_IN_ORDER)
    x, y = divide(MOONS_IN_ORDER.dataset, MOONS_IN_ORDER.split).train
    shown = ask(child, run_id, InspectNetwork(sample=5))
    for place, found in enumerate(outputs(model, x[5:6])):
        np.testing.assert_allclose(shown.layers[place].values, found[0], rtol=5e-3, atol=1e-3)
    for layer, drawn in zip(model.layers, shown.layers[1:], strict=True):
        kernel, bias = layer.get_weights()
        np.testing.assert_allclose(drawn.weights, kernel.T, rtol=5e-3, atol=1e-3)
        np.testing.assert_allclose(drawn.biases, bias, rtol=5e-3, atol=1e-3)
        assert drawn.largest == pytest.approx(np.abs(kernel).max(), rel=5e-3)
    assert (shown.sample, shown.truth, shown.rows, shown.train) == (5, y[5], len(x), len(x))
    assert ask(child, run_id, InspectNetwork(sample=len(x) + 5)).sample == 5


def test_units_come_in_pages_around_the_chosen_one(child: Child) -> None:
    case = IRIS.with_(shuffle=False)
    model, run_id = fitted_model(case), run(child, case)
    shown = ask(child, run_id, InspectNetwork(layer=2, units=(0, 0, 77), most=8))
    layer = shown.layers[2]
    assert (layer.units, layer.first, layer.in_sight, shown.unit) == (128, 72, 8, 77)
    np.testing.assert_allclose(shown.layers[3].weights, model.layers[2].get_weights()[0][72:80].T, rtol=5e-3, atol=1e-3)
    x, _ = divide(case.dataset, case.split).train
    values = outputs(model, x)[2][:, 72:80]
    for bars, column in zip(layer.bars, values.T, strict=True):
        assert bars == histogram(column, values.min(), values.max())
    # One too many means the last, of layers and of units.
    shown = ask(child, run_id, InspectNetwork(layer=9, units=(9, 9, 999, 9), most=4))
    assert (shown.layer, shown.unit, shown.layers[2].first) == (3, 2, 124)


def test_dead_units_are_those_that_no_training_row_makes_active(child: Child) -> None:
    # A large rate kills units: their weighted sum is below 0 for every row.
    case = IRIS.with_(shuffle=False, learning_rate=0.3, epochs=8)
    model, run_id = fitted_model(case), run(child, case)
    x, _ = divide(case.dataset, case.split).train
    found = outputs(model, x)
    shown = ask(child, run_id, InspectNetwork())
    for place in (1, 2):
        dead = np.flatnonzero(found[place].max(axis=0) <= 0)
        assert shown.layers[place].dead == len(dead)
        assert shown.layers[place].dead_units == dead[:24].tolist()
    assert shown.layers[2].dead > 0
    assert shown.layers[3].dead == 0


def test_what_follows_a_dense_layer_belongs_to_its_units(child: Child) -> None:
    layers = (Dense(5), BatchNormalization(), Activation("relu"), Dense(3, "softmax"))
    case = IRIS.with_(shuffle=False, layers=layers)
    model, run_id = fitted_model(case), run(child, case)
    x, _ = divide(case.dataset, case.split).train
    shown = ask(child, run_id, InspectNetwork())
    assert [(layer.units, layer.activation) for layer in shown.layers] == [(4, ""), (5, "relu"), (3, "softmax")]
    np.testing.assert_allclose(shown.layers[1].values, outputs(model, x[:1])[3][0], rtol=5e-3, atol=1e-3)


def test_a_deep_wide_network_stays_within_what_a_slow_line_carries(child: Child) -> None:
    case = MOONS.with_(layers=(*[Dense(64, "relu")] * 10, Dense(1, "sigmoid")), epochs=1)
    shown = ask(child, run(child, case), InspectNetwork(layer=9, units=(0,) * 9 + (63,), most=10))
    assert (shown.of, shown.left_out, len(shown.layers)) == (12, 2, 10)
    assert shown.layers[0].weights == []
    assert shown.layers[shown.layer].first == 60


def test_many_units_are_seen_at_fewer_places() -> None:
    assert grid_size(257) == (48, 32)
    for units in (2_000, 10_000, 100_000):
        columns, rows = grid_size(units)
        assert columns * rows * units <= MOST_VALUES or rows == TILE
        assert min(columns, rows) >= TILE


def test_a_network_with_other_layers_is_refused_in_words(child: Child) -> None:
    refused = ask(child, run(child, CONVOLUTIONAL.with_(epochs=1)), InspectNetwork())
    assert isinstance(refused, NotInspected)
    assert "Conv2D" in refused.message
