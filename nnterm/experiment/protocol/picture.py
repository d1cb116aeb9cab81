"""A small picture of numbers on its way to the screen: few shades, one character a cell."""

from typing import Annotated

import msgspec
from msgspec import Meta

from nnterm.experiment.protocol.bounds import MOST_TEXT, Side

SHADES = 16
"""Shades of a picture of brightness, 0 (nothing) to 15 (the most)."""

MIDDLE = 7
"""The shade of 0 in a signed picture, whose shades go from 0 (most negative) to 14 (most positive)."""


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A grid of shades. A hexadecimal digit a cell keeps an event small enough for a slow line."""

    rows: Side
    columns: Side
    cells: Annotated[str, Meta(pattern="^[0-9a-f]+$", max_length=MOST_TEXT)]
    """Shades as hexadecimal digits, row by row from the top left."""
    signed: bool = False
    """Whether `MIDDLE` is 0 and the shades below it are negative."""

    def __post_init__(self) -> None:
        if len(self.cells) != self.rows * self.columns:
            raise ValueError("A picture has other than rows times columns cells")
        if self.signed and "f" in self.cells:
            raise ValueError("A picture with signs has a shade beyond the most positive one")

    def shade(self, row: int, column: int) -> int:
        """The shade of a cell: 0 to 15, or -7 to 7 where the picture is signed."""
        return int(self.cells[row * self.columns + column], SHADES) - (MIDDLE if self.signed else 0)
