"""What one changed setting did: two runs beside each other, in a sentence that names its evidence."""

from math import inf, isfinite
from typing import NamedTuple

from nnterm.experiment.datasets import catalog
from nnterm.experiment.hyperparameters.losses import HIGHER_IS_BETTER, short
from nnterm.experiment.run import Run
from nnterm.experiment.verdict.diagnosis import DiagnosisKind
from nnterm.experiment.verdict.rounding import difference, number
from nnterm.experiment.verdict.run_diagnosis import diagnosis_of
from nnterm.experiment.verdict.words import falls, has_risen

ALIKE = 0.5
"""Part of the rise of one run from which on that of the other is given as a number too."""


def effect(before: Run, after: Run) -> str:
    """What `after` came to, beside `before`: best loss, the epoch of it, and how far the loss rose from there.

    Validation loss where both runs have it, else the loss at the end of training. Empty where there is nothing to
    compare: a run without an epoch, or one whose loss is no number. Where their losses are not measured alike, a metric
    that is the same in both is compared instead.
    """
    if unlike := _unlike(before, after):
        return _scores(before, after, unlike)
    was, now = before.history.best_epoch(), after.history.best_epoch()
    if was is None or now is None:
        return _ends(before, after)
    values, newer = before.history["val_loss"], after.history["val_loss"]
    if not (isfinite(values[-1]) and isfinite(newer[-1])):
        return ""
    sentence = f"best validation loss {_turned(values[was - 1], newer[now - 1])}"
    sentence += f", again at epoch {now:,}" if was == now else f", at epoch {now:,} instead of {was:,}"
    risen, rise = _rises(before, after)
    if not rise and not risen:
        return f"{sentence}."
    if now == after.epochs:
        return f"{sentence}, the last one (before, it rose by {risen} afterwards)."
    if not rise:
        return f"{sentence}. It hardly rises afterwards (before: by {risen})."
    return f"{sentence}. Afterwards it rises by {rise} (before: {risen or 'hardly'})."


def _rises(before: Run, after: Run) -> tuple[str, str]:
    """How far validation loss rose after its best epoch in each run, empty where it hardly did.

    What is a rise in one run is one in the other too, unless it is much smaller: a reader compares the two numbers.
    """
    rises = (_rise(before), _rise(after))
    least = ALIKE * max((rise.amount for rise in rises if rise.is_one), default=inf)
    first, second = (rise.words if rise.is_one or rise.amount >= least else "" for rise in rises)
    return first, second


def _unlike(before: Run, after: Run) -> str:
    """Why a lower loss of one run would not mean that it is better, in words; empty where it would."""
    was, now = before.hyperparameters, after.hyperparameters
    if was.l2 != now.l2:
        return "L2 is a part of the loss, so the losses cannot be compared"
    scaled = [catalog.options(run.dataset).get("scaled_target") for run in (before, after)]
    return "The losses have different units" if scaled[0] != scaled[1] or was.loss != now.loss else ""


def _scores(before: Run, after: Run, unlike: str) -> str:
    """How a metric that is measured alike in both runs turned out at the end; else that nothing can be said."""
    for metric in after.hyperparameters.metrics:
        values = [run.history[f"val_{metric}"] or run.history[metric] for run in (before, after)]
        if metric in HIGHER_IS_BETTER and all(values) and all(isfinite(each[-1]) for each in values):
            rows = "validation " if after.history[f"val_{metric}"] else ""
            return f"{rows}{short(metric)} at the end {_turned(values[0][-1], values[1][-1])}. {unlike}."
    return f"{unlike[0].lower()}{unlike[1:]}." if unlike.startswith("The") else f"{unlike}."


class _Rise(NamedTuple):
    """How far the validation loss of a run is above its best at the end."""

    amount: float = 0.0
    words: str = ""
    is_one: bool = False
    """Whether it is called a rise by the rule of the verdict."""


def _rise(run: Run) -> _Rise:
    """The rise of `run`; none where the verdict says that its loss still falls: the last epochs lie high by chance."""
    values, best = run.history["val_loss"], run.history.best_epoch()
    diagnosis = diagnosis_of(run)
    is_falling = diagnosis is not None and diagnosis.kind is DiagnosisKind.LEARNING and falls(run.history, "val_loss")
    if best is None or is_falling:
        return _Rise()
    low, now = values[best - 1], values[-1]
    return _Rise(now - low, difference(now, low), has_risen(low, now))


def _ends(before: Run, after: Run) -> str:
    """The same for runs without validation rows: the loss after their last epochs."""
    if not before.epochs or not after.epochs:
        return ""
    was, now = before.history["loss"][-1], after.history["loss"][-1]
    return f"loss at the end {_turned(was, now)}." if isfinite(was) and isfinite(now) else ""


def _turned(was: float, now: float) -> str:
    before, after = number(was), number(now)
    return f"{after}, as before" if before == after else f"{after} instead of {before}"
