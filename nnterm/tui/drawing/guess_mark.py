"""Where in the charts a guess is drawn: at an epoch, or at a value of a column."""

from typing import NamedTuple

from nnterm.experiment.verdict.conditions import PREFIXES, WHOLE, column_of
from nnterm.lesson.blocks.structs import Predict
from nnterm.lesson.scoring import Guess

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
