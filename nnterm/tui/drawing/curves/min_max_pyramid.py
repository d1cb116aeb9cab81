"""A long series of numbers, kept so that drawing it costs the same for 100 epochs and for 100,000."""

from collections.abc import Iterator, Sequence
from math import isfinite

FAN = 8
"""How many blocks of one level make one block of the next."""

Block = tuple[float, float]
"""Smallest and largest finite value of some neighbouring epochs; (nan, nan) where there is none."""

NOTHING: Block = (float("nan"), float("nan"))


class MinMaxPyramid:
    """Minimum and maximum over blocks of 1, 8, 64 ... epochs, brought up to date as epochs come in."""

    def __init__(self) -> None:
        self._levels: list[list[Block]] = [[]]

    def __len__(self) -> int:
        return len(self._levels[0])

    def update(self, values: Sequence[float]) -> None:
        """Take in what `values` has beyond what is known. A shorter series starts anew."""
        if len(values) < len(self):
            self._levels = [[]]
        base = self._levels[0]
        for value in values[len(base) :]:
            base.append((value, value) if isfinite(value) else NOTHING)
        level = 0
        while len(self._levels[level]) >= FAN:
            if level + 1 == len(self._levels):
                self._levels.append([])
            below, above = self._levels[level], self._levels[level + 1]
            for start in range(len(above) * FAN, len(below) - FAN + 1, FAN):
                above.append(merge(below[start : start + FAN]))
            level += 1

    def blocks(self, most: int) -> Iterator[tuple[float, float, Block]]:
        """First and last epoch (from 1) and the extremes of neighbouring blocks, at most `most * FAN` of them.

        Each block is one epoch where the series is short enough.
        """
        size, level = 1, 0
        while len(self._levels[level]) > most * FAN:
            level += 1
            size *= FAN
        count = len(self._levels[level])
        for index, block in enumerate(self._levels[level]):
            yield index * size + 1, (index + 1) * size, block
        # Epochs that do not yet fill a block of this level.
        for epoch in range(count * size, len(self)):
            yield epoch + 1, epoch + 1, self._levels[0][epoch]

    def extremes(self) -> Block:
        """Smallest and largest finite value of all."""
        top = len(self._levels) - 1
        tail = self._levels[0][len(self._levels[top]) * FAN**top :]
        return merge([*self._levels[top], *tail])

    def positive(self) -> Block:
        """Smallest and largest value above 0 of all; (nan, nan) where there is none."""
        low, high = self.extremes()
        if low > 0 or not high > 0:
            return (low, high) if low > 0 else NOTHING
        return min(value for value, _ in self._levels[0] if value > 0), high


def merge(blocks: Sequence[Block]) -> Block:
    """The block that covers all of `blocks`."""
    finite = [block for block in blocks if block[0] == block[0]]
    return (min(b[0] for b in finite), max(b[1] for b in finite)) if finite else NOTHING
