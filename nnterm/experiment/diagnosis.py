"""History to verdict: is it learning, done, overfitting? In words that name their evidence."""

from enum import StrEnum
from math import ceil, isfinite, log, nan
from statistics import fmean, median

import msgspec

from nnterm.experiment.run import History


class DiagnosisKind(StrEnum):
    """What a run's curves say."""

    UNDERFITTING = "underfitting"
    LEARNING = "learning"
    GOOD_FIT = "good fit"
    OVERFITTING = "overfitting"
    DIVERGED = "diverged"
    TOO_EARLY = "too early to tell"


class Diagnosis(msgspec.Struct, frozen=True):
    """A verdict."""

    kind: DiagnosisKind
    since: int | None
    """The epoch since which it holds, where there is one."""
    sentence: str
    """The evidence in plain words, and what to try where that helps."""


BUCKETS = 60
"""Points a curve is smoothed to: means of neighbouring epochs."""

EARLY = 3
"""Epochs below which nothing is said."""

RISE = 0.08
"""Rise of validation loss over its best, relative to the best, that counts as overfitting."""

SHARE = 0.10
"""The same rise relative to the whole drop before; both must be exceeded."""

NOISE = 3.0
"""How many times the curve's own unrest a rise must be."""

STILL = 0.04
"""Part of the whole drop that the last quarter must bring for a curve that still falls."""

HUGE = 1e30
"""Values beyond this size are left out: sums of them would not be numbers any more."""

EXPLODED = 20.0
"""A loss this many times its start has diverged, though it is still a number."""


def diagnose(
    history: History,
    planned: int,
    *,
    validation_rows: int = 0,
    over: bool = False,
    classes: int = 0,
    diverged_at: int | None = None,
) -> Diagnosis:
    """Read a history of any length. `classes` is 0 for regression; costs the same for long histories."""
    train = _smooth(history["loss"])
    count = len(history)
    exploded = len(train) > 1 and train[0] > 0 and train[-1] > EXPLODED * max(train[0], log(classes or 2))
    if diverged_at is not None or exploded or (count and not isfinite(history["loss"][-1])):
        return _diverged(history, diverged_at)
    if count < EARLY or not train:
        words = f"{count} epoch{'s' if count != 1 else ''} so far; a curve needs a few more to be read."
        return Diagnosis(DiagnosisKind.TOO_EARLY, None, words)
    if _stuck(history, train, classes, over):
        return _underfitting(history, classes)
    validation = _smooth(history["val_loss"])
    if len(validation) < EARLY:
        return _without_validation(train)
    return _with_validation(history, train, validation, validation_rows)


def _with_validation(history: History, train: list[float], validation: list[float], rows: int) -> Diagnosis:
    best = min(range(len(validation)), key=validation.__getitem__)
    now = fmean(validation[-2:]) if len(validation) > 8 else validation[-1]
    rise, drop = now - validation[best], max(validation[: best + 1]) - validation[best]
    unrest = _unrest(validation)
    margin = max(RISE * abs(validation[best]), SHARE * drop, NOISE * unrest)
    epoch = min(len(history), ceil((best + 1) * len(history) / len(validation)))
    epoch = history.best_epoch() or epoch
    few = f" Only {rows} rows: it could be noise." if 0 < rows < 50 else ""
    if rise > margin and train[-1] < train[best]:
        rose = f"rose from {validation[best]:.3f} to {now:.3f} since epoch {epoch}"
        words = f"validation loss {rose}, training loss fell."
        return Diagnosis(DiagnosisKind.OVERFITTING, epoch + 1, f"{words} Try fewer units, dropout or L2.{few}")
    quarter = validation[-max(2, len(validation) // 4)]
    if quarter - now > max(STILL * (validation[0] - validation[best]), unrest):
        words = f"validation loss still falls, {quarter:.3f} to {now:.3f} lately. More epochs may help."
        return Diagnosis(DiagnosisKind.LEARNING, None, words)
    if rise > margin / 2:
        words = f"validation loss is {rise:.3f} above its best of epoch {epoch}: it could be noise, keep watching.{few}"
        return Diagnosis(DiagnosisKind.GOOD_FIT, None, words)
    if epoch > 0.9 * len(history):
        words = f"validation loss hardly falls any more, {now:.3f} at the end, and has not risen."
        return Diagnosis(DiagnosisKind.GOOD_FIT, None, words)
    words = f"validation loss stopped improving around epoch {epoch} at {validation[best]:.3f} and has not risen since."
    return Diagnosis(DiagnosisKind.GOOD_FIT, None, words)


def _without_validation(train: list[float]) -> Diagnosis:
    quarter = train[-max(2, len(train) // 4)]
    falls = quarter - train[-1] > STILL * (train[0] - min(train))
    words = f"training loss {'still falls' if falls else 'has settled'} at {train[-1]:.3f}."
    return Diagnosis(DiagnosisKind.LEARNING, None, f"{words} Without a validation split overfitting cannot be seen.")


def _stuck(history: History, train: list[float], classes: int, over: bool) -> bool:
    """Whether training itself gets nowhere: hardly below guessing, and no longer falling."""
    if classes < 2 or len(train) < EARLY or not (over or len(history) >= 20):
        return False
    guessing = log(classes)
    quarter = train[-max(2, len(train) // 4)]
    falling = quarter - train[-1] > 0.02 * guessing
    accuracy = history["accuracy"][-1] if history["accuracy"] else 0.0
    return train[-1] > 0.75 * guessing and accuracy < 0.85 and not falling


def _underfitting(history: History, classes: int) -> Diagnosis:
    guessing = f"guessing among {classes} classes gives {log(classes):.3f}"
    words = f"training loss stays at {history['loss'][-1]:.3f}; {guessing}."
    return Diagnosis(DiagnosisKind.UNDERFITTING, None, f"{words} Try more units or another learning rate.")


def _diverged(history: History, at: int | None) -> Diagnosis:
    where = f" at epoch {at}" if at is not None else ""
    words = f"the loss grew beyond all bounds{where}. Try a learning rate ten times smaller."
    return Diagnosis(DiagnosisKind.DIVERGED, at, words)


def _unrest(values: list[float]) -> float:
    """How much the curve jumps from point to point around its own trend."""
    if len(values) < 4:
        return 0.0
    bends = [abs(b - (a + c) / 2) for a, b, c in zip(values, values[1:], values[2:], strict=False)]
    return median(bends)


def _smooth(values: list[float]) -> list[float]:
    """Means of at most `BUCKETS` parts of `values`, each over at most 64 of its finite values.

    A part without any keeps the mean before it, so that smoothed columns of one history stay side by side; a column
    without any finite value is empty.
    """
    count = len(values)
    parts = min(count, BUCKETS)
    means: list[float] = []
    for part in range(parts):
        first, last = part * count // parts, (part + 1) * count // parts
        step = max(1, (last - first) // 64)
        finite = [value for value in values[first:last:step] if -HUGE < value < HUGE]
        means.append(fmean(finite) if finite else means[-1] if means else nan)
    known = next((mean for mean in means if isfinite(mean)), None)
    return [] if known is None else [mean if isfinite(mean) else known for mean in means]
