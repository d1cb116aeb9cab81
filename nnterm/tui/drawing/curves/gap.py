"""The gap between training and validation loss, shaded where it means that the network memorises."""

from collections.abc import Sequence
from math import isnan

from nnterm.experiment.history import History
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.curves.axes import Axis, row_of
from nnterm.tui.drawing.curves.chart_marks import Canvas
from nnterm.tui.drawing.rows import BLANK, Role, Row, pieces_of


def shaded(cells: Sequence[Row], history: History, canvas: Canvas, y: Axis) -> list[Row]:
    """`cells` with the blank ones between the curves of the loss shaded, from the epoch after the best one on."""
    best = history.best_epoch()
    if best is None:
        return list(cells)
    symbols, train, validation = glyphs.current(), history["loss"], history["val_loss"]
    between: list[set[int]] = [set() for _ in cells]
    for column in range(canvas.column(best) + 1, canvas.column(len(validation)) + 1):
        epoch = min(len(validation), max(1, round(canvas.x.at((column + 0.5) / canvas.across))))
        low, high = train[epoch - 1], validation[epoch - 1]
        if isnan(low) or isnan(high) or high <= low:
            continue
        top, bottom = (row_of(value, y, len(cells), symbols.upwards) for value in (high, low))
        for row in range(top + 1, bottom):
            between[row].add(column)
    return [_shade(row, columns) if columns else row for row, columns in zip(cells, between, strict=True)]


def _shade(row: Row, columns: set[int]) -> Row:
    """`row` with its blank cells at `columns` shaded."""
    characters = [(character, ink) for text, ink in row for character in text]
    tint = glyphs.current().tint
    return pieces_of(
        [
            (tint, Role.FRAME) if place in columns and character in BLANK else (character, ink)
            for place, (character, ink) in enumerate(characters)
        ]
    )
