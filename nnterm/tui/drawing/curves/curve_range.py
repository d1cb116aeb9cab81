"""From the values of curves to the y axis that they are drawn on."""

from math import isnan, nan

from nnterm.experiment.hyperparameters.losses import SHARES
from nnterm.tui.drawing.curves.axes import Axis, loss_axis, score_axis, share_axis
from nnterm.tui.drawing.curves.min_max_pyramid import MinMaxPyramid

FAR = 3
"""How many times as large as the run's own values others may be that its axis still makes room for."""


def axis_of(key: str, low: float, high: float, before: Axis | None) -> Axis:
    """The y axis of the column `key`, whose values go from `low` to `high`; NaN where there are none."""
    if key in SHARES:
        return share_axis(low, before)
    return score_axis(low, before) if key == "r2_score" else loss_axis(low, high, before)


def extremes(*curves: MinMaxPyramid) -> tuple[float, float]:
    """The least and the greatest value of all `curves`; NaN where they have none."""
    found = [curve.extremes() for curve in curves]
    lows, highs = [low for low, _ in found if not isnan(low)], [high for _, high in found if not isnan(high)]
    return min(lows, default=nan), max(highs, default=nan)


def positive(*curves: MinMaxPyramid) -> tuple[float, float]:
    """The least value above 0 and the greatest value of all `curves`; NaN where they have none."""
    found = [value for curve in curves for value in curve.positive() if not isnan(value)]
    return min(found, default=nan), max(found, default=nan)


def near_extremes(own: tuple[float, float], others: tuple[float, ...]) -> tuple[float, float]:
    """`own` extremes, widened by those `others` that do not flatten it: a run before may have exploded."""
    low, high = own
    room = FAR * (max(abs(low), abs(high)) or 1.0)
    near = [value for value in others if abs(value) <= room]
    return min(low, *near) if near else low, max(high, *near) if near else high
