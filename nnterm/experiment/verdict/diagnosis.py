"""History to verdict: is it learning, done, overfitting? In words that name their evidence."""

from enum import StrEnum
from math import isfinite, log, sqrt
from statistics import fmean

import msgspec

from nnterm.experiment.run import History
from nnterm.experiment.verdict.smoothing import HUGE, Smoothed, smooth


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
    """The evidence in plain words, and what to try where that helps; at most 150 characters."""


EARLY = 3
"""Epochs below which nothing is said of a run that is over."""

RISE = 0.06
"""Rise of validation loss over its best, relative to the best, that counts as overfitting."""

SHARE = 0.05
"""The same rise relative to the whole drop before."""

NOISE = 3.0
"""How many times the curve's own unrest the rise must be."""

ROWS = 0.6
"""The same rise relative to the highest validation loss, for one row; it shrinks with the root of their number."""

FLOOR = 0.01
"""The same rise relative to the first training loss: nobody minds a rise from almost nothing to almost nothing."""

FEW = 50
"""Validation rows below which every word about their loss could be noise."""

STILL = 0.04
"""Part of the whole drop that the last quarter must contribute for a curve that still falls."""

MOVED = 0.02
"""The same relative to where training starts: a training loss that falls less has settled."""

HARDLY = 0.05
"""Drop of a regression's training loss, relative to its start, below which nothing was learned: where it is not known
what guessing gives."""

LITTLE = 0.1
"""Part of the loss of guessing that a regression must save: below it R² on the training rows is about 0.1 or less."""

EXPLODED = 20.0
"""A loss this many times its start has diverged, though it is still a number."""

UNREAD = 1000
"""Epochs that are searched, from the last one back, for the first loss that was no number."""


