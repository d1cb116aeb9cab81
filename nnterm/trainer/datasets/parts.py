"""A data set divided: training rows, validation rows, test rows."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Part = tuple[Array, Array]
"""Inputs (n, ...) and class numbers (n,), or numbers (n,) of a regression."""


@dataclass(frozen=True)
class Parts:
    """A data set divided, ready for training; a part without rows is None."""

    train: Part
    validation: Part | None
    test: Part | None
    target_deviation: float | None = None
    """What 1 in the scaled numbers of a regression is in their own unit; None where they are not scaled."""
    flips: dict[int, int] = field(default_factory=dict)
    """The true class of each training row whose label is flipped, by the place of the row."""

    @property
    def all(self) -> tuple[Part, ...]:
        """The parts that have rows."""
        return tuple(part for part in (self.train, self.validation, self.test) if part is not None)

    @property
    def in_plane(self) -> bool:
        """Whether a row is a point with two coordinates and a class."""
        x, y = self.train
        is_number = np.issubdtype(x.dtype, np.integer)
        return x.shape[1:] == (2,) and not is_number and np.issubdtype(y.dtype, np.integer)

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Rows for training, validation and test."""
        train, validation, test = (
            0 if part is None else len(part[0]) for part in (self.train, self.validation, self.test)
        )
        return train, validation, test
