"""Curves as rows of coloured text, built by plotext. The only file that knows plotext."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import isfinite

from nnterm.tui.drawing.curves.axes import Axis
from nnterm.tui.drawing.curves.min_max_pyramid import MinMaxPyramid
from nnterm.tui.drawing.glyphs import Glyphs
from nnterm.tui.drawing.rows import Role, Row, fit

Points = list[tuple[float, float]]

DASH = {"dashed": (4, 3), "dotted": (1, 3)}
"""Points drawn and points left out, for lines that are not solid."""

ASCII_MARKER = {Role.TRAIN: "*", Role.VALIDATION: "o", Role.BEFORE: "."}

_PIECE = re.compile(r"\x1b\[([0-9;]*)m|([^\x1b\n]+)|(\n)")


@dataclass(frozen=True)
class Curve:
    """A series to draw."""

    envelope: MinMaxPyramid
    role: Role
    line: str = "solid"
    """`solid`, `dashed` or `dotted`."""
    leaves: bool = False
    """Whether it is left out where it is beyond the y axis; otherwise it runs along the edge."""
    points: Sequence[tuple[float, float]] = ()
    """Epochs and values to be joined, in place of the envelope."""


def canvas(curves: Sequence[Curve], width: int, height: int, axes: tuple[Axis, Axis], glyphs: Glyphs) -> list[Row]:
    """`height` rows of `width` characters with every curve, later ones on top; `axes` are x and y, not drawn."""
    x, y = axes
    pieces = [
        (inside, ASCII_MARKER.get(curve.role, "*") if glyphs.across == 1 else glyphs.marker, curve.role)
        for curve in curves
        for part in ([list(curve.points)] if curve.points else _parts(curve.envelope, width * glyphs.across, x))
        for piece in _dashes(part, curve.line, width * glyphs.across, x)
        if (inside := [point for point in piece if not curve.leaves or y.low <= point[1] <= y.high])
    ]
    if not pieces:
        return [[(" " * width, Role.TEXT)] for _ in range(height)]
    limits = (x.low, x.high, y.scaled(y.low), y.scaled(y.high))
    scaled = tuple((tuple(_inside(point, y) for point in piece), marker, role) for piece, marker, role in pieces)
    return [list(row) for row in _drawn(scaled, width, height, limits)]


@lru_cache(maxsize=64)
def _drawn(
    pieces: tuple[tuple[tuple[tuple[float, float], ...], str, Role], ...],
    width: int,
    height: int,
    limits: tuple[float, float, float, float],
) -> tuple[Row, ...]:
    """`height` rows of `width` characters with every piece: points, marker and colour.

    `limits` are the lowest and highest x, and the lowest and highest y. The rows are kept: a chart is drawn again, with
    other words around it, whenever the cursor moves along it.
    """
    # Imported with the first curve: the axes of a lesson are on screen before.
    import plotext

    plotext.clear_data()
    plotext.theme("clear")
    # It would fit itself into the terminal of the process, which need not be the one that is written to.
    plotext.limit_size(False, False)
    plotext.plotsize(width, height)
    plotext.frame(False)
    plotext.xticks([], [])
    plotext.yticks([], [])
    plotext.xlim(*limits[:2])
    plotext.ylim(*limits[2:])
    for points, marker, role in pieces:
        xs, ys = zip(*points, strict=True)
        draw = plotext.scatter if len(points) == 1 else plotext.plot
        draw(xs, ys, marker=marker, color=int(role))
    rows = [fit(row, width) for row in _rows(plotext.build())[:height]]
    blank: Row = [(" " * width, Role.TEXT)]
    return (*rows, *(height - len(rows)) * [blank])


def _parts(envelope: MinMaxPyramid, columns: int, x: Axis) -> list[Points]:
    """The polylines of a series: at most two points a column, spikes kept, broken where a value is not finite."""
    parts: list[Points] = []
    part: Points = []
    column, low, high = -1, (0.0, 0.0), (0.0, 0.0)

    def flush() -> None:
        if column >= 0:
            part.extend(sorted({low, high}))

    for first, last, (smallest, largest) in envelope.blocks(columns):
        if last < x.low or first > x.high:
            continue
        if not isfinite(smallest):
            flush()
            column = -1
            if part:
                parts.append(part)
                part = []
            continue
        here = int(x.part(first) * columns)
        if here != column:
            flush()
            column, low, high = here, (first, smallest), (last, largest)
        else:
            low = min(low, (first, smallest), key=lambda point: point[1])
            high = max(high, (last, largest), key=lambda point: point[1])
    flush()
    if part:
        parts.append(part)
    return parts


def _dashes(points: Points, line: str, columns: int, x: Axis) -> list[Points]:
    """`points` as they are for a solid line, else cut into the dashes of a dashed or dotted one."""
    if line == "solid" or len(points) < 2:
        return [points]
    dash, gap = DASH[line]
    step = (x.high - x.low) / columns
    dense = _interpolate(points if len(points) <= columns else _middles(points), step)
    dashes: list[Points] = []
    for start in range(0, len(dense), dash + gap):
        dashes.append(dense[start : start + dash])
    return dashes


def _middles(points: Points) -> Points:
    """One point for each two neighbours, half way: dashes of a line as wide as its spikes would be unreadable."""
    return [((x0 + x1) / 2, (y0 + y1) / 2) for (x0, y0), (x1, y1) in zip(points[::2], points[1::2], strict=False)]


def _interpolate(points: Points, step: float) -> Points:
    """`points` with more of them on the lines between, so that neighbours are at most `step` apart in x."""
    dense = [points[0]]
    for (x0, y0), (x1, y1) in pairwise(points):
        count = max(1, round((x1 - x0) / step))
        dense.extend((x0 + (x1 - x0) * i / count, y0 + (y1 - y0) * i / count) for i in range(1, count + 1))
    return dense


def _inside(point: tuple[float, float], y: Axis) -> tuple[float, float]:
    """`point`, moved to the edge where it lies outside the y axis, as it is drawn there."""
    return point[0], y.scaled(min(max(point[1], y.low), y.high))


def _rows(text: str) -> list[Row]:
    """plotext's text with its colour codes, as rows of pieces."""
    rows: list[Row] = [[]]
    role = Role.TEXT
    for code, characters, newline in _PIECE.findall(text):
        if newline:
            rows.append([])
        elif characters:
            rows[-1].append((characters, role))
        else:
            numbers = code.split(";")
            role = Role(int(numbers[2])) if len(numbers) == 3 and numbers[0] == "38" else Role.TEXT
    return rows
