"""The curve with two valleys: both can be seen where the drawing has few rows."""

from nnterm.experiment.arithmetic.descent import CURVES

ROW_DOTS = 4
"""Dots of a braille character, one above the other."""


def test_the_hill_is_above_the_shallow_valley_in_seven_rows() -> None:
    curve = CURVES["two_valleys"]
    hill, valley = curve.loss(0.25), curve.loss(1.27)

    assert (hill - valley) / curve.top * 7 * ROW_DOTS >= 2
