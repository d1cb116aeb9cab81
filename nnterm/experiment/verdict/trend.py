"""One column of a history as it grows: its level without the jumps, its lowest, how it falls, how much it jumps."""

from bisect import bisect_left
from statistics import median

FINEST = 128
"""Epochs that are read one by one; of later ones a block, as many as the epochs before it divided by this, is one."""

SAMPLES = 16
"""Epochs of a block that are looked at: the cost stays small however long the history is."""

HUGE = 1e30
"""Values beyond this size are left out: sums of them would become infinite or NaN."""

RECENT = 24
"""Blocks over which the unrest of a column is measured."""

LONE, LONE_PART = 6.0, 0.25
"""How many times the unrest, and how large a part of the lowest level, a lone dip lies below it."""

REACHES = ((28, 7), (18, 5), (10, 3))
"""From so many blocks on, the level is the median of so many."""

LATER_REACH = 9
"""The same where blocks are longer than an epoch."""


def block_end(start: int) -> int:
    """The last epoch (from 1) of the block that follows epoch `start`.

    Where a block ends depends on the number of its epoch alone. So a verdict on the first epochs of a history is the
    same however many follow, and what was said before can be found again in the history itself.
    """
    return start + max(1, start // FINEST)


def block_mean(values: list[float], first: int, last: int) -> float | None:
    """The mean of a block's usable values, from index `first` to before `last`; None without any."""
    if last - first == 1:
        value = values[first]
        return value if -HUGE < value < HUGE else None
    usable = [value for value in values[first : last : -(-(last - first) // SAMPLES)] if -HUGE < value < HUGE]
    return sum(usable) / len(usable) if usable else None


class Trend:
    """Follows one column, a block at a time."""

    def __init__(self) -> None:
        self.means: list[float] = []
        """One a block."""
        self.levels: list[float] = []
        """For each block the median of the last few means: a lone spike or dip leaves no trace."""
        self.ends: list[int] = []
        """The last epoch of each block."""
        self.lowest = 0
        """The block whose level is lowest; the first of equals."""
        self.highest = 0.0
        """The highest level before the lowest."""
        self._reach = 1

    def __len__(self) -> int:
        return len(self.means)

    def append(self, end: int, mean: float | None) -> None:
        """Go on with the block that ends with epoch `end`. One without any value repeats the one before."""
        if mean is None:
            if not self.means:
                return
            mean = self.means[-1]
        self.means.append(mean)
        self.ends.append(end)
        count = len(self.means)
        self._reach = (
            LATER_REACH if end > 2 * FINEST else next((reach for least, reach in REACHES if count >= least), 1)
        )
        self.levels.append(self._level_at(count - 1))
        if self.levels[-1] < self.levels[self.lowest]:
            self.highest = max(self.highest, *self.levels[self.lowest :])
            self.lowest = count - 1
        elif count == 1:
            self.highest = mean

    @property
    def level(self) -> float:
        """Where the column is now."""
        return self.levels[-1]

    @property
    def low(self) -> float:
        """The lowest level."""
        return self.levels[self.lowest]

    def before(self, part: float) -> float:
        """The level after `part`, 0 to 1, of the epochs so far, and at least one block ago."""
        return self._level_at(self._block_at(part))

    def to_come(self) -> float:
        """What as many epochs again would gain, if gains shrink from quarter to quarter as they did last.

        The quarters of a few epochs are not of the same length, so gains are compared by the epoch.
        """
        half, three = self._block_at(0.5), self._block_at(0.75)
        end = self.ends[-1]
        lately = (self._level_at(three) - self.level) / (end - self.ends[three])
        then = (self._level_at(half) - self._level_at(three)) / max(1, self.ends[three] - self.ends[half])
        if lately <= 0:
            return lately * end / 4
        ratio = min(1.0, lately / then) if then > 0 else 1.0
        return lately * end / 4 * (ratio + ratio**2 + ratio**3 + ratio**4)

    def is_lone_dip(self, value: float) -> bool:
        """Whether a single `value` lies so far below the lowest level that it says nothing about the trend."""
        return self.low - value > max(LONE * self.unrest(), LONE_PART * abs(self.low))

    def unrest(self) -> float:
        """How much the column jumps from block to block around its own trend, of late."""
        means = self.means[-RECENT:]
        bends = [abs(b - (a + c) / 2) for a, b, c in zip(means, means[1:], means[2:], strict=False)]
        return median(bends) if bends else 0.0

    def _block_at(self, part: float) -> int:
        """The block in which `part` of the epochs so far ended; the one before the last at the latest."""
        return max(0, min(len(self.means) - 2, bisect_left(self.ends, part * self.ends[-1])))

    def _level_at(self, block: int) -> float:
        """The level at `block`, as smooth as the present one: two levels that are compared must lag alike."""
        return median(self.means[max(0, block + 1 - self._reach) : block + 1])
