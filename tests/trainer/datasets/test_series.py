"""Series: windows of past values in the order of time, on a scale of the training part, and the guess to beat."""

import numpy as np
import pytest

from nnterm import paths
from nnterm.errors import DatasetError
from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense, SimpleRNN
from nnterm.experiment.protocol.events import RunStarted
from nnterm.trainer.datasets import files
from nnterm.trainer.datasets.dataset import divide
from nnterm.trainer.datasets.parts import Array, Parts
from nnterm.trainer.datasets.targets import last_value_loss
from trainer.cases import Case
from trainer.child import Child, only

SPLIT = Split(test=0.2, validation=0.25)


def series(name: str, **options: int | bool) -> Dataset:
    return Dataset("series", {"series": name, "scale": False, "flatten": True, **options})


def rows(parts: Parts) -> tuple[Array, Array]:
    x, y = zip(*parts.all, strict=True)
    return np.concatenate(x), np.concatenate(y)


@pytest.mark.parametrize("name", ["sunspots", "co2", "nino"])
def test_rows_stay_in_the_order_of_time(name: str) -> None:
    values = files.series(name)
    parts = divide(series(name, window=3), SPLIT)
    x, y = rows(parts)
    assert parts.sizes[2] == int(np.ceil((len(values) - 3) * 0.2))
    for step in range(3):
        np.testing.assert_array_equal(x[:, step], values[step : step - 3].astype("float32"))
    np.testing.assert_array_equal(y, values[3:])
    # Another seed of the split changes nothing: there is nothing to draw.
    np.testing.assert_array_equal(rows(divide(series(name, window=3), Split(0.2, 0.25, seed=5)))[1], y)


@pytest.mark.parametrize("flatten", [True, False])
def test_the_scale_is_that_of_the_values_in_the_training_rows(flatten: bool) -> None:
    plain = divide(series("co2", window=5), SPLIT)
    scaled = divide(series("co2", window=5, scale=True, flatten=flatten), SPLIT)
    known = files.series("co2")[: plain.sizes[0] + 5]
    assert scaled.train[0].shape == (plain.sizes[0], 5) if flatten else (plain.sizes[0], 5, 1)
    for part, as_it_was in zip(scaled.all, plain.all, strict=True):
        expected = (as_it_was[0] - known.mean()) / known.std()
        np.testing.assert_allclose(part[0].reshape(len(part[0]), -1), expected, atol=1e-4)
        np.testing.assert_allclose(part[1], (as_it_was[1] - known.mean()) / known.std())


def test_gaps_are_straight_lines_between_their_neighbours() -> None:
    with np.load(paths.datasets() / "series.npz") as arrays:
        raw = arrays["co2"].astype(float)
    filled = files.series("co2")
    gaps = np.isnan(raw)
    assert gaps.sum() == 59
    np.testing.assert_array_equal(filled[~gaps], raw[~gaps])
    assert filled[6] == pytest.approx((raw[5] + raw[7]) / 2)
    assert np.isfinite(filled).all()
    # All of them lie where training rows come from in the usual splits.
    assert np.flatnonzero(gaps).max() < 0.63 * len(raw)


def test_el_nino_goes_month_by_month() -> None:
    with np.load(paths.datasets() / "series.npz") as arrays:
        np.testing.assert_array_equal(files.series("nino")[:24], arrays["elnino"][:2].ravel())


def test_the_loss_of_saying_the_last_value_again() -> None:
    dataset = series("sunspots", window=4)
    parts = divide(dataset, SPLIT)
    found = last_value_loss(parts, dataset, "mean_absolute_error")
    values = files.series("sunspots")
    steps = np.abs(np.diff(values))[3:]
    train, validation, _ = parts.sizes
    assert found == {
        "train": pytest.approx(steps[:train].mean()),
        "validation": pytest.approx(steps[train : train + validation].mean()),
        "test": pytest.approx(steps[train + validation :].mean()),
    }
    deep = Dataset("series", {"window": 4})
    assert last_value_loss(divide(deep, Split()), deep, "mean_squared_error") == {
        "train": pytest.approx((steps**2).mean() / values.var(), rel=1e-4)
    }


def test_other_numbers_have_no_last_value() -> None:
    assert last_value_loss(divide(Dataset("diabetes"), Split()), Dataset("diabetes"), "mean_squared_error") == {}


@pytest.mark.parametrize("split", [Split(test=297), Split(test=296, validation=0.5), Split(test=0.1, stratify=True)])
def test_splits_that_a_series_cannot_give(split: Split) -> None:
    with pytest.raises(DatasetError) as raised:
        divide(Dataset("series"), split)
    assert raised.value.remedy


def test_a_run_on_a_series_reports_what_the_last_value_would_cost(child: Child) -> None:
    chosen = Hyperparameters(
        layers=(SimpleRNN(2), Dense(1)), optimizer="adam", loss="mean_squared_error", metrics=(), epochs=1
    )
    case = Case(Dataset("series"), SPLIT, chosen)
    started = only(child.run(case), RunStarted)
    expected = last_value_loss(divide(case.dataset, case.split), case.dataset, chosen.loss)
    assert started.last_value_loss == pytest.approx(expected)
    assert set(expected) == {"train", "validation", "test"}
