"""The colours of a drawing: those of each role, and those of a picture's cells, blended from those of the theme."""

from typing import NamedTuple

from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color

from nnterm.experiment.protocol.picture import MIDDLE, SHADES
from nnterm.tui.drawing.rows import PEN, PEN_DOWN, Ground, Ink, Role


class Look(NamedTuple):
    """How a role is drawn: names of theme variables, and whether bold."""

    colour: str
    ground: str = ""
    """Empty for the ground of the widget."""
    bold: bool = False


LOOKS = {
    Role.TEXT: Look("foreground"),
    Role.TRAIN: Look("nn-train"),
    Role.VALIDATION: Look("nn-validation"),
    Role.BEFORE: Look("nn-before"),
    Role.FRAME: Look("nn-frame"),
    Role.QUIET: Look("nn-quiet"),
    Role.STRONG: Look("foreground", bold=True),
    Role.PRESS: Look("accent"),
    Role.CHOSEN: Look("background", "accent"),
    Role.GOOD: Look("success"),
    Role.WARNING: Look("warning"),
    Role.BAD: Look("error", bold=True),
    Role.THIRD: Look("nn-third"),
}
"""The look of every role. They are not component classes of a style sheet: Textual would style each of the thirteen for
each drawing widget whenever anything near it changes, a third of the time that a lesson takes to open."""


def style_of(ink: Ink, variables: dict[str, str], ground: RichColor) -> Style:
    """The colours of `ink` in those of the theme; a role is drawn on `ground` unless it has one of its own."""
    if isinstance(ink, Role):
        look = LOOKS[ink]
        return Style(
            color=Color.parse(variables[look.colour]).rich_color,
            bgcolor=Color.parse(variables[look.ground]).rich_color if look.ground else ground,
            bold=look.bold or None,
        )
    if isinstance(ink, Ground):
        return Style(
            color=Color.parse(variables["foreground"]).rich_color,
            bgcolor=_signed(ink.strength / MIDDLE * 0.6, variables).rich_color,
        )
    return Style(
        color=_colour(ink.upper, ink.signed, variables).rich_color,
        bgcolor=_colour(ink.lower, ink.signed, variables).rich_color,
    )


def _colour(shade: int, signed: bool, variables: dict[str, str]) -> Color:
    if shade in (PEN, PEN_DOWN):
        return Color.parse(variables["accent" if shade == PEN else "nn-validation"])
    if signed:
        return _signed(shade / MIDDLE, variables)
    ground = Color.parse(variables["background"])
    return ground.blend(Color.parse(variables["foreground"]), shade / (SHADES - 1))


def _signed(part: float, variables: dict[str, str]) -> Color:
    """From the colour of the ground to one of two colours."""
    full = Color.parse(variables["nn-train" if part > 0 else "nn-validation"])
    return Color.parse(variables["background"]).blend(full, abs(part))
