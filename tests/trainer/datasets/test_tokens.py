"""Rows of tokens: each class is what the rule says of its row, and windows of names give the names back."""

import gzip

import numpy as np
import pytest

from nnterm import paths
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset, Split
from nnterm.trainer.datasets.dataset import divide


def read(rule: str, row: str) -> str:
    """What the rule says of a row of tokens, read as a person does."""
    if rule == "order":
        return min("AB", key=row.index)
    if rule == "first":
        return row[0]
    return row[row.rindex("*") + 1]


@pytest.mark.parametrize("rule", ["order", "first", "marked"])
@pytest.mark.parametrize("length", [4, 20])
def test_the_class_is_what_the_rule_says(rule: str, length: int) -> None:
    dataset = Dataset("sequences", {"rule": rule, "length": length, "samples": 400})
    entry = catalog.entry(dataset)
    x, y = divide(dataset, Split()).train
    rows = ["".join(entry.tokens[number] for number in row) for row in x]
    assert x.shape == (400, length)
    assert [entry.classes[label] for label in y] == [read(rule, row) for row in rows]
    # Saying the same class always is worth nothing.
    assert 0.4 < y.mean() < 0.6
    assert len(set(rows)) > 200 or (rule, length) == ("marked", 4)


def test_order_cannot_be_seen_by_counting() -> None:
    x, _ = divide(Dataset("sequences", {"samples": 300}), Split()).train
    assert ((x == 1).sum(axis=1) == 1).all()
    assert ((x == 2).sum(axis=1) == 1).all()


@pytest.mark.parametrize("name", ["sequences", "next_letter"])
def test_the_seed_decides_the_rows(name: str) -> None:
    first, again, other = (divide(Dataset(name, {"samples": 90, "seed": seed}), Split()).train[0] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_windows_give_every_name_back_and_end_it() -> None:
    dataset = Dataset("next_letter", {"length": 20})
    letters = catalog.entry(dataset).tokens
    x, y = divide(dataset, Split()).train
    ends = np.flatnonzero(y == 0)
    found = ["".join(letters[number] for number in row if number) for row in x[ends]]
    file = gzip.decompress((paths.datasets() / "surnames.tsv.gz").read_bytes()).decode("utf-8")
    assert sorted(found) == sorted(line.split("\t")[1].lower() for line in file.splitlines()[1:])
    # The windows of a name follow one another, each a letter longer than the one before.
    for row, following, letter in zip(x[:-1], x[1:], y[:-1], strict=True):
        assert (following == [*row[1:], letter]).all() if letter else not following.any()


def test_a_short_window_has_the_last_letters() -> None:
    long, short = (divide(Dataset("next_letter", {"length": length}), Split()).train for length in (20, 3))
    np.testing.assert_array_equal(long[0][:, -3:], short[0])
    np.testing.assert_array_equal(long[1], short[1])


def test_the_last_rows_are_for_testing_so_that_names_stay_together() -> None:
    parts = divide(Dataset("next_letter", {"length": 20, "samples": 2000}), Split(test=400, validation=400))
    whole = divide(Dataset("next_letter", {"length": 20, "samples": 2000}), Split()).train[0]
    assert parts.validation is not None
    assert parts.test is not None
    np.testing.assert_array_equal(np.concatenate([parts.train[0], parts.validation[0], parts.test[0]]), whole)
