"""Axes that stay put: round ticks, an x axis planned from the start, a y axis that only widens."""

from dataclasses import dataclass
from math import ceil, floor, isfinite, log10

from nnterm.experiment.verdict.rounding import number

MANTISSAS = (1.0, 1.5, 2.0, 3.0, 5.0, 7.5, 10.0)
"""Leading digits an axis may end on: few enough that a growing axis seldom moves."""

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
    """The x axis: 1 to the planned epochs, beyond them in round steps."""
    last = planned if done <= planned else ceil(round_up(done))
    return Axis(1.0, float(max(2, last)))


def loss_axis(low: float, high: float, before: Axis | None = None) -> Axis:
    """The y axis of a loss: from 0 (or below, where it goes below) to a round number; never narrower than `before`."""
    if not (isfinite(low) and isfinite(high)):
        return before or Axis(0.0, 1.0)
    bottom = -round_up(-low) if low < 0 else 0.0
    top = round_up(high) if high > 0 else (0.0 if bottom < 0 else 1.0)
    if before is not None:
        bottom, top = min(bottom, before.low), max(top, before.high)
    return Axis(bottom, top)


def score_axis(low: float, before: Axis | None = None) -> Axis:
    """The y axis of R²: from 0 to 1, or from -1 where it was worse than the mean, however much worse."""
    is_negative = low < 0 or (before is not None and before.low < 0)
    return Axis(-1.0 if is_negative else 0.0, 1.0)


def tick(value: float) -> str:
    """A round number as a label of at most five characters."""
    text = f"{value:g}"
    return text if len(text) <= 5 else number(value)[:5]
