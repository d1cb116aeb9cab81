"""The data set of pairs: what follows from its options."""

import pytest

from nnterm.errors import DatasetError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset


def test_length_vocabulary_and_classes_follow_from_pairs_keys_and_values() -> None:
    plain, other = Dataset("lookup"), Dataset("lookup", {"pairs": 6, "keys": 7, "values": 3})
    assert (catalog.input_shape(plain), catalog.vocabulary(plain)) == ((5,), 8 * 8 + 8 + 2)
    assert (catalog.input_shape(other), catalog.vocabulary(other)) == ((7,), 7 * 3 + 7 + 2)
    assert catalog.entry(other).classes == ("0", "1", "2")


def test_a_row_cannot_have_more_pairs_than_there_are_keys() -> None:
    with pytest.raises(DatasetError, match="9 pairs, but there are only 8 keys"):
        catalog.entry(Dataset("lookup", {"pairs": 9}))


@pytest.mark.parametrize("option", ["words", "length", "encoding"])
def test_what_follows_cannot_be_set(option: str) -> None:
    with pytest.raises(DatasetError, match=f"no option '{option}'"):
        catalog.entry(Dataset("lookup", {option: 3}))
