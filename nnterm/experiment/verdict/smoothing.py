"""A column of a history, made smooth: few points that follow its trend and not its jumps, at a bounded cost."""

from math import isnan, nan
from statistics import median

import msgspec

BUCKETS = 60
"""Points a curve is smoothed to: means of neighbouring epochs."""

SAMPLES = 16
"""Epochs of a bucket that are looked at: the cost stays the same however long the history is."""

REACH = 6
"""One part in so many of the curve, to either side, gives a point its median. Chosen by measurement, see the test."""

HUGE = 1e30
"""Values beyond this size are left out: sums of them would become infinite or NaN."""


class Smoothed(msgspec.Struct, frozen=True):
    """A smoothed column."""

    means: list[float]
    """One a bucket of neighbouring epochs."""
    points: list[float]
    """For each bucket the median of the means around it: a lone spike or dip leaves no trace."""
    epochs: int
    """Length of the column."""

    def first_epoch(self, bucket: int) -> int:
        """Number (from 1) of the first epoch of `bucket`."""
        return bucket * self.epochs // len(self.means) + 1

    def best(self) -> int:
        """The bucket where the smoothed curve is lowest; the first of equals."""
        return min(range(len(self.points)), key=self.points.__getitem__)

    def best_epoch(self, known: int | None) -> int:
        """The epoch to report for the smoothed minimum: `known`, when it lies near, else the lowest bucket's first.

        `known` is the epoch of the smallest single value, which a chart marks; far away it is a lone dip.
        """
        best, buckets = self.best(), len(self.means)
        low, high = max(0, best - buckets // REACH), min(buckets, best + buckets // REACH + 1)
        if known is not None and self.first_epoch(low) <= known < self.first_epoch(high):
            return known
        return self.first_epoch(min(range(low, high), key=self.means.__getitem__))

    def unrest(self) -> float:
        """How much the curve jumps from bucket to bucket around its own trend."""
        means = self.means
        bends = [abs(b - (a + c) / 2) for a, b, c in zip(means, means[1:], means[2:], strict=False)]
        return median(bends) if bends else 0.0


def smooth(values: list[float], count: int) -> Smoothed | None:
    """Smooth the first `count` of `values`; None without any usable value among those looked at.

    A bucket without any keeps the mean before it, so that smoothed columns of one history stay side by side.
    """
    buckets = min(count, BUCKETS)
    means: list[float] = []
    for bucket in range(buckets):
        first, last = bucket * count // buckets, (bucket + 1) * count // buckets
        mean = _mean(values[first : last : -(-(last - first) // SAMPLES)])
        means.append(means[-1] if means and isnan(mean) else mean)
    known = next((mean for mean in means if not isnan(mean)), None)
    if known is None:
        return None
    means = [known if isnan(mean) else mean for mean in means]
    reach = buckets // REACH
    points = [median(means[max(0, i - reach) : i + reach + 1]) for i in range(buckets)]
    return Smoothed(means, points, count)


def _mean(values: list[float]) -> float:
    """The mean of the usable values; NaN without any."""
    mean = sum(values) / len(values)
    if -HUGE < mean < HUGE:
        return mean
    usable = [value for value in values if -HUGE < value < HUGE]
    return sum(usable) / len(usable) if usable else nan
