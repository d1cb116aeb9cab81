"""The colours of a drawing: those of each role, from the theme, and those of a picture's cells, from the palette."""

from functools import lru_cache
from typing import NamedTuple

from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color

from nnterm.tui.drawing.rows import HERE, PAIR_SHADES, PEN, PEN_DOWN, Ground, Role, Shade
from nnterm.tui.palettes.palette import Palette


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
    Role.CHOSEN: Look("nn-on-accent", "accent"),
    Role.GOOD: Look("success"),
    Role.WARNING: Look("warning"),
    Role.BAD: Look("error", bold=True),
    Role.THIRD: Look("nn-third"),
}
"""The look of every role. They are not component classes of a style sheet: Textual would style each of the thirteen for
each drawing widget whenever anything near it changes, a third of the time that a lesson takes to open."""


def role_style(role: Role, variables: dict[str, str], ground: RichColor) -> Style:
    """The colours of `role` among the theme's `variables`, on `ground` unless it has one of its own."""
    look = LOOKS[role]
    return Style(
        color=Color.parse(variables[look.colour]).rich_color,
        bgcolor=Color.parse(variables[look.ground]).rich_color if look.ground else ground,
        bold=look.bold or None,
    )


@lru_cache(4096)
def style_of(ink: Shade | Ground, palette: Palette, ground: str) -> Style:
    """The colours of `ink`; where there is nothing, those of the `ground`."""
    if isinstance(ink, Ground):
        colour = _signed(ink.strength, palette, ground)
        text = palette.ink_on(colour) if ink.strength else palette.foreground
        return Style(color=Color.parse(text).rich_color, bgcolor=Color.parse(colour).rich_color)
    return Style(
        color=Color.parse(_colour(ink.upper, ink.signed, palette, ground)).rich_color,
        bgcolor=Color.parse(_colour(ink.lower, ink.signed, palette, ground)).rich_color,
    )


def _colour(shade: int, signed: bool, palette: Palette, ground: str) -> str:
    if shade in (PEN, PEN_DOWN):
        return palette.accent if shade == PEN else palette.validation
    if shade >= HERE:
        return _marked(shade, palette)
    if signed:
        # Orange is what speaks for the positive class, as on the map.
        return _signed(-shade, palette, ground)
    return palette.light[shade] if shade else ground


def _marked(shade: int, palette: Palette) -> str:
    """The colour of a cell that has a meaning of its own."""
    colours = palette.warm[-1], palette.cool[2], palette.frame, palette.success, palette.frame, palette.success
    return palette.foreground if shade == HERE else (*colours, palette.quiet)[PAIR_SHADES.index(shade)]


def _signed(shade: int, palette: Palette, ground: str) -> str:
    """A shade from -7 to 7, what lies beyond being the last: what is on neither side is the ground."""
    if not shade:
        return ground
    ramp = palette.cool if shade > 0 else palette.warm
    return ramp[min(abs(shade), len(ramp)) - 1]
