"""Arrays to pictures of a few shades, and to fewer cells where there are many."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnterm.experiment.protocol.picture import MIDDLE, SHADES, Picture

Array = NDArray[Any]


def bright(values: Array, largest: float = 1.0) -> Picture:
    """The picture of `values` (rows, columns) from 0 (nothing) to `largest`."""
    shades = np.clip(np.rint(np.nan_to_num(values) / (largest or 1.0) * (SHADES - 1)), 0, SHADES - 1)
    return _picture(shades, signed=False)


def signed(values: Array, largest: float | None = None) -> Picture:
    """The picture of `values` (rows, columns) around 0; `largest` is the size that is shown as the strongest."""
    values = np.nan_to_num(values)
    scale = largest or float(np.abs(values).max(initial=0)) or 1.0
    shades = np.clip(np.rint(values / scale * MIDDLE), -MIDDLE, MIDDLE) + MIDDLE
    return _picture(shades, signed=True)


def _picture(shades: Array, *, signed: bool) -> Picture:
    rows, columns = shades.shape
    cells = "".join(f"{shade:x}" for shade in shades.astype(int).ravel())
    return Picture(rows=rows, columns=columns, cells=cells, signed=signed)


def reduced(values: Array, rows: int, columns: int) -> Array:
    """`values` with at most `rows` and `columns`: each cell is the mean of the cells it replaces."""
    for axis, most in enumerate((rows, columns)):
        size = values.shape[axis]
        if size > most:
            edges = np.linspace(0, size, most + 1).astype(int)
            counts = np.diff(edges).reshape((-1, 1) if axis == 0 else (1, -1))
            values = np.add.reduceat(values, edges[:-1], axis=axis) / counts
    return values
