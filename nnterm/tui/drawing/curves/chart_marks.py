"""What is written above and below the curves: changes, the guess and the best epoch, and the numbers of epochs."""

from dataclasses import dataclass

from nnterm.experiment.hyperparameters.table import short_label
from nnterm.experiment.run import Run
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.changes import change_words
from nnterm.tui.drawing.curves.axes import Axis, epoch_ticks
from nnterm.tui.drawing.curves.guess_mark import GuessMark, words_of
from nnterm.tui.drawing.rows import Piece, Role, Row, fit, overlay, plain

TICK_ROOM = 8
"""Cells of the canvas for each number below it."""


Mark = tuple[int, Piece, str]
"""Column, symbol and words of a mark."""


@dataclass(frozen=True)
class Canvas:
    """Where the curves are drawn."""

    left: int
    """Cells left of it."""
    across: int
    """Its own cells."""
    x: Axis

    def column(self, epoch: int) -> int:
        """The column of `epoch`, from the left edge of the canvas; that of the nearest one that is on it."""
        return min(self.across - 1, max(0, int(self.x.part(epoch) * self.across)))

    def epoch(self, column: int) -> int:
        """The epoch at `column`, from the left edge of the canvas."""
        return round(self.x.at((column + 0.5) / self.across))

    def holds(self, epoch: int) -> bool:
        """Whether `epoch` is on the canvas."""
        return self.x.low <= epoch <= self.x.high


def marks_row(run: Run | None, guess: GuessMark | None, canvas: Canvas, width: int, cursor: int | None = None) -> Row:
    """The row above the canvas.

    It says which epoch is looked at, where validation loss was best, which one was guessed, and what was changed where.
    """
    symbols = glyphs.current()
    marks: list[Mark] = []
    best = run.history.best_epoch() if run is not None else None
    if best is not None and canvas.holds(best):
        role = Role.PRESS if cursor == best else Role.VALIDATION
        marks.append((canvas.left + canvas.column(best), (symbols.best, role), f"best epoch {best:,}"))
    if cursor is not None and cursor != best:
        marks.append((canvas.left + canvas.column(cursor), (symbols.cursor, Role.PRESS), f"epoch {cursor:,}"))
    if guess is not None and canvas.holds(round(guess.value)):
        column = canvas.left + canvas.column(round(guess.value))
        marks.append((column, (symbols.line, Role.PRESS), words_of(guess)))
    # The last change is said first where there is no room for all words.
    for index, change in reversed(list(enumerate(run.changes if run is not None else ()))):
        assert run is not None
        if not canvas.holds(change.epoch + 1):
            continue
        column = canvas.left + canvas.column(change.epoch + 1)
        marks.append((column, (symbols.change, Role.WARNING), change_words(run, index, short_label)))
    row = fit([], width)
    for column, mark, _ in reversed(marks):
        row = overlay(row, column, mark)
    # The words of the best epoch are on the side that leaves room for most of the others.
    ways = [_worded(row, canvas.left, marks, first, always=best is not None or cursor is not None) for first in (0, 1)]
    return fit(max(ways, key=lambda way: way[0])[1], width)


def _worded(row: Row, left: int, marks: list[Mark], first: int, *, always: bool) -> tuple[int, Row]:
    """How many marks have words then, and `row` with them; `first` is the side that the first one tries first."""
    count = 0
    for number, (column, mark, words) in enumerate(marks):
        side = first if number == 0 else 0
        found = _beside(row, left, (column, mark, words), side, always=always and number == 0)
        count += found is not row
        row = found
    return count, row


def epochs_row(canvas: Canvas) -> Row:
    """Round numbers of epochs below the canvas."""
    row = fit([], canvas.left + canvas.across)
    for epoch in epoch_ticks(canvas.x, max(2, canvas.across // TICK_ROOM)):
        text = f"{epoch:,}"
        column = canvas.left + canvas.column(epoch)
        start = min(max(canvas.left, column - len(text) // 2), canvas.left + canvas.across - len(text))
        row = overlay(row, start, (text, Role.QUIET))
    return row


def _beside(row: Row, left: int, mark: Mark, side: int, *, always: bool) -> Row:
    """`row` with the words of `mark` before (`side` 0) or after it, or on the other side, where they have room.

    `always`: over other marks too.
    """
    column, (symbol, _), words = mark
    text = plain(row)
    starts = [column - len(words) - 1, column + 2]
    starts = [start for start in (starts[side], starts[1 - side]) if left <= start <= len(text) - len(words)]
    # A space on each side keeps the words of two marks apart, if there is room; the mark itself may be one of them.
    for space in (1, 0):
        for start in starts:
            around = text[max(0, start - space) : start + len(words) + space]
            if not around.replace(symbol, "").strip():
                return overlay(row, start, (words, Role.QUIET))
    return overlay(row, starts[0], (words, Role.QUIET)) if always and starts else row
