"""The sentence of each verdict: evidence in numbers that the screen shows too, then what to try where that helps."""

from math import isfinite
from statistics import median

from nnterm.experiment.history import History
from nnterm.experiment.verdict.known import Known
from nnterm.experiment.verdict.outcome import accuracy_of
from nnterm.experiment.verdict.rounding import number
from nnterm.experiment.verdict.trend import HUGE

HARDLY = 0.05
"""Rise of validation loss over its lowest value, relative to it, that is "hardly" one."""

FEW = 500
"""Validation rows up to which a rise may be due to which rows they are."""

FEWER = 50
"""Validation rows below which every rise may be."""

WATCHED = {"val_loss": "validation loss", "loss": "training loss"}
"""Columns in words."""


def has_risen(low: float, now: float) -> bool:
    """Whether a loss that is `now` is said to be higher than its lowest value `low`."""
    return now > low + HARDLY * abs(low)


def falls(history: History, column: str) -> bool:
    """Whether `column` is said to fall, of a run whose loss still does: it is lower than at three quarters of it."""
    then, now = history[column][_earlier(history) - 1], history[column][-1]
    return then > now and number(then) != number(now)


def _earlier(history: History) -> int:
    """The epoch at three quarters, with which the last one is compared."""
    count = len(history)
    return max(1, min(count - 1, -(-3 * count // 4)))


def too_early(count: int) -> str:
    """So few epochs that nothing can be said."""
    return f"{count} epoch{'s' if count != 1 else ''} so far; a curve needs a few more to be read."


def diverged(loss: list[float], at: int, known: Known) -> str:
    """A loss that is no number, or far above guessing."""
    remedy = known.remedies.against_exploding()
    first, last = loss[0] if loss else float("nan"), loss[-1] if loss else float("nan")
    if _usable(last) and known.base.loss and known.base.loss > 0:
        return f"training loss is {number(last)}, and guessing gives {number(known.base.loss)}.{remedy}"
    from_where = f" from {number(first)}" if _usable(first) else ""
    return f"the loss grew{from_where} beyond all bounds at epoch {at}.{remedy}"


def overfitting(history: History, epoch: int, known: Known) -> str:
    """Validation loss rose after `epoch` while training loss fell."""
    low, now = history["val_loss"][epoch - 1], history["val_loss"][-1]
    # What may be noise needs no remedy yet.
    after = _few(known) if 0 < known.validation_rows < FEWER else known.remedies.against_overfitting(epoch)
    # A last epoch that lies low by chance would contradict what is said; the chart shows the rise all the same.
    if has_risen(low, now):
        rose = f"rose from {number(low)} to {number(now)} since epoch {epoch}"
        return f"validation loss {rose}, training loss fell.{after}"
    return f"validation loss has mostly been higher since epoch {epoch}, training loss fell.{after}"


def both_rising(history: History, epoch: int, known: Known) -> str:
    """Both losses rose after `epoch`."""
    low, now = history["val_loss"][epoch - 1], history["val_loss"][-1]
    rose = f" from {number(low)} to {number(now)}" if has_risen(low, now) else ""
    remedy = known.remedies.against_rising()
    return f"validation loss rose{rose} since epoch {epoch}, and training loss rose too.{remedy}"


def stuck(history: History, base: float, known: Known) -> str:
    """Training loss is where guessing is, or far above it."""
    now = number(history["loss"][-1])
    remedy = known.remedies.against_guessing()
    if known.base.loss is None:
        guess = f"it began at {number(history['loss'][0])}."
    elif known.classes:
        guess = f"guessing by the classes' shares gives {number(base)}."
    else:
        guess = f"the best answer that is always the same gives {number(base)}."
    if history["loss"][-1] > WORSE * base > 0 and (smaller := known.remedies.against_rising()):
        # What can be had for nothing is out of its reach: it is thrown to and fro, whatever its size.
        remedy = smaller
    first, last = history["loss"][0], history["loss"][-1]
    done = f"rose from {number(first)} to" if has_risen(first, last) else "stays at"
    return f"training loss {done} {now}; {guess}{remedy}"


def guesses(history: History, column: str, known: Known) -> str:
    """The metric `column` shows that the model is no better than guessing, though its loss may be."""
    on = "validation" if column.startswith("val_") else "training"
    value, remedy = number(history[column][-1]), "" if on == "validation" else known.remedies.against_guessing()
    if column.endswith("r2_score"):
        return f"R2 on {on} rows is {value}: no better than always saying the mean.{remedy}"
    base = known.base.val_accuracy if on == "validation" else known.base.accuracy
    return f"{on} accuracy is {value}; always saying the largest class gives {number(base or 0.0)}.{remedy}"


def beaten(history: History, answer: str, known: Known) -> str:
    """A regression whose validation loss is no better than an `answer` that needs no learning."""
    now = history["val_loss"][-1]
    bound, costs = known.base.val_loss or 0.0, "always saying the mean costs"
    if answer == "last_value":
        bound, costs = known.base.val_last_value or 0.0, "saying the last value again costs"
    # The last epoch may lie low by chance.
    return f"validation loss is {number(now)}{'' if now >= bound else ', with jumps'}, and {costs} {number(bound)}."


def learning(history: History, known: Known, over: bool) -> str:
    """The loss still falls."""
    count, epoch = len(history), _earlier(history)
    more = known.remedies.against_stopping() if over else " Let it run on."
    accuracy = history[accuracy_of(history)]
    if accuracy and accuracy[-1] == 1 and not history["val_loss"]:
        more = " Every row is right already."
    elif over and (earlier := _lowest_earlier(history)):
        more = earlier
    columns = [column for column in ("val_loss", "loss") if len(history[column]) == count]
    if over and (lowest := _lowest_long_ago(history)):
        # Of epochs that would let it fall further nothing is to be seen.
        return lowest
    for column in columns:
        if falls(history, column):
            then, now = number(history[column][epoch - 1]), number(history[column][-1])
            return f"{WATCHED[column]} still falls: {then} at epoch {epoch}, {now} at epoch {count}.{more}"
    # The last epoch happens to lie high.
    return f"{WATCHED[columns[0]]} still falls, with jumps: {number(history[columns[0]][-1])} at epoch {count}.{more}"


def _lowest_long_ago(history: History) -> str:
    """That validation loss was lowest before the last quarter, and has not come down since; else empty."""
    val_loss, best = history["val_loss"], history.best_epoch()
    if best is None or best >= _earlier(history) or number(val_loss[best - 1]) == number(val_loss[-1]):
        return ""
    count = len(val_loss)
    near = max(1, count // 50)
    # A single epoch may lie low by chance.
    if median(val_loss[max(0, best - 1 - near) : best + near]) > median(val_loss[-1 - 2 * near :]):
        return ""
    low, now = number(val_loss[best - 1]), number(val_loss[-1])
    return (
        f"validation loss was lowest at epoch {best}, {low}, and is {now} at epoch {count}: it hardly falls any more."
    )


FAR_OF_BASE = 0.08
"""How far, relative to what guessing gives, training loss is below validation loss where that is worth a word."""

WIDE_OF_BASE = 0.15
"""The same where validation loss is less than twice as high."""

WORSE = 1.5
"""How many times what guessing gives a loss is that too large steps must be the cause of."""

UNALIKE = 2.0
"""How many times the training loss a validation loss is that further epochs are not said to help."""


def _lowest_earlier(history: History) -> str:
    """That validation loss was lowest earlier, where more epochs would rather raise it; else empty.

    It is where validation loss has risen since, or no longer falls while training loss does, or is so far above it that
    the rows are learned by heart.
    """
    val_loss, epoch = history["val_loss"], history.best_epoch()
    if epoch is None or epoch == len(val_loss) or number(val_loss[epoch - 1]) == number(val_loss[-1]):
        return ""
    is_whole = len(val_loss) == len(history["loss"])
    falls_alone = is_whole and falls(history, "loss") and not falls(history, "val_loss")
    if has_risen(val_loss[epoch - 1], val_loss[-1]) or falls_alone or val_loss[-1] > UNALIKE * abs(history["loss"][-1]):
        return f" Validation loss was lowest at epoch {epoch}, {number(val_loss[epoch - 1])}."
    return ""


def resting(history: History, base: float, is_stuck: bool) -> str:
    """The loss does not fall at the moment, and much of the run is still to come."""
    if is_stuck:
        return (
            f"training loss is still at {number(history['loss'][-1])}, and guessing gives {number(base)}. "
            "Some networks wait long before they learn."
        )
    column = "val_loss" if history["val_loss"] else "loss"
    return f"{WATCHED[column]} hardly falls at the moment, {number(history[column][-1])}. Let it run on."


def good_fit(history: History, epoch: int, known: Known, over: bool, is_high: bool) -> str:
    """Validation loss no longer falls, and has not risen by more than chance explains."""
    low, now = history["val_loss"][epoch - 1], history["val_loss"][-1]
    left = ""
    if is_high and known.base.loss is not None:
        left = f" Guessing gives a loss of {number(known.base.loss)}; one run cannot say whether more is possible."
    far = left or (_far_below(history, known) if over else "")
    end = "at the end" if over else "now"
    if number(low) == number(now):
        # The chart marks the last epoch as the best: it is lower by little.
        verb = "hardly falls any more" if history.best_epoch() == len(history) else "no longer falls"
        return f"validation loss {verb}, {number(now)} {end}.{far}"
    lowest = f"validation loss was lowest at epoch {epoch}, {number(low)}"
    if not has_risen(low, now):
        return f"{lowest}, and is {number(now)} {end}.{far}"
    few = _few(known) if known.validation_rows <= FEW else ""
    return f"{lowest}, and is {number(now)} {end}.{left or few or far}"


def _far_below(history: History, known: Known) -> str:
    """That training loss is far below a validation loss which is as low as it gets; else empty.

    Further rows would help then, which "good fit" alone does not let one think of.
    """
    loss = history["loss"][-1] if known.train_loss is None else known.train_loss
    base = known.base.loss or 0.0
    now = history["val_loss"][-1]
    gap = now - loss
    if gap > FAR_OF_BASE * base and (now > UNALIKE * abs(loss) or gap > WIDE_OF_BASE * base):
        return f" Training loss is far below, {number(loss)}: it knows its own rows better."
    return ""


def settled(history: History, known: Known) -> str:
    """Training loss no longer falls, and no rows check it."""
    verb = "hardly falls any more" if falls(history, "loss") else "no longer falls"
    now = f"training loss {verb}, {number(history['loss'][-1])} at epoch {len(history)}"
    return f"{now}; guessing gives {number(known.base.loss)}." if known.base.loss is not None else f"{now}."


def memorized(history: History, known: Known) -> str:
    """The test rows cost far more than the training rows."""
    return f"test loss is {_test(known)}, training loss {_train(history, known)}.{_against(known, len(history))}"


def tested(history: History, known: Known) -> str:
    """The test rows cost about as much as the training rows."""
    return f"training loss no longer falls, {_train(history, known)}, and test loss is {_test(known)}."


def tested_worse(known: Known) -> str:
    """The test rows cost more than saying the last value of a series again does."""
    bound = number(known.base.test_last_value or 0.0)
    return f"test loss is {_test(known)}, and saying the last value again costs {bound}."


def restored(history: History, epoch: int, known: Known) -> str:
    """Early stopping put back the weights of `epoch`."""
    column = known.monitor if history[known.monitor] else "loss"
    name = WATCHED.get(column) or column.replace("val_", "validation ", 1).replace("_", " ")
    then, now = number(history[column][epoch - 1]), number(history[column][-1])
    return f"the weights of epoch {epoch} are back, {name} {then}; it was {now} at epoch {len(history)}."


def _few(known: Known) -> str:
    rows = known.validation_rows
    return f" With {rows} row{'s' if rows > 1 else ''} that could be noise." if rows else ""


def _train(history: History, known: Known) -> str:
    """Training loss at the end, without dropout where that was measured."""
    if known.train_loss is None:
        return number(history["loss"][-1])
    return f"{number(known.train_loss)} without dropout"


def _test(known: Known) -> str:
    return number(known.test_loss if known.test_loss is not None else float("nan"))


def _against(known: Known, epochs: int) -> str:
    return known.remedies.against_overfitting(max(1, epochs // 2))


def _usable(value: float) -> bool:
    return isfinite(value) and -HUGE < value < HUGE
