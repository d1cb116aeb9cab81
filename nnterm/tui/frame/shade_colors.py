"""The colours of a picture's cells, from the palette."""

from functools import lru_cache

from rich.style import Style
from textual.color import Color

from nnterm.tui.drawing.rows import PEN, PEN_DOWN, Ground, Shade
from nnterm.tui.palettes.palette import Palette


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
    if signed:
        return _signed(shade, palette, ground)
    return palette.light[shade] if shade else ground


def _signed(shade: int, palette: Palette, ground: str) -> str:
    """A shade from -7 to 7: what is on neither side is the ground."""
    if not shade:
        return ground
    ramp = palette.cool if shade > 0 else palette.warm
    return ramp[abs(shade) - 1]
