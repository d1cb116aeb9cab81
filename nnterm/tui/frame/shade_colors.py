"""The colours of a picture's cells, blended from those of the theme."""

from rich.style import Style
from textual.color import Color

from nnterm.experiment.protocol.picture import MIDDLE, SHADES
from nnterm.tui.drawing.rows import PEN, PEN_DOWN, Ground, Shade


def style_of(ink: Shade | Ground, variables: dict[str, str]) -> Style:
    """The colours of `ink`, blended from those of the theme."""
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
        # Orange is what speaks for the positive class, as on the map.
        return _signed(-shade / MIDDLE, variables)
    ground = Color.parse(variables["background"])
    return ground.blend(Color.parse(variables["foreground"]), shade / (SHADES - 1))


def _signed(part: float, variables: dict[str, str]) -> Color:
    """From the colour of the ground to one of two colours."""
    full = Color.parse(variables["nn-train" if part > 0 else "nn-validation"])
    return Color.parse(variables["background"]).blend(full, abs(part))
