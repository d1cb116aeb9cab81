"""The data sets read from files: shapes, rows and tokens by their options, and which splits they can give."""

import pytest

from nnterm.errors import DatasetError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset, Split


@pytest.mark.parametrize(
    ("dataset", "shape"),
    [
        (Dataset("surnames"), (16,)),
        (Dataset("surnames", {"length": 5, "letters": 40}), (5,)),
        (Dataset("surnames", {"encoding": "counts", "letters": 40, "length": 5}), (40,)),
        (Dataset("surnames", {"encoding": "multi_hot"}), (55,)),
        (Dataset("series"), (12, 1)),
        (Dataset("series", {"window": 3}), (3, 1)),
        (Dataset("series", {"window": 3, "flatten": True}), (3,)),
        (Dataset("products2400", {"encoding": "multi_hot", "words": 200}), (200,)),
        (Dataset("imdb", {"length": 80}), (80,)),
        (Dataset("imdb", {"encoding": "multi_hot", "words": 300}), (300,)),
        (Dataset("sequences", {"length": 40}), (40,)),
        (Dataset("next_letter", {"length": 8}), (8,)),
        (Dataset("mnist"), (28, 28, 1)),
        (Dataset("mnist", {"flatten": True}), (784,)),
    ],
)
def test_options_decide_the_shape(dataset: Dataset, shape: tuple[int, ...]) -> None:
    assert catalog.input_shape(dataset) == shape


@pytest.mark.parametrize(
    ("dataset", "numbers"),
    [
        (Dataset("surnames", {"letters": 30}), 30),
        (Dataset("surnames", {"encoding": "counts"}), None),
        (Dataset("reviews10k"), 10_000),
        (Dataset("imdb", {"words": 500}), 500),
        (Dataset("imdb", {"encoding": "multi_hot"}), None),
        (Dataset("sequences"), 14),
        (Dataset("next_letter"), 54),
        (Dataset("series"), None),
        (Dataset("iris"), None),
    ],
)
def test_the_numbers_of_words_or_letters_that_an_embedding_looks_up(dataset: Dataset, numbers: int | None) -> None:
    assert catalog.vocabulary(dataset) == numbers


def test_a_series_has_a_row_for_each_value_after_the_first_window() -> None:
    assert catalog.rows(Dataset("series")) == 309 - 12
    assert catalog.rows(Dataset("series", {"series": "co2", "window": 1})) == 2283
    assert catalog.split_rows(Dataset("series"), Split(test=0.2, validation=47)) == (190, 47, 60)
    assert catalog.in_order(Dataset("series"))
    assert not catalog.in_order(Dataset("surnames"))


@pytest.mark.parametrize(
    ("dataset", "brought"),
    [
        (Dataset("reviews10k", {"test": "products"}), 2400),
        (Dataset("mnist", {"samples": 100}), 10_000),
        (Dataset("imdb"), 25_000),
    ],
)
def test_rows_for_testing_that_come_along_leave_none_to_be_split_off(dataset: Dataset, brought: int) -> None:
    split = Split(validation=0.2)
    catalog.check_split(dataset, split)
    train, validation, test = catalog.split_rows(dataset, split)
    assert (train + validation, test) == (catalog.rows(dataset), brought)
    with pytest.raises(DatasetError, match=f"comes with {brought:,}") as raised:
        catalog.check_split(dataset, Split(test=0.1))
    assert "split.test" in raised.value.remedy


def test_reviews_are_tested_on_reviews_unless_chosen_otherwise() -> None:
    catalog.check_split(Dataset("reviews10k"), Split(test=0.1))
    assert catalog.split_rows(Dataset("reviews10k"), Split(test=0.1)) == (9000, 0, 1000)


def test_numbers_have_no_classes_to_stratify() -> None:
    with pytest.raises(DatasetError, match="series has no classes"):
        catalog.check_split(Dataset("series"), Split(test=0.1, stratify=True))
