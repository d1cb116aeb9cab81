"""How many malignant rows of `breast_cancer` are kept: what the catalog says of it without loading them."""

import pytest

from nnterm.errors import DatasetError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset, Split


def test_rows_and_their_split_follow_the_malignant_rows_that_are_kept() -> None:
    assert catalog.rows(Dataset("breast_cancer")) == 569
    few = Dataset("breast_cancer", {"malignant": 12})
    assert catalog.rows(few) == 369
    assert catalog.split_rows(few, Split(test=69, validation=0.5)) == (150, 150, 69)


@pytest.mark.parametrize("malignant", [0, 213])
def test_none_and_more_than_there_are_is_refused(malignant: int) -> None:
    with pytest.raises(DatasetError, match="malignant of data set breast_cancer"):
        catalog.rows(Dataset("breast_cancer", {"malignant": malignant}))
