"""Label noise: which training labels are flipped, and that nothing else is."""

from pathlib import Path

import numpy as np
import pytest

from nnterm.errors import DatasetError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.datasets.own_table import described
from nnterm.experiment.experiment import Dataset, Option, Split
from nnterm.trainer.datasets.dataset import divide, raw, shown_flips, shown_points

HALVES = Split(test=0.2, validation=0.25)
SMALL: dict[str, dict[str, Option]] = {
    "xor": {"samples": 200},
    "gate": {"samples": 200},
    "reviews10k": {"samples": 200},
    "mnist10k": {"samples": 200},
}


def noisy(dataset: Dataset, part: float) -> Dataset:
    return Dataset(dataset.name, {**dataset.options, "label_noise": part}, dataset.table)


@pytest.mark.parametrize("name", ["moons", "blobs", "iris", "wine", "digits", "surnames", *SMALL])
def test_a_part_of_the_training_labels_and_no_other_is_flipped_to_another_class(name: str) -> None:
    dataset = Dataset(name, SMALL.get(name, {}))
    true, parts = divide(dataset, HALVES), divide(noisy(dataset, 0.3), HALVES)
    changed = np.flatnonzero(parts.train[1] != true.train[1])
    assert len(changed) == round(0.3 * len(true.train[1]))
    assert parts.flips == {int(row): int(true.train[1][row]) for row in changed}
    assert set(parts.train[1].tolist()) <= set(range(len(catalog.entry(dataset).classes)))
    np.testing.assert_array_equal(parts.train[0], true.train[0])
    for here, there in zip(parts.all[1:], true.all[1:], strict=True):
        np.testing.assert_array_equal(here[0], there[0])
        np.testing.assert_array_equal(here[1], there[1])


def test_every_other_class_is_taken() -> None:
    parts = divide(Dataset("digits", {"label_noise": 0.5}), Split())
    taken = {(true, int(parts.train[1][row])) for row, true in parts.flips.items()}
    assert len(taken) == 10 * 9


def test_more_noise_flips_the_same_rows_and_others() -> None:
    little, much = (divide(Dataset("blobs", {"label_noise": part}), HALVES) for part in (0.1, 0.4))
    assert little.flips.items() < much.flips.items()
    rows = list(little.flips)
    np.testing.assert_array_equal(little.train[1][rows], much.train[1][rows])


def test_the_seed_of_the_data_chooses_the_rows() -> None:
    first, again, other = (
        divide(Dataset("moons", {"label_noise": 0.2, "seed": seed}), HALVES).flips for seed in (1, 1, 2)
    )
    assert first == again
    assert set(first) != set(other)


def test_rows_as_they_were_collected_have_the_same_flips() -> None:
    dataset = Dataset("breast_cancer", {"label_noise": 0.2})
    np.testing.assert_array_equal(raw(dataset, HALVES).train[1], divide(dataset, HALVES).train[1])
    assert raw(dataset, HALVES).flips == divide(dataset, HALVES).flips


def test_the_screen_gets_the_flipped_ones_among_the_points_that_it_draws() -> None:
    parts = divide(Dataset("moons", {"samples": 1000, "label_noise": 0.2}), Split())
    true = divide(Dataset("moons", {"samples": 1000}), Split())
    pairs = zip(shown_points(parts), shown_points(true), strict=True)
    assert shown_flips(parts) == [row for row, (flipped, label) in enumerate(pairs) if flipped != label]
    assert 40 < len(shown_flips(parts)) < 120


def test_labels_of_a_table_of_ones_own_are_flipped_and_its_numbers_are_not(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("x0,size,kind\n" + "".join(f"{i},{i * i},{'abc'[i % 3]}\n" for i in range(40)))
    options: dict[str, Option] = {"path": str(path), "label_noise": 0.25}
    classes = described(Dataset("csv", options))
    parts = divide(classes, Split(validation=0.5))
    true = divide(described(Dataset("csv", {"path": str(path)})), Split())
    assert len(parts.flips) == 5
    assert (parts.train[1] != true.train[1][:20]).sum() == 5
    assert parts.validation is not None
    np.testing.assert_array_equal(parts.validation[1], true.train[1][20:])
    # Another target of the same file keeps what still means something.
    numbers = described(Dataset("csv", {**options, "target": "size"}), classes)
    assert "label_noise" not in catalog.options(numbers)
    with pytest.raises(DatasetError, match="is a number"):
        catalog.entry(noisy(numbers, 0.2))
