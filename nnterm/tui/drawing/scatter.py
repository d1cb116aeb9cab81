"""Points and lines on a grid of dots, as rows: for scatter plots, where points are not connected."""

from collections.abc import Iterable

from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.curves.axes import Axis, tick
from nnterm.tui.drawing.rows import Role, Row, fit

Points = Iterable[tuple[float, float]]

LABEL = 9
"""Cells left of the plot: a number of at most seven characters, a space, the axis."""

_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The dots of a braille character, by row and column."""


class Scatter:
    """A plot of `width` by `height` cells; what is added later lies on top."""

    def __init__(self, width: int, height: int, x: Axis, y: Axis) -> None:
        self._across, self._tall = max(4, width - LABEL), max(2, height - 2)
        self._x, self._y = x, y
        braille = glyphs.current().name == "braille"
        self._columns, self._lines = (2, 4) if braille else (1, 1)
        self._dots: dict[tuple[int, int], tuple[int, Role, str]] = {}

    def points(self, points: Points, role: Role, mark: str) -> None:
        """Add points; `mark` draws one where there is no braille."""
        for x, y in points:
            self._put(self._x.part(x), self._y.part(y), role, mark)

    def line(self, points: Points, role: Role, mark: str) -> None:
        """Add a line from point to point."""
        before: tuple[float, float] | None = None
        for x, y in points:
            here = self._x.part(x), self._y.part(y)
            if before is not None:
                steps = max(
                    1,
                    round(abs(here[0] - before[0]) * self._across * self._columns),
                    round(abs(here[1] - before[1]) * self._tall * self._lines),
                )
                for step in range(min(steps, 2000)):
                    part = step / steps
                    place = (before[0] + (here[0] - before[0]) * part, before[1] + (here[1] - before[1]) * part)
                    self._put(*place, role, mark)
            self._put(*here, role, mark)
            before = here

    def rows(self, x_name: str, y_name: str) -> list[Row]:
        """The plot with its axes and their names."""
        symbols = glyphs.current()
        rows: list[Row] = []
        for line in range(self._tall):
            text = {0: tick(self._y.high), self._tall - 1: tick(self._y.low)}.get(line, "")
            if line == 1:
                text = y_name[: LABEL - 2]
            row: Row = [(f"{text:>{LABEL - 2}} ", Role.QUIET), (symbols.vertical, Role.FRAME)]
            for column in range(self._across):
                bits, role, mark = self._dots.get((column, line), (0, Role.TEXT, " "))
                row.append((chr(0x2800 + bits) if bits else mark, role))
            rows.append(row)
        floor: Row = [(" " * (LABEL - 1), Role.TEXT), (symbols.corner, Role.FRAME)]
        rows.append([*floor, (symbols.horizontal * self._across, Role.FRAME)])
        low, high = tick(self._x.low), tick(self._x.high)
        gap = self._across - len(low) - len(high)
        rows.append([(" " * LABEL + low + f"{x_name:^{max(1, gap)}}" + high, Role.QUIET)])
        return [fit(row, self._across + LABEL) for row in rows]

    def _put(self, across: float, up: float, role: Role, mark: str) -> None:
        if not (0 <= across <= 1 and 0 <= up <= 1):
            return
        x = min(int(across * self._across * self._columns), self._across * self._columns - 1)
        y = min(int((1 - up) * self._tall * self._lines), self._tall * self._lines - 1)
        cell = x // self._columns, y // self._lines
        if self._columns == 1:
            self._dots[cell] = 0, role, mark
            return
        bits, before, _ = self._dots.get(cell, (0, role, mark))
        # A cell has one colour: what lies below is left out.
        self._dots[cell] = (bits if before is role else 0) | _BITS[y % 4][x % 2], role, mark


def axis_of(values: Iterable[float]) -> Axis:
    """An axis with a little room around `values`."""
    found = list(values) or [0.0]
    low, high = min(found), max(found)
    room = (high - low) * 0.05 or 1.0
    return Axis(low - room, high + room)
