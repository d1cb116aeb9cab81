"""The catalog knows names, options, shapes and row counts, and says what is wrong with the rest."""

import pytest

from nnterm.errors import DatasetError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset, Option


@pytest.mark.parametrize("name", catalog.CATALOG)
def test_every_entry_agrees_with_itself(name: str) -> None:
    entry = catalog.entry(Dataset(name))
    assert entry.summary
    assert catalog.input_shape(Dataset(name)) == entry.shape
    assert not entry.features or entry.shape == (len(entry.features),)
    assert set(entry.bounds) | set(entry.choices) <= set(entry.options)
    assert (entry.task == "classification") == bool(entry.classes)
    assert (catalog.rows(Dataset(name)) > 0) != catalog.awaits_file(Dataset(name))
    # The defaults are values that the catalog itself would take.
    assert catalog.options(Dataset(name, dict(entry.options))) == catalog.options(Dataset(name))
    assert entry.options.items() <= catalog.options(Dataset(name)).items()


@pytest.mark.parametrize(
    ("dataset", "shape"),
    [
        (Dataset("moons"), (2,)),
        (Dataset("mnist10k", {"flatten": True}), (784,)),
        (Dataset("mnist10k", {"flatten": False}), (28, 28, 1)),
        (Dataset("digits"), (8, 8, 1)),
        (Dataset("digits", {"flatten": True}), (64,)),
        (Dataset("diabetes"), (10,)),
        (Dataset("diabetes", {"features": 5}), (5,)),
        (Dataset("reviews10k", {"length": 10}), (10,)),
        (Dataset("reviews10k", {"encoding": "multi_hot", "words": 500, "length": 10}), (500,)),
    ],
)
def test_options_decide_the_shape(dataset: Dataset, shape: tuple[int, ...]) -> None:
    assert catalog.input_shape(dataset) == shape


def test_points_of_a_regression_have_no_classes_to_map() -> None:
    assert catalog.in_plane(Dataset("moons"))
    assert not catalog.in_plane(Dataset("diabetes", {"features": 2}))
    assert not catalog.in_plane(Dataset("iris"))


def test_options_decide_the_rows() -> None:
    assert catalog.rows(Dataset("iris")) == 150
    assert catalog.rows(Dataset("moons")) == 500
    assert catalog.rows(Dataset("moons", {"samples": 40})) == 40


def test_defaults_are_filled_in() -> None:
    found = catalog.options(Dataset("moons", {"noise": 0.3}))
    assert found == {"samples": 500, "noise": 0.3, "seed": 0, "label_noise": 0.0}


@pytest.mark.parametrize(
    ("name", "option", "value", "says", "remedy"),
    [
        ("moon", "noise", 0.1, "no data set 'moon'", "Did you mean moons?"),
        ("moons", "noize", 0.1, "no option 'noize'", "Did you mean noise?"),
        ("iris", "samples", 3, "no option 'samples'", "Its options: scale"),
        ("moons", "noise", 2.1, "2.1, which is out of range", "from 0 to 2"),
        ("moons", "noise", float("nan"), "out of range", "from 0 to 2"),
        ("moons", "samples", 0, "0, which is out of range", "from 1 to 100000"),
        ("moons", "samples", 1.5, "samples of data set moons is 1.5", "a value like 500"),
        ("moons", "samples", True, "samples of data set moons is True", "a value like 500"),
        ("moons", "noise", "much", "'much'", "a value like 0.1"),
        ("iris", "scale", 1, "scale of data set iris is 1", "a value like False"),
        ("gate", "gate", "nor", "'nor'", "and, or, xor, nand"),
    ],
)
def test_wrong_names_and_values(name: str, option: str, value: Option, says: str, remedy: str) -> None:
    with pytest.raises(DatasetError) as caught:
        catalog.entry(Dataset(name, {option: value}))
    assert says in caught.value.message
    assert remedy in caught.value.remedy


def test_a_whole_number_will_do_for_a_part() -> None:
    assert catalog.options(Dataset("moons", {"noise": 1}))["noise"] == 1


@pytest.mark.parametrize(("digits", "rows"), [("all", 10_000), ("0-4", 5_131), ("5-9", 4_869)])
def test_some_of_the_digits_are_classes_and_rows_of_their_own(digits: str, rows: int) -> None:
    dataset = Dataset("mnist10k", {"digits": digits})
    names = {"all": "0123456789", "0-4": "01234", "5-9": "56789"}[digits]
    assert catalog.entry(dataset).classes == tuple(names)
    assert catalog.rows(dataset) == rows
    assert catalog.rows(Dataset("mnist10k", {"digits": digits, "samples": 60})) == 60
