"""Orange speaks for the positive class everywhere: on the map, in a sum, in weights and feature maps."""

from textual.color import Color

from nnterm.tui.drawing.rows import Shade
from nnterm.tui.frame.shade_colors import style_of

ORANGE, BLUE = "#ff8800", "#0000ff"
THEME = {"background": "#000000", "foreground": "#ffffff", "nn-train": BLUE, "nn-validation": ORANGE}


def test_what_is_above_0_has_the_colour_of_the_positive_class() -> None:
    style = style_of(Shade(7, -7, True), THEME, Color.parse("#000000").rich_color)
    assert style.color == Color.parse(ORANGE).rich_color
    assert style.bgcolor == Color.parse(BLUE).rich_color
