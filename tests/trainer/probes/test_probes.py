"""The decision map shows what the model answers."""

import numpy as np
import pytest

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.protocol.inspection_results import MapComputed
from nnterm.trainer.datasets.dataset import divide
from nnterm.trainer.loops.compiled_loops import Loops
from nnterm.trainer.probes.decision_map import LEVELS, MapProbe
from trainer.cases import MOONS, Case
from trainer.child import Child
from trainer.oracle import answers, fitted_model
from trainer.training import start, train

PARTS = divide(Dataset("moons", {"samples": 60}), Split())


def test_the_map_covers_the_data_row_by_row_from_the_top_left() -> None:
    probe = MapProbe(lambda grid: np_tensor(grid[:, :1] > 0.5), PARTS)
    drawn = probe.compute("run", 3)
    assert (drawn.run_id, drawn.epoch) == ("run", 3)
    x = PARTS.train[0]
    assert drawn.left < x[:, 0].min() < x[:, 0].max() < drawn.right
    assert drawn.bottom < x[:, 1].min() < x[:, 1].max() < drawn.top
    width = (drawn.right - drawn.left) / drawn.columns
    centres = drawn.left + width * (np.arange(drawn.columns) + 0.5)
    # The answer depends on x0 alone: every row is the same, and it changes where x0 passes 0.5.
    assert drawn.classes == (centres > 0.5).astype(int).tolist() * drawn.rows
    upwards = MapProbe(lambda grid: np_tensor(grid[:, 1:] > 0.5), PARTS).compute("run", 1)
    classes = np.reshape(upwards.classes, (upwards.rows, upwards.columns))
    assert classes[0].all()
    assert not classes[-1].any()


@pytest.mark.parametrize(
    ("outputs", "winner", "certainty"),
    [
        ([0.5], 0, 0),
        ([1.0], 1, LEVELS - 1),
        ([0.0], 0, LEVELS - 1),
        ([0.9], 1, int(0.8 * LEVELS)),
        ([0.2, 0.7, 0.1], 1, int(0.5 * LEVELS)),
        ([1 / 3, 1 / 3, 1 / 3], 0, 0),
        ([float("nan")], 0, LEVELS - 1),
    ],
)
def test_certainty_goes_from_undecided_to_certain(outputs: list[float], winner: int, certainty: int) -> None:
    drawn = MapProbe(lambda grid: np_tensor(np.tile(outputs, (len(grid), 1))), PARTS).compute("run", 1)
    assert set(drawn.classes) == {winner}
    assert set(drawn.certainty) == {certainty}


def test_the_map_of_a_trained_model_fits_its_points(loops: Loops) -> None:
    case = Case(Dataset("blobs", {"samples": 90, "noise": 0.5, "seed": 2}), Split(), MOONS.hyperparameters)
    case = case.with_(
        layers=(MOONS.hyperparameters.layers[0], type(MOONS.hyperparameters.output)(3, "softmax")),
        loss="sparse_categorical_crossentropy",
        learning_rate=0.05,
    )
    loop = start(case, loops)
    history = train(loop, 30)
    parts = loops.load(case.dataset, case.split)
    drawn = MapProbe(loop.predict, parts).compute("run", 30)
    x, y = parts.train
    columns = ((x[:, 0] - drawn.left) / (drawn.right - drawn.left) * drawn.columns).astype(int)
    rows = ((drawn.top - x[:, 1]) / (drawn.top - drawn.bottom) * drawn.rows).astype(int)
    shown = np.reshape(drawn.classes, (drawn.rows, drawn.columns))[rows, columns]
    assert history["accuracy"][-1] > 0.95
    assert (shown == y).mean() > 0.9


def test_the_map_of_a_run_is_what_the_model_that_fit_trains_predicts(child: Child) -> None:
    case = MOONS.with_(shuffle=False)
    model = fitted_model(case)
    drawn = [event for event in child.run(case, probes=("map",)) if isinstance(event, MapComputed)][-1]
    assert drawn.epoch == case.hyperparameters.epochs
    width, height = (drawn.right - drawn.left) / drawn.columns, (drawn.top - drawn.bottom) / drawn.rows
    x0 = drawn.left + width * (np.arange(drawn.columns) + 0.5)
    x1 = drawn.top - height * (np.arange(drawn.rows) + 0.5)
    places = np.array([(a, b) for b in x1 for a in x0], dtype="float32")
    predicted = answers(model, places)[:, 0]
    # Rounding may tip a place that is just undecided.
    decided = np.abs(predicted - 0.5) > 1e-4
    assert decided.mean() > 0.99
    np.testing.assert_array_equal(np.array(drawn.classes)[decided], (predicted > 0.5)[decided])
    levels = np.abs(predicted - 0.5) * 2 * LEVELS
    assert (np.abs(np.array(drawn.certainty) + 0.5 - levels) < 0.51).all()
    assert len(set(drawn.classes)) == 2


def np_tensor(values: np.ndarray) -> object:
    """An answer as TensorFlow gives it."""
    import tensorflow as tf

    return tf.constant(values.astype("float32"))
