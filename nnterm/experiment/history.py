"""The measured values of a run, a column under each of Keras's keys and a value an epoch."""

from collections.abc import Callable, Iterator
from typing import TypeVar, cast

import msgspec

from nnterm.experiment.protocol.bounds import MOST_COLUMNS

_T = TypeVar("_T")

NAN = float("nan")
INFINITY = float("inf")


class History(msgspec.Struct):
    """Columns of numbers, one an epoch, under Keras's keys: loss, val_loss, accuracy, val_accuracy ..."""

    columns: dict[str, list[float]] = {}
    _best: tuple[float, int] = (INFINITY, 0)
    """Smallest validation loss among the first `_searched` epochs, and its epoch; 0 while there is none."""
    _searched: int = 0
    _kept: tuple[object, object] = (None, None)
    """What was last made of this history, after what it was made for."""

    def __len__(self) -> int:
        return len(self.columns.get("loss", ()))

    def __getitem__(self, key: str) -> list[float]:
        return self.columns.get(key, [])

    def __contains__(self, key: object) -> bool:
        return key in self.columns

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def extend(self, first: int, columns: dict[str, list[float | None]]) -> None:
        """Add epochs from number `first` on (from 1). Those already known are not added twice; missing ones are NaN."""
        known = first - 1
        for key, values in columns.items():
            if key not in self.columns and len(self.columns) >= MOST_COLUMNS:
                continue
            column = self.columns.setdefault(key, [])
            # A gap would shift every later value to an epoch that is not its own.
            column.extend([NAN] * (known - len(column)))
            column.extend(NAN if value is None else value for value in values[len(column) - known :])
        longest = max(map(len, self.columns.values()), default=0)
        for column in self.columns.values():
            # What was not measured in these epochs has no value there, and may have one later.
            column.extend([NAN] * (longest - len(column)))

    def best_epoch(self) -> int | None:
        """Number (from 1) of the epoch with the smallest validation loss; None without validation."""
        values = self["val_loss"]
        # Asked many times a second while the history grows: only the new epochs are looked at.
        for epoch, value in enumerate(values[self._searched :], self._searched + 1):
            if value < self._best[0]:
                self._best = value, epoch
        self._searched = len(values)
        return self._best[1] or None

    def kept(self, purpose: object, make: Callable[[], _T]) -> _T:
        """What was made of this history for `purpose`, made now where that is new; one thing is kept at a time."""
        if self._kept[0] != purpose:
            self._kept = purpose, make()
        return cast(_T, self._kept[1])
