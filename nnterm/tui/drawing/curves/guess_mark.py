"""Where in the charts a guess is drawn: at an epoch, or at a value of a column."""

from collections.abc import Sequence
from typing import NamedTuple

from nnterm.experiment.verdict.conditions import PREFIXES, WHOLE, column_of
from nnterm.lesson.blocks.structs import Predict
from nnterm.lesson.scoring import Guess
from nnterm.tui.drawing.rows import BLANK, Role, Row, overlay, plain

WORDS = "your guess"


class GuessMark(NamedTuple):
    """A guess that can be drawn."""

    value: float
    key: str = ""
    """Training column of the chart it belongs to, as `loss`; empty for an epoch, which all charts have."""


def mark_of(predict: Predict, guess: Guess) -> GuessMark | None:
    """Where `guess` is drawn; None for one that is no place in a chart."""
    if isinstance(guess.guess, str):
        return None
    if predict.figure in ("best_val_loss_epoch", "epochs"):
        return GuessMark(guess.guess)
    column = column_of(predict.figure)
    if (
        column is None
        or predict.figure in WHOLE
        or not any(predict.figure == f"{prefix}{column}" for prefix in PREFIXES)
    ):
        return None
    return GuessMark(guess.guess, column)


def words_of(guess: GuessMark) -> str:
    """How a guessed epoch is called beside its line."""
    return f"{WORDS} {guess.value:,.0f}"


def named(cells: Sequence[Row], column: int, words: str) -> list[Row]:
    """`cells` of a canvas with `words` beside the line of a guess at `column`, in the first row that has room for them.

    Where every row is full they go over what is drawn in the first one: a line that nobody can read is no guess.
    """
    rows = list(cells)
    width = len(plain(rows[0]))
    sides = [start for start in (column + 2, column - 1 - len(words)) if 0 <= start <= width - len(words)]
    sides = sides or [max(0, min(column + 2, width - len(words)))]
    places = [(row, start) for row in range(len(rows)) for start in sides]
    free = (at for at in places if not plain(rows[at[0]])[at[1] : at[1] + len(words)].strip("".join(BLANK)))
    row, start = next(free, (0, sides[0]))
    rows[row] = overlay(rows[row], start, (words, Role.PRESS))
    return rows
