"""Pixels in another order, the same in every image: for asking a network whether it knows which lie side by side."""

from typing import Any

import numpy as np

from nnterm.experiment.datasets.file_sets import PIXEL_SEED
from nnterm.trainer.datasets.parts import Array


def shuffled(pixels: Array, *, wanted: Any) -> Array:
    """The rows of `pixels` (n, pixels), each in the one random order where it is `wanted`, else as they are."""
    if not wanted:
        return pixels
    order = np.random.default_rng(PIXEL_SEED).permutation(pixels.shape[1])
    return pixels[:, order]
