"""Sums around a circle: every pair once, its sum, and an order that the seed decides."""

import numpy as np

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset, Split
from nnterm.trainer.datasets.dataset import divide


def test_every_pair_is_there_once_with_its_sum() -> None:
    dataset = Dataset("modular_addition", {"modulus": 12})
    parts = divide(dataset, Split(validation=0.4))
    x, y = (np.concatenate([part[place] for part in parts.all]) for place in (0, 1))
    assert sorted(map(tuple, x.tolist())) == [(a, b) for a in range(12) for b in range(12)]
    assert y.tolist() == [(a + b) % 12 for a, b in x.tolist()]
    assert (x.dtype, len(parts.train[0]), len(x)) == (np.int32, 86, catalog.rows(dataset))


def test_the_seed_decides_which_pairs_are_held_out() -> None:
    first, same, other = (
        divide(Dataset("modular_addition", {"seed": seed}), Split(validation=0.4)).train[0] for seed in (0, 0, 1)
    )
    assert np.array_equal(first, same)
    assert not np.array_equal(first, other)


def test_pairs_of_numbers_are_no_points_of_a_plane() -> None:
    assert not divide(Dataset("modular_addition"), Split()).in_plane
