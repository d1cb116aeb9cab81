"""The rows of a table of one's own, as the trainer has them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nnterm.errors import DatasetError
from nnterm.experiment.datasets.own_table import described
from nnterm.experiment.experiment import Dataset, Experiment, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.runs.export.script import script
from nnterm.trainer.datasets.dataset import Datasets, divide

TEXT = "x0,size,colour,kind\n" + "".join(f"{i},{i * i},{'rgb'[i % 3]},{'ab'[i % 2]}\n" for i in range(20))


def table(folder: Path, text: str = TEXT, **options: str | bool) -> Dataset:
    (folder / "own.csv").write_text(text)
    return described(Dataset("csv", {"path": str(folder / "own.csv"), **options}))


def test_columns_are_scaled_by_the_training_rows_and_classes_are_not(tmp_path: Path) -> None:
    plain, scaled = (divide(table(tmp_path, scale=scale), Split(validation=0.5)) for scale in (False, True))
    x, y = plain.train
    assert plain.sizes == (10, 10, 0)
    assert x.dtype == np.float32
    np.testing.assert_array_equal(x[4], [4, 16, 0, 1, 0])
    assert y.tolist() == [0, 1] * 5
    assert np.issubdtype(y.dtype, np.integer)
    assert scaled.validation is not None
    assert plain.validation is not None
    np.testing.assert_allclose(
        scaled.validation[0], (plain.validation[0] - x.mean(axis=0)) / x.std(axis=0), rtol=1e-4, atol=1e-5
    )
    np.testing.assert_array_equal(scaled.train[1], y)


def test_a_number_is_scaled_too(tmp_path: Path) -> None:
    _, y = divide(table(tmp_path, target="size"), Split()).train
    numbers = np.arange(20.0) ** 2
    np.testing.assert_allclose(y, (numbers - numbers.mean()) / numbers.std())
    _, plain = divide(table(tmp_path, target="size", scaled_target=False), Split()).train
    np.testing.assert_array_equal(plain, numbers)


def test_two_columns_can_be_drawn_as_a_map(tmp_path: Path) -> None:
    plane = table(tmp_path, "x0,x1,kind\n" + "".join(f"{i},{-i},{'ab'[i % 2]}\n" for i in range(9)), scale=False)
    parts = divide(plane, Split())
    assert parts.in_plane
    assert parts.train[0][2].tolist() == [2, -2]


def test_a_file_that_changed_is_noticed(tmp_path: Path) -> None:
    dataset = table(tmp_path)
    datasets = Datasets()
    first = datasets.load(dataset, Split())
    (tmp_path / "own.csv").write_text(TEXT + "20,1,r,a\n")
    with pytest.raises(DatasetError, match="has changed since"):
        divide(dataset, Split())
    again = datasets.load(described(dataset), Split())
    assert (first.sizes[0], again.sizes[0]) == (20, 21)


def test_without_a_file_it_is_said_how_to_choose_one(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="No file was chosen") as raised:
        divide(Dataset("csv"), Split())
    assert "dataset.path" in raised.value.remedy
    dataset = table(tmp_path)
    (tmp_path / "own.csv").unlink()
    with pytest.raises(DatasetError, match="There is no file"):
        divide(dataset, Split())


GAPS = "size,colour,kind\n" + "".join(
    f"{'' if i == 3 else 1000 if i == 19 else i},{'?' if i in (4, 18) else 'rggb'[i % 4]},{'ab'[i % 2]}\n"
    for i in range(20)
)


@pytest.mark.parametrize("missing", ["fill", "indicate"])
def test_missing_values_are_filled_from_the_training_rows_alone(missing: str, tmp_path: Path) -> None:
    parts = divide(table(tmp_path, GAPS, missing=missing, scale=False), Split(validation=2))
    x, held_out = parts.train[0], parts.validation
    assert held_out is not None
    assert not np.isnan(x).any() and not np.isnan(held_out[0]).any()
    known = [i for i in range(18) if i != 3]
    # The 1000 among the validation rows changes nothing.
    assert x[3, 0] == np.median(known)
    np.testing.assert_array_equal(x[4, 1:4], [0, 1, 0])
    np.testing.assert_array_equal(held_out[0][0, 1:4], [0, 1, 0])
    if missing == "indicate":
        np.testing.assert_array_equal(x[:, 4].nonzero()[0], [3])
        np.testing.assert_array_equal(x[:, 5].nonzero()[0], [4])
        np.testing.assert_array_equal(held_out[0][:, 5], [1, 0])


def test_a_column_without_a_value_among_the_training_rows_is_filled_all_the_same(tmp_path: Path) -> None:
    text = "size,colour,kind\n" + "".join(
        f"{i if i > 9 else ''},{'r' if i > 9 else ''},{'ab'[i % 2]}\n" for i in range(14)
    )
    parts = divide(table(tmp_path, text, missing="fill"), Split(validation=4))
    assert all(np.isfinite(part[0]).all() for part in parts.all)


@pytest.mark.parametrize("missing", ["drop", "fill", "indicate"])
@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("split", [Split(), Split(validation=4), Split(test=0.2, validation=0.25)])
def test_an_exported_script_has_the_same_rows(missing: str, delimiter: str, split: Split, tmp_path: Path) -> None:
    text = GAPS.replace(",", delimiter).replace("kind\n", "kind\n7,,\n".replace(",", delimiter))
    dataset = table(tmp_path, text, missing=missing)
    hyperparameters = Hyperparameters(
        layers=(Dense(1, "sigmoid"),), loss="binary_crossentropy", metrics=("accuracy",), shuffle=False
    )
    experiment = Experiment(id="e", dataset=dataset, split=split, hyperparameters=hyperparameters)
    lines = script(experiment).partition("keras.utils.set_random_seed")[0]
    found: dict[str, Any] = {}
    exec(compile(lines, "script", "exec"), found)
    parts = divide(dataset, split)
    for name, part in (("train", parts.train), ("validation", parts.validation), ("test", parts.test)):
        if part is not None:
            np.testing.assert_allclose(found[f"x_{name}"], part[0], atol=1e-6)
            np.testing.assert_array_equal(found[f"y_{name}"].ravel(), part[1])
