"""Lines between two columns of things: the sign of each as its colour, or as its character, and its size as weight."""

from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Role, Row, pieces_of

SEEN, SOLID, HEAVY = 0.08, 0.35, 0.7
"""Sizes, as parts of the largest, from which on a line is drawn at all, without gaps, and twice as thick."""

APART = 3
"""Dots from one to the next of a line that is drawn with gaps."""

POSITIVE, NEGATIVE = Role.VALIDATION, Role.TRAIN
"""Orange speaks for the positive class, as on the map."""

_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The dots of a braille character, by row and column."""


class Wires:
    """Lines on a field of `width` cells and `height` rows, from its left edge to its right one."""

    def __init__(self, width: int, height: int, *, plain: bool) -> None:
        """`plain` draws positive lines as `+` and negative ones as `-`: so it is where there is no braille too."""
        self._width, self._height = width, height
        self._has_dots = not plain and glyphs.current().name == "braille"
        self._across, self._upwards = (2, 4) if self._has_dots else (1, 1)
        self._cells: dict[tuple[int, int], tuple[int, Role]] = {}

    def draw(self, start: float, end: float, size: float) -> None:
        """Draw a line from row `start` on the left to row `end`; `size` is from -1 to 1. Later lines lie on top."""
        strength = abs(size)
        if strength < SEEN:
            return
        dots = self._width * self._across
        for x in range(dots):
            if strength < SOLID and x % APART:
                continue
            y = (start + (end - start) * (x + 0.5) / dots) * self._upwards
            self._put(x, int(y), POSITIVE if size > 0 else NEGATIVE)
            if strength >= HEAVY and self._has_dots:
                self._put(x, int(y) + 1, POSITIVE if size > 0 else NEGATIVE)

    def rows(self) -> list[Row]:
        """The field."""
        return [
            pieces_of([self._piece(x, y) for x in range(self._width)]) if self._width else []
            for y in range(self._height)
        ]

    def _put(self, x: int, y: int, role: Role) -> None:
        cell = x // self._across, y // self._upwards
        if not 0 <= cell[1] < self._height:
            return
        bits, before = self._cells.get(cell, (0, role))
        # A cell has one colour: what lies below is left out.
        bit = _BITS[y % 4][x % 2] if self._has_dots else 1
        self._cells[cell] = (bits if before is role else 0) | bit, role

    def _piece(self, x: int, y: int) -> tuple[str, Role]:
        bits, role = self._cells.get((x, y), (0, Role.TEXT))
        if not bits:
            return " ", Role.TEXT
        return chr(0x2800 + bits) if self._has_dots else "+" if role is POSITIVE else "-", role
