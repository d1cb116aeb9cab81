"""Loss curves with one weight, to go down by hand."""

from collections.abc import Callable
from typing import NamedTuple


class LossCurve(NamedTuple):
    """A loss as a function of one weight."""

    formula: str
    loss: Callable[[float], float]
    slope: Callable[[float], float]
    """Derivative of the loss."""
    top: float
    """Largest loss that is drawn."""


CURVES: dict[str, LossCurve] = {
    "bowl": LossCurve("loss = w * w", lambda w: w * w, lambda w: 2 * w, 9.0),
    "two_valleys": LossCurve(
        "loss = (w * w - 2) ^ 2 / 4 + w / 2 + 1",
        lambda w: (w * w - 2) ** 2 / 4 + w / 2 + 1,
        lambda w: w * (w * w - 2) + 0.5,
        # Its valleys are shallow: what is far above them would flatten them.
        4.0,
    ),
}
"""Every curve by name; drawn for weights from -3 to 3."""

EDGE = 3.0
"""Weights beyond this, to either side, are not drawn."""

LOST = 1e6
"""A weight larger than this has diverged."""


def step(curve: LossCurve, weight: float, learning_rate: float) -> float:
    """Where one step of gradient descent leads: weight - learning_rate * slope."""
    return weight - learning_rate * curve.slope(weight)
