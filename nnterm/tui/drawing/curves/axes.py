"""Axes that stay put: round ticks, an x axis planned from the start, a y axis that only widens."""

import re
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10

MANTISSAS = (1.0, 1.5, 2.0, 3.0, 5.0, 7.5, 10.0)
"""Leading digits an axis may end on: few enough that a growing axis seldom moves."""

FEW = 10
"""Epochs below which each has its place from the left edge on; otherwise the axis begins at a round 0."""

DECADES = 8
"""Powers of ten that a logarithmic axis covers at the most."""

SMALLEST = 1e-300
"""What any smaller number is rounded up to: below it floats become too few for round ones."""


@dataclass(frozen=True)
class Axis:
    """The values at both ends of an axis, low < high."""

    low: float
    high: float

    def at(self, part: float) -> float:
        """The value at `part` of the way, 0 to 1."""
        return self.low + (self.high - self.low) * part

    def part(self, value: float) -> float:
        """How far along `value` lies, 0 to 1 for values on the axis."""
        return (value - self.low) / (self.high - self.low)

    def scaled(self, value: float) -> float:
        """`value` as it is drawn on an axis whose steps are all alike."""
        return value


class LogAxis(Axis):
    """An axis on which each step multiplies: 0 < low < high."""

    def at(self, part: float) -> float:
        """The value at `part` of the way, 0 to 1."""
        return float(10 ** (log10(self.low) + (log10(self.high) - log10(self.low)) * part))

    def part(self, value: float) -> float:
        """How far along `value` lies; what is below the axis lies at its beginning."""
        return (self.scaled(value) - log10(self.low)) / (log10(self.high) - log10(self.low))

    def scaled(self, value: float) -> float:
        """The logarithm of `value`, or of the lower end where it is below."""
        return log10(max(value, self.low))


def row_of(value: float, y: Axis, height: int, points: int) -> int:
    """The row, from the top, in which a curve of `height` rows passes `value`; a character has `points` upwards."""
    last = height * points - 1
    return (last - round(min(max(y.part(value), 0.0), 1.0) * last)) // points


def round_up(value: float) -> float:
    """The smallest round number that is not below `value` > 0."""
    value = max(value, SMALLEST)
    power = 10.0 ** floor(log10(value))
    # A hair of tolerance, so that 0.30000000000000004 still counts as 0.3.
    return next(m * power for m in MANTISSAS if m * power >= value * (1 - 1e-9))


def epochs_axis(planned: int, done: int) -> Axis:
    """The x axis: to the planned epochs, beyond them in round steps; from 0, or from 1 where it is a few."""
    last = planned if done <= planned else ceil(round_up(done))
    return Axis(0.0 if last >= FEW else 1.0, float(max(2, last)))


def epoch_ticks(x: Axis, most: int) -> list[int]:
    """At most `most` epochs on the axis `x`, in steps of 1, 2 or 5 times a power of ten."""
    step = next(
        size
        for power in range(16)
        for size in (10**power, 2 * 10**power, 5 * 10**power)
        if floor(x.high / size) - ceil(x.low / size) < most
    )
    return list(range(ceil(x.low / step) * step, floor(x.high) + 1, step))


def loss_axis(low: float, high: float, before: Axis | None = None) -> Axis:
    """The y axis of a loss: from 0 (or below, where it goes below) to a round number; never narrower than `before`."""
    if not (isfinite(low) and isfinite(high)):
        return before or Axis(0.0, 1.0)
    bottom = -round_up(-low) if low < 0 else 0.0
    top = round_up(high) if high > 0 else (0.0 if bottom < 0 else 1.0)
    if before is not None:
        bottom, top = min(bottom, before.low), max(top, before.high)
    return Axis(bottom, top)


def log_axis(low: float, high: float) -> LogAxis:
    """The logarithmic y axis of a loss whose positive values go from `low` to `high`: between powers of ten."""
    if not (isfinite(low) and isfinite(high)) or high <= 0:
        return LogAxis(0.1, 1.0)
    top = ceil(log10(max(high, SMALLEST)) - 1e-9)
    bottom = floor(log10(max(low, SMALLEST)) + 1e-9)
    return LogAxis(10.0 ** min(max(bottom, top - DECADES), top - 1), 10.0**top)


def close_axis(low: float, high: float) -> Axis:
    """The y axis of a part of a curve: round numbers just around its values, whatever is beyond them."""
    if not (isfinite(low) and isfinite(high)):
        return Axis(0.0, 1.0)
    step = round_up(max((high - low) / 4, abs(high) * 1e-6, SMALLEST))
    bottom = floor(low / step + 1e-9) * step
    return Axis(bottom, max(ceil(high / step - 1e-9) * step, bottom + step))


def share_axis(low: float, before: Axis | None = None) -> Axis:
    """The y axis of a share, as accuracy: to 1, from the tenth below its least value; never narrower than `before`.

    Before there is a value it is the whole axis, which is not to be kept.
    """
    if not isfinite(low):
        return before or Axis(0.0, 1.0)
    bottom = min(max(floor(low * 10 + 1e-9) / 10, 0.0), 0.9)
    return Axis(min(bottom, before.low) if before is not None else bottom, 1.0)


def score_axis(low: float, before: Axis | None = None) -> Axis:
    """The y axis of R²: from 0 to 1, or from -1 where it was worse than the mean, however much worse."""
    is_negative = low < 0 or (before is not None and before.low < 0)
    return Axis(-1.0 if is_negative else 0.0, 1.0)


def tick(value: float) -> str:
    """`value` as a label of at most six characters, rounded where it has more and never cut."""
    whole = [f"{value:.0f}"] if abs(value) >= 100 else []
    forms = [f"{value:g}", *whole, f"{value:.3g}", f"{value:.1e}", f"{value:.0e}"]
    short = (re.sub(r"e([+-])0*", lambda sign: "e" + sign[1].strip("+"), form) for form in forms)
    return next((form for form in short if len(form) <= 6), "inf" if abs(value) > 1 else "0")
