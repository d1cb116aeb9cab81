"""Missing values of a learner's table, filled with what is usual among the training rows."""

import numpy as np

from nnterm.experiment.datasets.table import Table
from nnterm.trainer.datasets.parts import Array, Parts


def filled(parts: Parts, table: Table | None) -> Parts:
    """`parts` of a learner's table with every NaN filled; those of other data sets as they are."""
    if table is None or not table.filled:
        return parts
    usual = _usual(parts.train[0], table)

    def of(part: tuple[Array, Array] | None) -> tuple[Array, Array] | None:
        return (np.where(np.isnan(part[0]), usual, part[0]), part[1]) if part is not None else None

    return Parts(of(parts.train) or parts.train, of(parts.validation), of(parts.test))


def _usual(x: Array, table: Table) -> Array:
    """What fills each input (inputs,), fitted on the training rows `x` (n, inputs).

    A number becomes the median of its column, a text the most frequent one: 1 in its input and 0 in the others. Of a
    column without any value in `x`, that is 0, or the first text.
    """
    usual, first = np.zeros(x.shape[1]), 0
    for column in table.columns:
        inputs = slice(first, first + column.width)
        known = x[~np.isnan(x[:, first]), inputs]
        if column.texts:
            usual[first + int(known.sum(axis=0).argmax())] = 1
        elif len(known):
            usual[first] = np.median(known)
        first += column.width
    return usual