def diagnose(
    history: History,
    planned: int,
    *,
    validation_rows: int = 0,
    over: bool = False,
    classes: int = 0,
    diverged_at: int | None = None,
    guessing_loss: float | None = None,
) -> Diagnosis:
    """Read a history of any length. `classes` is 0 for regression; costs the same for long histories.

    `guessing_loss` is the training loss of the best answer that is the same for every row, where it is known.
    """
    loss, count = history["loss"], len(history)
    train = smooth(loss, count)
    at = diverged_at or _diverged_at(loss, train, classes)
    if at is not None:
        return _diverged(loss, at)
    early = EARLY if over else min(planned, 20, max(5, planned // 20))
    if count < max(EARLY, early) or train is None:
        words = f"{count} epoch{'s' if count != 1 else ''} so far; a curve needs a few more to be read."
        return Diagnosis(DiagnosisKind.TOO_EARLY, None, words)
    # A learner's patience: XOR often waits long on a plateau before it falls.
    patient = over or count >= max(20, planned // 10)
    if patient and (stuck := _stuck(history, train, classes, guessing_loss)):
        return _underfitting(stuck)
    both = min(count, len(history["val_loss"]))
    validation = smooth(history["val_loss"], both)
    if validation is None or both < EARLY:
        return _without_validation(train, loss[-1])
    train = train if both == count else smooth(loss, both) or train
    verdict = _with_validation(history, train, validation, validation_rows, over)
    if verdict.kind is DiagnosisKind.GOOD_FIT and patient and (guess := _guesses(train, guessing_loss)):
        # Validation loss may have come to rest a little before training loss did.
        return _underfitting(guess)
    return verdict


def _underfitting(evidence: str) -> Diagnosis:
    return Diagnosis(DiagnosisKind.UNDERFITTING, None, f"{evidence} Try more units or another learning rate.")


def _with_validation(history: History, train: Smoothed, validation: Smoothed, rows: int, over: bool) -> Diagnosis:
    epoch = validation.best_epoch(history.best_epoch())
    curve, best = validation.points, validation.best()
    lowest, now, unrest = curve[best], curve[-1], validation.unrest()
    rise, drop = now - lowest, max(curve[: best + 1]) - lowest
    at_best, at_end = _seen(history, epoch, lowest), _seen(history, validation.epochs, now)
    margin = max(RISE * abs(lowest), SHARE * drop, NOISE * unrest, FLOOR * abs(train.points[0]))
    if rows:
        margin = max(margin, ROWS * (abs(lowest) + drop) / sqrt(rows))
    few = f" Only {rows} row{'s' if rows > 1 else ''}: it could be noise." if 0 < rows < FEW else ""
    if rise > margin:
        # The numbers on the screen, unless a lone dip reverses them; then means, which lie nearer than medians.
        low, high = at_best, at_end
        if not high - low > margin:
            low, high = min(validation.means), fmean(validation.means[-2:] if len(curve) > 8 else validation.means[-1:])
            low, high = (low, high) if low < high else (lowest, now)
        rose = f"rose from {_number(low)} to {_number(high)} since epoch {epoch}"
        if train.points[-1] < train.points[best]:
            words = f"validation loss {rose}, training loss fell. Try fewer units, dropout or L2.{few}"
            return Diagnosis(DiagnosisKind.OVERFITTING, epoch + 1, words)
        words = f"validation loss {rose}, and training loss rose too. Try a smaller learning rate."
        return Diagnosis(DiagnosisKind.UNDERFITTING, None, words)
    quarter = curve[-max(2, len(curve) // 4)]
    if quarter - now > max(STILL * (curve[0] - lowest), unrest):
        then = "More epochs may help." if over else "Let it run on."
        words = f"validation loss still falls, {_number(quarter)} to {_number(now)} lately. {then}"
        return Diagnosis(DiagnosisKind.LEARNING, None, words)
    if rise > margin / 2:
        words = f"validation loss is {_number(rise)} above its best, near epoch {epoch}: could be noise, keep watching."
    elif epoch > 0.9 * validation.epochs:
        words = f"validation loss has almost stopped falling, {_number(at_end)} at the end, and has not risen.{few}"
    else:
        words = (
            f"validation loss stopped improving around epoch {epoch} at {_number(at_best)}, hardly risen since.{few}"
        )
    return Diagnosis(DiagnosisKind.GOOD_FIT, None, words)


def _seen(history: History, epoch: int, smoothed: float) -> float:
    """The validation loss that was shown at `epoch`; `smoothed` where that was no number."""
    value = history["val_loss"][epoch - 1]
    return value if isfinite(value) else smoothed


def _without_validation(train: Smoothed, last: float) -> Diagnosis:
    curve = train.points
    falls = curve[-max(2, len(curve) // 4)] - curve[-1] > STILL * (curve[0] - min(curve))
    words = f"training loss {'still falls' if falls else 'has settled'} at {_number(last)}."
    words = f"{words} No rows check it after each epoch, so learning by heart would not show."
    return Diagnosis(DiagnosisKind.LEARNING, None, words)


def _stuck(history: History, train: Smoothed, classes: int, guessing_loss: float | None) -> str:
    """The evidence that training gets nowhere: hardly better than guessing, and no longer falling; else nothing."""
    # In a long history the first point is a mean of many epochs, which may come after the whole drop.
    start, now = max(history["loss"][0], train.points[0]), train.points[-1]
    guessing = log(classes) if classes > 1 else abs(start) if guessing_loss is None else guessing_loss
    if train.points[-max(2, len(train.points) // 4)] - now > MOVED * guessing:
        return ""
    if classes < 2 and guessing_loss is not None:
        return _guesses(train, guessing_loss)
    if classes < 2:
        moved = f"training loss hardly moved: {_number(start)} at first, {_number(now)} now."
        return moved if now > 0 and start - now < HARDLY * start else ""
    accuracy = history["accuracy"][-1] if history["accuracy"] else None
    if now > 0.75 * guessing and not (accuracy is not None and accuracy >= 0.85):
        return f"training loss stays at {_number(now)}; guessing among {classes} classes gives {guessing:.3f}."
    # Losses other than crossentropy say nothing about guessing, the accuracy does.
    base = 1 / classes
    if accuracy is not None and 0 <= accuracy <= base + 0.3 * (1 - base):
        return f"training accuracy stays at {accuracy:.0%}; guessing among {classes} classes gives {base:.0%}."
    return ""


def _guesses(train: Smoothed, guessing_loss: float | None) -> str:
    """The evidence that a regression is hardly better than one answer for all rows, where that is known."""
    now = train.points[-1]
    if guessing_loss is None or not now > (1 - LITTLE) * guessing_loss > 0:
        return ""
    same = f"training loss stays at {_number(now)}; the best answer that is always the same gives"
    return f"{same} {_number(guessing_loss)}."


def _diverged_at(loss: list[float], train: Smoothed | None, classes: int) -> int | None:
    """The epoch since which the loss is no number, or far above its start; None while it is neither."""
    at = count = len(loss)
    if count and not -HUGE < loss[-1] < HUGE:
        while at > max(1, count - UNREAD) and not -HUGE < loss[at - 2] < HUGE:
            at -= 1
        return at
    if train is None or train.means[0] <= 0:
        return None
    limit = EXPLODED * max(train.means[0], log(classes or 2))
    if train.means[-1] <= limit:
        return None
    return train.first_epoch(next(bucket for bucket, mean in enumerate(train.means) if mean > limit))


def _diverged(loss: list[float], at: int) -> Diagnosis:
    from_where = f" from {_number(loss[0])}" if loss and -HUGE < loss[0] < HUGE else ""
    words = f"the loss grew{from_where} beyond all bounds at epoch {at}. Try a learning rate ten times smaller."
    return Diagnosis(DiagnosisKind.DIVERGED, at, words)


def _number(value: float) -> str:
    """Three decimals where they say something, none for thousands, else a power of ten."""
    if 1000 <= abs(value) < 100_000:
        return f"{value:.0f}"
    return f"{value:.3f}" if value == 0 or 0.001 <= abs(value) < 1000 else f"{value:.1e}"
