"""What is known of sums around a circle without making them."""

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset, Split

CLOCK = Dataset("modular_addition", {"modulus": 12})


def test_the_modulus_decides_classes_rows_and_numbers() -> None:
    assert catalog.entry(CLOCK).classes == tuple(map(str, range(12)))
    assert (catalog.rows(CLOCK), catalog.vocabulary(CLOCK), catalog.input_shape(CLOCK)) == (144, 12, (2,))
    assert catalog.split_rows(Dataset("modular_addition"), Split(validation=0.4)) == (576, 385, 0)


def test_pairs_of_numbers_are_neither_points_nor_a_table_of_measurements() -> None:
    assert not catalog.in_plane(CLOCK)
    assert not catalog.is_table(CLOCK)
    assert not catalog.in_plane(Dataset("surnames", {"length": 2}))
