"""A sweep of one setting as a chart: loss against value, with the spread of the seeds and where validation turns."""

from dataclasses import dataclass

from nnterm.experiment.sweep_study import SweepAxis, SweepPoint, SweepStudy
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.curves.axes import Axis, LogAxis, close_axis, log_axis, loss_axis, row_of, tick
from nnterm.tui.drawing.curves.min_max_pyramid import MinMaxPyramid
from nnterm.tui.drawing.rows import Piece, Role, Row, fit, length, overlay, spread, underlay

LEFT = 8
"""Cells left of the canvas."""

ACROSS = 1000.0
"""Length of the x axis on which the values have their places."""

MARGIN = 0.04
"""Part of the x axis that is free at both ends."""

SPANS = 8.0
"""How many times the smallest value the largest must be for a logarithmic axis of values."""

WIDE = 30.0
"""The same for losses."""

CLOSE = 0.25
"""Part of the greatest validation loss below which its range is too small to be seen on an axis from 0."""

ALIKE = 0.02
"""The part below which ticks of three digits would be alike, as with a single point."""

NEAR = 2.0
"""How many times the greatest validation loss training loss may be for the axis to make room for it."""


@dataclass(frozen=True)
class _Line:
    figure: str
    role: Role
    line: str
    mark: str


def places(axis: SweepAxis) -> list[float]:
    """Where on the x axis each value is: by its size, logarithmic where they span much; words side by side."""
    numbers, count = axis.numbers, len(axis.values)
    if numbers is None or len(set(numbers)) < count or count < 2:
        parts = [n / max(1, count - 1) for n in range(count)]
    else:
        low, high = min(numbers), max(numbers)
        scale = LogAxis(low, high) if is_log(axis) else Axis(low, high)
        parts = [scale.part(value) for value in numbers]
    return [ACROSS * (MARGIN + (1 - 2 * MARGIN) * part) for part in parts]


def is_log(axis: SweepAxis) -> bool:
    """Whether equal steps on the axis of values multiply."""
    numbers = axis.numbers
    return numbers is not None and min(numbers) > 0 and max(numbers) >= SPANS * min(numbers)


def columns_of(axis: SweepAxis, width: int) -> list[int]:
    """The column of each value in a chart of `width` cells."""
    across = max(4, width - LEFT - 1)
    return [LEFT + min(across - 1, int(place / ACROSS * across)) for place in places(axis)]


def sweep_chart(study: SweepStudy, chosen: int, width: int, height: int) -> list[Row]:
    """The chart, with the value number `chosen` marked."""
    from nnterm.tui.drawing.curves.plot import Curve, canvas

    symbols, axis = glyphs.current(), study.axes[0]
    lines = _lines(study)
    across, down = max(4, width - LEFT - 1), max(3, height - 4)
    y = _losses_axis(study, lines)
    xs, columns = places(axis), [column - LEFT for column in columns_of(axis, width)]
    curves = []
    for line in reversed(lines):
        points = [
            (x, found.middle)
            for x, point in zip(xs, study.points, strict=True)
            if (found := point.spread(line.figure)) is not None
        ]
        if len(points) > 1:
            curves.append(Curve(MinMaxPyramid(), line.role, line.line, leaves=line.figure == "loss", points=points))
    cells = canvas(curves, across, down, (Axis(0.0, ACROSS), y), symbols)
    for line in reversed(lines):
        for column, point in zip(columns, study.points, strict=True):
            cells = _marked(cells, column, point, line, y)
    cells = [underlay(row, columns[chosen], (symbols.line, Role.PRESS)) for row in cells]
    ticks = {row_of(value, y, down, symbols.upwards): tick(value) for value in (y.low, y.at(0.5), y.high)}
    words = "log" * isinstance(y, LogAxis)
    title: Row = [(f" loss{', ' if words else ''}{words}", Role.STRONG)]
    rows = [spread(title, _legend(lines, width - length(title) - 1), width), _turn(study, columns, width)]
    for at, row in enumerate(cells):
        text = ticks.get(at, "")
        rows.append([(f"{text:>6} ", Role.QUIET), (symbols.tee if text else symbols.vertical, Role.FRAME), *row])
    rows.append([(" " * (LEFT - 1) + symbols.corner + symbols.horizontal * across, Role.FRAME)])
    return [*rows, _values(axis, columns, chosen, width)]


