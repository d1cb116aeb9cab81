"""Which palette a terminal gets."""

from nnterm.tui.palettes import eight_bit, standard, truecolor
from nnterm.tui.palettes.palette import Depth, Palette

PALETTES: dict[Depth, tuple[Palette, Palette]] = {
    Depth.TRUECOLOR: (truecolor.DARK, truecolor.LIGHT),
    Depth.EIGHT_BIT: (eight_bit.DARK, eight_bit.LIGHT),
    Depth.STANDARD: (standard.DARK, standard.LIGHT),
}
"""The dark and the light one of each depth."""


def palette(depth: Depth, dark: bool) -> Palette:
    """The palette of `depth` for a dark or a light ground."""
    return PALETTES[depth][0 if dark else 1]
