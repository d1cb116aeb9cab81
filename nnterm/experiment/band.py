"""The band of several seeds: of one column of their histories the lowest, the median and the highest value an epoch."""

from collections.abc import Sequence
from math import isfinite
from statistics import median

import msgspec

NAN = float("nan")


class Band(msgspec.Struct, frozen=True):
    """Three curves, a value an epoch each; NaN where no seed has a number."""

    low: list[float]
    middle: list[float]
    """The median."""
    high: list[float]
    seeds: list[int]
    """How many seeds have a number at each epoch: fewer where some are not so far yet, stopped early or diverged."""

    def __len__(self) -> int:
        return len(self.middle)


def band(columns: Sequence[Sequence[float]], first: int = 1) -> Band:
    """The band of `columns`, one for each seed, from epoch number `first` on, to the last epoch of the longest.

    Whoever draws it while it grows passes the first epoch that is new.
    """
    longest = max(map(len, columns), default=0)
    return band_at(columns, range(first, longest + 1))


def band_at(columns: Sequence[Sequence[float]], epochs: Sequence[int]) -> Band:
    """The band of `columns`, one for each seed, at some `epochs`, from 1: those that have a place where it is drawn."""
    found = [[column[at - 1] for column in columns if at <= len(column) and isfinite(column[at - 1])] for at in epochs]
    return Band(
        low=[min(values, default=NAN) for values in found],
        middle=[median(values) if values else NAN for values in found],
        high=[max(values, default=NAN) for values in found],
        seeds=[len(values) for values in found],
    )