def _losses_axis(study: SweepStudy, lines: list[_Line]) -> Axis:
    """The axis of losses: that of validation, where there is one, so that its U is seen.

    Training loss goes towards 0 with the size of a model, and would flatten it.
    """
    own = _extremes(study, [line for line in lines if line.figure != "loss"] or lines)
    if own is None:
        return loss_axis(0.0, 1.0)
    low, high = own
    if low > 0 and high > WIDE * low:
        return log_axis(low, high)
    if low > 0 and ALIKE * high < high - low < CLOSE * high and len(lines) > 1:
        return close_axis(low, high)
    training = _extremes(study, lines)
    return loss_axis(low, max(high, training[1]) if training is not None and training[1] < NEAR * high else high)


def _extremes(study: SweepStudy, lines: list[_Line]) -> tuple[float, float] | None:
    """The least and the greatest loss of `lines`; None before there is one."""
    found = [spread for line in lines for point in study.points if (spread := point.spread(line.figure)) is not None]
    return (min(spread.low for spread in found), max(spread.high for spread in found)) if found else None


def _lines(study: SweepStudy) -> list[_Line]:
    symbols = glyphs.current()
    train = _Line("loss", Role.TRAIN, "solid", symbols.full)
    if not study.has_validation:
        return [train]
    best = _Line("best_val_loss", Role.VALIDATION, "dotted", symbols.empty)
    return [_Line("val_loss", Role.VALIDATION, "dashed", symbols.full), best, train]


def _marked(cells: list[Row], column: int, point: SweepPoint, line: _Line, y: Axis) -> list[Row]:
    """`cells` with the median of a point, and where it has seeds a line from the lowest to the highest."""
    found, upwards = point.spread(line.figure), glyphs.current().upwards
    if found is None or (line.figure == "loss" and not y.low <= found.middle <= y.high):
        return cells
    top, middle, bottom = (row_of(value, y, len(cells), upwards) for value in (found.high, found.middle, found.low))
    rows = list(cells)
    for at in range(top, bottom + 1):
        rows[at] = underlay(rows[at], column, (glyphs.current().vertical, line.role))
    rows[middle] = overlay(rows[middle], column, (line.mark, line.role))
    return rows


def _legend(lines: list[_Line], width: int) -> Row:
    symbols = glyphs.current()
    ways = {"solid": symbols.solid, "dashed": symbols.dashed, "dotted": symbols.dotted}
    names = {"loss": "train", "val_loss": "validation", "best_val_loss": "at its best"}
    legend: Row = []
    for line in sorted(lines, key=lambda line: line.figure != "loss"):
        part: Row = [(f" {names[line.figure]} ", Role.QUIET), (f"{ways[line.line]}{line.mark}", line.role)]
        legend += part if length(legend) + length(part) <= width else []
    return legend


def _turn(study: SweepStudy, columns: list[int], width: int) -> Row:
    """The row above the canvas: where validation turns."""
    row, point = fit([], width), study.turns_at()
    if point is None:
        return row
    column = LEFT + columns[point.at[0]]
    words = f"lowest at {study.axes[0].values[point.at[0]]}"
    start = column + 2 if column + 2 + len(words) <= width else column - 1 - len(words)
    row = overlay(row, max(0, start), (words, Role.QUIET))
    return overlay(row, column, (glyphs.current().best, Role.VALIDATION))


def _values(axis: SweepAxis, columns: list[int], chosen: int, width: int) -> Row:
    """The values below the canvas, as many as fit, the chosen one always."""
    row, taken = fit([], width), set[int]()
    for index in sorted(range(len(columns)), key=lambda n: n != chosen):
        text = f" {axis.values[index]} "
        start = min(max(0, LEFT + columns[index] - len(text) // 2), width - len(text))
        cells = set(range(start, start + len(text)))
        if start < 0 or (cells & taken):
            continue
        taken |= cells
        piece: Piece = (text, Role.CHOSEN if index == chosen else Role.QUIET)
        row = overlay(row, start, piece)
    return row
