"""Orange speaks for the positive class everywhere: on the map, in a sum, in weights and feature maps."""

from textual.color import Color

from nnterm.tui.drawing.rows import Shade
from nnterm.tui.frame.shade_colors import style_of
from nnterm.tui.palettes.truecolor import DARK


def test_what_is_above_0_has_the_colour_of_the_positive_class() -> None:
    style = style_of(Shade(7, -7, True), DARK, DARK.background)
    assert style.color == Color.parse(DARK.warm[-1]).rich_color
    assert style.bgcolor == Color.parse(DARK.cool[-1]).rich_color


def test_a_shade_beyond_the_ramp_is_its_last() -> None:
    """Sixteen digits leave one that is above seven: a trainer may send it."""
    assert style_of(Shade(8, -8, True), DARK, DARK.background) == style_of(Shade(7, -7, True), DARK, DARK.background)
