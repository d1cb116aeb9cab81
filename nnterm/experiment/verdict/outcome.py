"""How good what a run has come to is: against guessing, against what could be, against the test rows."""

from math import sqrt
from statistics import median

from nnterm.experiment.history import History
from nnterm.experiment.verdict.known import Known
from nnterm.experiment.verdict.trend import HUGE

ACCURACIES = ("accuracy", "binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy")
"""Metrics that are the part of the rows that are right."""

LATELY = 16
"""Epochs of the last quarter that are looked at."""

MOST_OF_THE_LOSS, MOST_OF_THE_ERRORS = 0.4, 0.4
"""Parts of the loss and of the errors of guessing that a classifier which comes to rest has at most left where it is
called a good fit: with more, either the rows hold no more or the model cannot express it, and one run cannot say."""

MOST_OF_THE_VARIANCE = 0.8
"""The same for a regression: R² on the training rows is below 0.2."""

HARDLY_BETTER = 0.1
"""Part of the errors of always saying the largest class that a model must save on its training rows."""

MEMORIZED = 1.5
"""How many times the training loss the loss on test rows is where a model has learned its rows by heart."""

MEMORIZED_OF_BASE = 0.1
"""The same difference relative to what guessing gives."""


def accuracy_of(history: History) -> str:
    """The accuracy that was measured; empty where none was."""
    return next((name for name in ACCURACIES if name in history), "")


def is_no_better_than_guessing(history: History, epoch: int, known: Known) -> str:
    """The column by which a model whose loss at `epoch` is better than guessing's is not; empty where there is none.

    A rare class that is never found leaves the accuracy at the share of the largest one.
    """
    if known.classes > 1 and (name := accuracy_of(history)):
        found, most = lately(history[name], epoch), known.base.accuracy
        if found is not None and most is not None and 1 - found >= (1 - HARDLY_BETTER) * (1 - most) - 1e-6:
            return name
        found, most = lately(history[f"val_{name}"], epoch), known.base.val_accuracy
        if found is not None and most is not None and found < most - 1e-6:
            return f"val_{name}"
    for column in ("r2_score", "val_r2_score"):
        found = lately(history[column], epoch)
        if found is not None and found <= 0:
            return column
    return ""


def unbeaten(loss: float | None, known: Known) -> str:
    """The answer without any learning that a regression with this `loss` on its validation rows does not beat.

    `last_value` or `mean`; empty where it beats both, and for classes, of which accuracy decides.
    """
    if known.classes or loss is None:
        return ""
    bounds = {"last_value": known.base.val_last_value, "mean": known.base.val_loss}
    found = {name: bound for name, bound in bounds.items() if bound is not None and loss >= bound}
    return min(found, key=lambda name: found[name], default="")


def is_settled_high(history: History, epoch: int, loss: float, base: float, known: Known) -> bool:
    """Whether a training `loss` at `epoch` leaves so much of what guessing costs that "good fit" would say too much."""
    if known.classes < 2:
        return loss > MOST_OF_THE_VARIANCE * base > 0
    errors, most = lately(history[accuracy_of(history)], epoch), known.base.accuracy
    if errors is not None and most is not None and 1 - errors > MOST_OF_THE_ERRORS * (1 - most):
        return True
    return loss > MOST_OF_THE_LOSS * base > 0


def memorized(test_loss: float, loss: float, base: float, rows: int) -> bool:
    """Whether the loss on `rows` test rows says that training rows were learned by heart."""
    margin = max((MEMORIZED - 1) * abs(loss), (MEMORIZED_OF_BASE + 0.6 / sqrt(rows)) * base)
    return test_loss > loss + margin


def lately(values: list[float], epoch: int) -> float | None:
    """The median of a column over the last quarter of the epochs up to `epoch`."""
    last = min(epoch, len(values))
    first = last - max(1, last // 4)
    found = values[first : last : -(-(last - first) // LATELY)] if last else []
    usable = [value for value in found if -HUGE < value < HUGE]
    return median(usable) if usable else None
