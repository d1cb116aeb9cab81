"""History to verdict: is it learning, done, overfitting? In words that name their evidence."""

from enum import StrEnum

import msgspec

from nnterm.experiment.history import History
from nnterm.experiment.verdict import words
from nnterm.experiment.verdict.follower import LEAVES, STAYS, Follower, Measured, Phase
from nnterm.experiment.verdict.known import Known
from nnterm.experiment.verdict.outcome import is_no_better_than_guessing, is_settled_high, lately, memorized, unbeaten
from nnterm.experiment.verdict.trend import HUGE


class DiagnosisKind(StrEnum):
    """What a run's curves say."""

    UNDERFITTING = "underfitting"
    LEARNING = "learning"
    SETTLED = "settled"
    """The loss no longer falls, and nothing says yet whether this is as good as it can be."""
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
"""Epochs below which nothing is said, not even of a run that is over."""

UNREAD = 1000
"""Epochs that are searched, from the last one back, for the first loss that was no number."""


def diagnose(history: History, planned: int, known: Known | None = None, *, over: bool = False) -> Diagnosis:
    """Read a history of any length of a run that will have `planned` epochs.

    It is followed epoch by epoch: what was read is kept with the history, so a call for each frame reads new epochs
    only. Numbers are those of the history, rounded as everywhere on the screen.
    """
    known = known or Known()
    if over and known.restored_epoch is not None and known.restored_epoch < len(history):
        epoch, purpose = known.restored_epoch, ("restored", len(history), planned, known)
        return history.kept(purpose, lambda: _restored(history, planned, known, epoch))
    return _diagnose(history, planned, known, over)


def _diagnose(history: History, planned: int, known: Known, over: bool) -> Diagnosis:
    loss, count = history["loss"], len(history)
    measured = Measured(known.base, known.validation_rows)
    follower = history.kept((measured, planned), lambda: Follower(measured, planned))
    follower.follow(history.columns)
    phase = follower.at_end() if over else follower.phase
    at = known.diverged_at or _no_number_at(loss)
    if at is None and phase is Phase.EXPLODED:
        at = follower.exploded_at or count
    if at is not None:
        return Diagnosis(DiagnosisKind.DIVERGED, at, words.diverged(loss, at, known))
    if count < EARLY or phase is Phase.WAITING:
        return Diagnosis(DiagnosisKind.TOO_EARLY, None, words.too_early(count))
    return _verdict(history, follower, phase, known, over)


def _verdict(history: History, follower: Follower, phase: Phase, known: Known, over: bool) -> Diagnosis:
    match phase:
        case Phase.RISING:
            epoch = best_epoch(history, follower)
            return Diagnosis(DiagnosisKind.OVERFITTING, epoch + 1, words.overfitting(history, epoch, known))
        case Phase.BOTH_RISING:
            sentence = words.both_rising(history, best_epoch(history, follower), known)
            return Diagnosis(DiagnosisKind.UNDERFITTING, None, sentence)
        case Phase.STUCK if not _learned(follower, known, over):
            return Diagnosis(DiagnosisKind.UNDERFITTING, None, words.stuck(history, follower.base, known))
        case Phase.SETTLED | Phase.STUCK:
            return _settled(history, follower, known, over)
    if follower.is_resting and not over:
        return Diagnosis(DiagnosisKind.LEARNING, None, words.resting(history, follower.base, follower.is_stuck))
    return Diagnosis(DiagnosisKind.LEARNING, None, words.learning(history, known, over))


def _learned(follower: Follower, known: Known, over: bool) -> bool:
    """Whether training loss without dropout is below guessing, though with it is not."""
    return over and known.train_loss is not None and known.train_loss < LEAVES * follower.base


