"""What a click on the form means: an arrow, a button or a value. No Textual here."""

from collections.abc import Sequence
from typing import NamedTuple

from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Row, plain
from nnterm.tui.form.form_rows import BUTTONS, Spot


class Pressed(NamedTuple):
    """A field or a button that was clicked."""

    name: str
    direction: int
    """Of the arrow that was clicked: -1 or 1; 0 for a button, and for the value between the arrows."""


class FormMouse:
    """Where each field and button was drawn last."""

    def __init__(self) -> None:
        self.spots: Sequence[Spot] = ()

    def pressed(self, x: int, y: int, rows: Sequence[Row]) -> Pressed | None:
        """What lies at the cell `x` of the row `y` of `rows`, as they were drawn; None for nothing."""
        spot = next((s for s in self.spots if s.y == y and s.start <= x < s.end), None)
        if spot is None:
            return None
        if spot.name in BUTTONS:
            return Pressed(spot.name, 0)
        if x <= spot.start + 1:
            return Pressed(spot.name, -1)
        near = plain(rows[y])[max(spot.start, x - 1) : x + 2]
        return Pressed(spot.name, 1 if glyphs.current().right in near else 0)
