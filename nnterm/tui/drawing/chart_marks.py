"""What is written above and below the curves: changes, the guess and the best epoch, and the numbers of epochs."""

from dataclasses import dataclass

from nnterm.experiment.hyperparameters.table import short_label
from nnterm.experiment.run import Run
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.axes import Axis, epoch_ticks
from nnterm.tui.drawing.changes import change_words
from nnterm.tui.drawing.guess_mark import WORDS
from nnterm.tui.drawing.rows import Piece, Role, Row, fit, overlay, plain

TICK_ROOM = 10
"""Cells of the canvas for each number below it."""


@dataclass(frozen=True)
class Canvas:
    """Where the curves are drawn."""

    left: int
    """Cells left of it."""
    across: int
    """Its own cells."""
    x: Axis

    def column(self, epoch: int) -> int:
        """The column of `epoch`, from the left edge of the canvas."""
        return min(self.across - 1, max(0, int(self.x.part(epoch) * self.across)))


def marks_row(run: Run | None, guess: int | None, canvas: Canvas, width: int) -> Row:
    """The row above the canvas: where validation loss was best, the guessed epoch, and what was changed where."""
    symbols = glyphs.current()
    marks: list[tuple[int, Piece, str]] = []
    best = run.history.best_epoch() if run is not None else None
    if best is not None:
        marks.append((canvas.left + canvas.column(best), (symbols.best, Role.VALIDATION), f"best epoch {best:,}"))
    if guess is not None:
        marks.append((canvas.left + canvas.column(guess), (symbols.line, Role.PRESS), f"{WORDS} {guess:,.0f}"))
    # The last change is said first where there is no room for all words.
    for index, change in reversed(list(enumerate(run.changes if run is not None else ()))):
        assert run is not None
        column = canvas.left + canvas.column(change.epoch + 1)
        marks.append((column, (symbols.change, Role.WARNING), change_words(run, index, short_label)))
    row = fit([], width)
    for column, mark, _ in reversed(marks):
        row = overlay(row, column, mark)
    for number, (column, mark, words) in enumerate(marks):
        row = _beside(row, canvas.left, column, mark[0], words, always=best is not None and number == 0)
    return fit(row, width)


def epochs_row(canvas: Canvas) -> Row:
    """Round numbers of epochs below the canvas."""
    row = fit([], canvas.left + canvas.across)
    for epoch in epoch_ticks(canvas.x, max(2, canvas.across // TICK_ROOM)):
        text = f"{epoch:,}"
        column = canvas.left + canvas.column(epoch)
        start = min(max(canvas.left, column - len(text) // 2), canvas.left + canvas.across - len(text))
        row = overlay(row, start, (text, Role.QUIET))
    return row


def _beside(row: Row, left: int, column: int, mark: str, words: str, *, always: bool) -> Row:
    """`row` with `words` before or after the mark at `column`, where they have room; `always`: over other marks too."""
    text = plain(row)
    starts = [column - len(words) - 1, column + 2]
    starts = [start for start in starts if start >= left and start + len(words) <= len(text)]
    # A space on each side keeps the words of two marks apart, if there is room; the mark itself may be one of them.
    for space in (1, 0):
        for start in starts:
            around = text[max(0, start - space) : start + len(words) + space]
            if not around.replace(mark, "").strip():
                return overlay(row, start, (words, Role.QUIET))
    return overlay(row, starts[0], (words, Role.QUIET)) if always and starts else row
