"""Surnames letter by letter, and film reviews tested on reviews of products."""

from collections import Counter

import numpy as np
import pytest

from nnterm.errors import DatasetError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset, Split
from nnterm.trainer.datasets import files
from nnterm.trainer.datasets.dataset import divide
from nnterm.trainer.datasets.texts import Vocabulary, letters

LANGUAGES = catalog.entry(Dataset("surnames")).classes


def numbers_of(names: list[str], size: int) -> dict[str, int]:
    counts = Counter(letter for name in names for letter in name.lower())
    return {letter: i for i, letter in enumerate(sorted(counts, key=lambda one: (-counts[one], one))[: size - 2], 2)}


def test_letters_are_numbered_by_the_training_names_alone() -> None:
    names, labels = files.surnames(400, LANGUAGES)
    parts = divide(Dataset("surnames", {"samples": 400, "letters": 20, "length": 6}), Split(validation=0.5))
    number = numbers_of(names[:200], 20)
    assert number != numbers_of(names, 20)
    assert parts.validation is not None
    for name, row in zip(names[200:], parts.validation[0].tolist(), strict=True):
        found = [number.get(letter, 1) for letter in name.lower()][-6:]
        assert row == [0] * (6 - len(found)) + found
    np.testing.assert_array_equal(np.concatenate([parts.train[1], parts.validation[1]]), labels)


def test_counts_know_how_often_and_multi_hot_only_whether() -> None:
    vocabulary = Vocabulary(["Anna", "Bo"], 5, letters)
    assert vocabulary.counts(["Anna", "box", ""]).tolist() == [[0, 0, 2, 2, 0], [0, 2, 0, 0, 1], [0] * 5]
    assert vocabulary.multi_hot(["Anna", "box"]).tolist() == [[0, 0, 1, 1, 0], [0, 1, 0, 0, 1]]
    counted, hot = (
        divide(Dataset("surnames", {"samples": 50, "encoding": encoding}), Split()).train[0]
        for encoding in ("counts", "multi_hot")
    )
    assert counted.shape == (50, 55)
    np.testing.assert_array_equal(counted > 0, hot == 1)
    assert counted.sum() == sum(map(len, files.surnames(50, LANGUAGES)[0]))


def test_languages_are_classes_in_alphabetical_order() -> None:
    names, labels = files.surnames(3338, LANGUAGES)
    assert [LANGUAGES[label] for label in labels[:3]] == ["dutch", "dutch", "italian"]
    assert names[:3] == ["Oostveen", "van Praagh", "Stradivari"]
    assert Counter(labels.tolist()).keys() == set(range(9))
    # All letters have a number of their own under the default options.
    assert len(Vocabulary(names, 55, letters)) == 55


def test_products_are_read_with_the_words_of_the_films() -> None:
    options = {"samples": 400, "words": 300, "length": 8, "test": "products"}
    parts = divide(Dataset("reviews10k", options), Split(validation=0.5))
    texts, labels = files.reviews(2400, "products2400")
    vocabulary = Vocabulary(files.reviews(200)[0], 300)
    assert parts.sizes == (200, 200, 2400)
    assert parts.test is not None
    np.testing.assert_array_equal(parts.test[0], vocabulary.sequences(texts, 8))
    np.testing.assert_array_equal(parts.test[1], labels)
    assert Counter(labels.tolist()) == {0: 1200, 1: 1200}
    plain = divide(Dataset("reviews10k", {**options, "test": "reviews"}), Split(validation=0.5))
    np.testing.assert_array_equal(plain.train[0], parts.train[0])
    assert plain.test is None


def test_products_for_testing_leave_no_test_rows_to_be_split_off() -> None:
    with pytest.raises(DatasetError, match="comes with 2,400 product reviews") as raised:
        divide(Dataset("reviews10k", {"test": "products"}), Split(test=0.1))
    assert "test: reviews" in raised.value.remedy
