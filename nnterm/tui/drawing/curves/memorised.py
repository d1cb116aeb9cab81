"""How many flipped labels a run has learned by heart, along its epochs: a row of bars below the curves."""

from nnterm.experiment.run import Run
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.curves.chart_marks import Canvas
from nnterm.tui.drawing.rows import Role, Row, overlay, pieces_of

NAME = "memorised"

FROM = 9
"""Rows of the charts from which there is room for it."""


def memorised_row(run: Run, place: Canvas, cursor: int | None) -> Row:
    """A bar a column, as high as the part of the flipped rows that was memorised when last counted before its end.

    Before it come the numbers of the epoch that is looked at, or of the newest; its name is written where no bar is.
    """
    epoch = cursor if cursor is not None else run.epochs
    now = run.training_rows.memorised_at(epoch)
    label = f"{now.count}/{now.of}" if now is not None else ""
    symbols = glyphs.current()
    bars = ""
    for column in range(place.across):
        last = min(place.epoch(column), run.epochs)
        found = run.training_rows.memorised_at(last) if last >= 1 else None
        is_trained = place.column(run.epochs) >= column
        part = found.count / found.of if found is not None and found.of and is_trained else 0.0
        bars += symbols.bars[round(part * (len(symbols.bars) - 1))]
    row: Row = [(f"{label:>6} ", Role.WARNING), (symbols.vertical, Role.FRAME), (bars, Role.WARNING)]
    at = bars.find(" " * (len(NAME) + 1))
    if at >= 0:
        row = overlay(row, place.left + at, (NAME, Role.QUIET))
    if cursor is not None and place.holds(cursor):
        column = place.left + place.column(cursor)
        characters = [(character, ink) for text, ink in row for character in text]
        characters[column] = (characters[column][0].strip() or symbols.vertical, Role.PRESS)
        row = pieces_of(characters)
    return row
