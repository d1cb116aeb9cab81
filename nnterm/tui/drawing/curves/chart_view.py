"""How the learner looks at the curves: from which epoch, how near, and on which scale."""

from dataclasses import dataclass

from nnterm.tui.drawing.curves.axes import Axis

SHARE = 5
"""Part of all epochs that is seen from near: one in five."""

FEWEST = 12
"""Epochs that are seen from near at the least."""


@dataclass(frozen=True)
class ChartView:
    """Kept with an experiment, whichever of its runs is shown."""

    cursor: int | None = None
    """The epoch that is looked at, from 1; None for the newest, whichever it is by now."""
    zoomed: bool = False
    """Whether the part around that epoch is seen from near."""
    logarithmic: bool = False
    """Whether each step on the axis of the loss multiplies it."""


def window(x: Axis, epoch: int) -> Axis:
    """The part of the axis `x` around `epoch` that is seen from near."""
    width = min(x.high - x.low, max(FEWEST, round((x.high - x.low) / SHARE)))
    low = min(max(x.low, epoch - width // 2), x.high - width)
    return Axis(low, low + width)
