"""A series of values as rows: a window of them each, and the value that follows."""

from collections.abc import Callable

import numpy as np

from nnterm.trainer.datasets.parts import Array, Part


def cut(values: Array, window: int) -> Part:
    """Windows (n, window) in the order of time, each a step later than the last, and the value after each one (n,)."""
    return np.lib.stride_tricks.sliding_window_view(values[:-1], window), values[window:]


def scaling(rows: Part) -> Callable[[Array], Array]:
    """The scale on which the values that `rows` are made of have mean 0 and deviation 1."""
    windows, following = rows
    values = np.concatenate([windows[0], following])
    mean, deviation = values.mean(), values.std() or 1.0
    return lambda numbers: (numbers - mean) / deviation
