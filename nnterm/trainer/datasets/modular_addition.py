"""All pairs of numbers below a modulus, and their sums modulo it."""

import numpy as np

from nnterm.trainer.datasets.parts import Part


def generate(modulus: int, seed: int) -> Part:
    """The pairs (modulus ** 2, 2) in an order that `seed` decides, and (a + b) % modulus of each."""
    order = np.random.default_rng(seed).permutation(modulus**2)
    pairs = np.stack(np.divmod(order, modulus), axis=1)
    return pairs, pairs.sum(axis=1) % modulus