def _settled(history: History, follower: Follower, known: Known, over: bool) -> Diagnosis:
    """What a run has come to whose loss no longer falls."""
    # As long as more may come it is judged by what it was when it came to rest, so that the verdict stays.
    epoch, level = len(history), follower.loss.level
    if not over:
        epoch, level = follower.settled_epoch, follower.settled_loss
    elif known.train_loss is not None:
        # With dropout a model is worse on its training rows than it is.
        level = known.train_loss
    if level > STAYS * follower.base > 0:
        # Validation loss came to rest a little before training loss does.
        return Diagnosis(DiagnosisKind.UNDERFITTING, None, words.stuck(history, follower.base, known))
    if guess := is_no_better_than_guessing(history, epoch, known):
        # On the training rows that is a matter of the model. A few validation rows may be so by chance.
        kind = DiagnosisKind.SETTLED if guess.startswith("val_") else DiagnosisKind.UNDERFITTING
        return Diagnosis(kind, None, words.guesses(history, guess, known))
    if answer := unbeaten(lately(history["val_loss"], epoch), known):
        # How well training rows are fitted does not matter where others are forecast no better than without learning.
        return Diagnosis(DiagnosisKind.SETTLED, None, words.beaten(history, answer, known))
    is_high = is_settled_high(history, epoch, level, follower.base, known)
    if follower.val_loss.means:
        # What comes next may be a rise: only the end of a run says that it was good until then.
        is_final = over and follower.may_change
        is_good = is_final and not is_high and not _is_plainly_risen(history, follower)
        kind = DiagnosisKind.GOOD_FIT if is_good else DiagnosisKind.SETTLED
        return Diagnosis(kind, None, words.good_fit(history, best_epoch(history, follower), known, over, is_high))
    if over and known.test_loss is not None and known.test_rows:
        if memorized(known.test_loss, level, follower.base, known.test_rows):
            return Diagnosis(DiagnosisKind.OVERFITTING, None, words.memorized(history, known))
        last_value = known.base.test_last_value
        if last_value is not None and known.test_loss >= last_value:
            return Diagnosis(DiagnosisKind.SETTLED, None, words.tested_worse(known))
        if not is_high:
            return Diagnosis(DiagnosisKind.GOOD_FIT, None, words.tested(history, known))
    return Diagnosis(DiagnosisKind.SETTLED, None, words.settled(history, known))


FAR_ABOVE, FAR_OF_BASE = 0.5, 0.05
"""How far above its lowest value a last validation loss is, relative to that and to guessing, that is no good fit."""


def _is_plainly_risen(history: History, follower: Follower) -> bool:
    """Whether validation loss has risen by so much that it is no good fit; by chance, maybe, so no overfitting yet."""
    best, last = history.best_epoch(), history["val_loss"][-1]
    low = history["val_loss"][best - 1] if best is not None else last
    # The sentence says both values, and beside one that is half as high again nobody would believe it.
    is_far = last - low > max(FAR_ABOVE * abs(low), FAR_OF_BASE * follower.base)
    return is_far or (follower.may_change and follower.rise.is_plain(follower.base))


def _restored(history: History, planned: int, known: Known, epoch: int) -> Diagnosis:
    """The verdict on a run whose weights are those of `epoch` again: what came later is undone."""
    until = History({key: values[:epoch] for key, values in history.columns.items()})
    without = msgspec.structs.replace(known, restored_epoch=None, diverged_at=None, test_loss=None)
    before = _diagnose(until, planned, without, over=True)
    if before.kind in (DiagnosisKind.UNDERFITTING, DiagnosisKind.TOO_EARLY, DiagnosisKind.DIVERGED):
        return before
    val_loss = history["val_loss"]
    is_good = val_loss and not unbeaten(val_loss[epoch - 1], known)
    kind = DiagnosisKind.GOOD_FIT if is_good else DiagnosisKind.SETTLED
    if before.kind is DiagnosisKind.SETTLED:
        kind = before.kind
    return Diagnosis(kind, None, words.restored(history, epoch, known))


def best_epoch(history: History, follower: Follower) -> int:
    """The epoch of the lowest validation loss, as the chart marks it; of the lowest level where that is a lone dip."""
    marked = history.best_epoch()
    low = follower.val_loss
    first = low.ends[max(0, low.lowest - REACH)]
    last = low.ends[min(len(low) - 1, low.lowest + 1)]
    if marked is not None and (first <= marked <= last or not low.is_lone_dip(history["val_loss"][marked - 1])):
        return marked
    return low.ends[low.lowest]


REACH = 9
"""Blocks before the lowest level in which the lowest value may be: a level is a median of so many at the most."""


def _no_number_at(loss: list[float]) -> int | None:
    """The epoch since which the loss is no number; None while it is one."""
    at = count = len(loss)
    if not count or -HUGE < loss[-1] < HUGE:
        return None
    while at > max(1, count - UNREAD) and not -HUGE < loss[at - 2] < HUGE:
        at -= 1
    return at
