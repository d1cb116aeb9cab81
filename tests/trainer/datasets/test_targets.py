"""Class numbers as the loss wants them, and words for what does not fit."""

import keras
import numpy as np
import pytest

from nnterm.errors import HyperparameterError, ModelError
from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.layers import LSTM, Conv2D, Dense, Embedding, Flatten
from nnterm.experiment.hyperparameters.losses import DISTANCES
from nnterm.trainer.datasets.dataset import divide
from nnterm.trainer.datasets.targets import check_fit, guessing_loss, targets
from trainer.cases import IRIS, MOONS, RECURRENT

LABELS = np.array([0, 1, 1, 0])
THREE = np.array([2, 0, 1])


@pytest.mark.parametrize(
    ("loss", "units", "expected"),
    [
        ("binary_crossentropy", 1, [[0], [1], [1], [0]]),
        ("mean_squared_error", 1, [[0], [1], [1], [0]]),
        ("mean_absolute_error", 2, [[1, 0], [0, 1], [0, 1], [1, 0]]),
        ("binary_crossentropy", 2, [[1, 0], [0, 1], [0, 1], [1, 0]]),
        ("categorical_crossentropy", 2, [[1, 0], [0, 1], [0, 1], [1, 0]]),
        ("sparse_categorical_crossentropy", 2, [0, 1, 1, 0]),
    ],
)
def test_two_classes(loss: str, units: int, expected: list) -> None:
    chosen = MOONS.with_(loss=loss, layers=(Dense(3), Dense(units))).hyperparameters
    found = targets(LABELS, MOONS.dataset, chosen)
    np.testing.assert_array_equal(found, expected)
    assert found.dtype == ("int32" if loss.startswith("sparse") else "float32")


@pytest.mark.parametrize(
    ("loss", "units"),
    [
        ("categorical_crossentropy", 2),
        ("categorical_crossentropy", 1),
        ("sparse_categorical_crossentropy", 2),
        ("sparse_categorical_crossentropy", 4),
        ("binary_crossentropy", 1),
        ("mean_squared_error", 2),
    ],
)
def test_units_that_do_not_fit_three_classes(loss: str, units: int) -> None:
    chosen = IRIS.with_(loss=loss, layers=(Dense(units),)).hyperparameters
    with pytest.raises(ModelError, match=rf"{units} unit.*{loss}.*3 classes") as raised:
        targets(THREE, IRIS.dataset, chosen)
    assert "3 units" in raised.value.remedy


def test_three_classes_as_a_number() -> None:
    chosen = IRIS.with_(loss="mean_squared_error", layers=(Dense(1),)).hyperparameters
    np.testing.assert_array_equal(targets(THREE, IRIS.dataset, chosen), [[2], [0], [1]])


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ((Dense(3), Flatten()), "last layer is Flatten"),
        ((Conv2D(3), Dense(1)), "Conv2D"),
        ((Embedding(5, 2), Flatten(), Dense(1)), "Embedding looks up words"),
    ],
)
def test_models_that_do_not_fit_points(layers: tuple, message: str) -> None:
    chosen = MOONS.with_(layers=layers).hyperparameters
    with pytest.raises(ModelError, match=message):
        check_fit(divide(MOONS.dataset, MOONS.split), MOONS.dataset, chosen)
        targets(LABELS, MOONS.dataset, chosen)


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ((Embedding(300, 4), Dense(1)), r"shape \(12, 1\)"),
        ((Embedding(300, 4), LSTM(3, return_sequences=True), Dense(1)), r"shape \(12, 1\)"),
        ((Embedding(299, 4), LSTM(3), Dense(1)), "input_dim 299"),
    ],
)
def test_models_that_do_not_fit_texts(layers: tuple, message: str) -> None:
    parts = divide(RECURRENT.dataset, RECURRENT.split)
    check_fit(parts, RECURRENT.dataset, RECURRENT.hyperparameters)
    with pytest.raises(ModelError, match=message):
        check_fit(parts, RECURRENT.dataset, RECURRENT.with_(layers=layers).hyperparameters)


def test_values_out_of_bounds_are_refused_before_anything_is_built() -> None:
    parts = divide(Dataset("moons", {"samples": 8}), Split())
    with pytest.raises(HyperparameterError, match="batch_size"):
        check_fit(parts, Dataset("moons"), MOONS.with_(batch_size=0).hyperparameters)


@pytest.mark.parametrize("loss", DISTANCES)
def test_no_answer_that_is_always_the_same_beats_guessing(loss: str) -> None:
    numbers = divide(Dataset("diabetes"), Split()).train[1]
    found = guessing_loss(numbers, Dataset("diabetes"), loss)
    assert found is not None
    answers = np.linspace(numbers.min(), numbers.max(), 400)[:, None]
    losses = keras.losses.get(loss)(numbers[None, :, None], answers[:, None] * np.ones((1, len(numbers), 1)))
    best = float(np.asarray(losses).mean(axis=1).min())
    assert found == pytest.approx(best, rel=0.02 if loss == "huber" else 1e-3)
    assert guessing_loss(LABELS, MOONS.dataset, loss) is None
