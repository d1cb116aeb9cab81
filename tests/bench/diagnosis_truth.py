"""What is true of a run, by knowledge that no verdict has: fresh rows, the same training gone on, and other trainings.

The loss on fresh rows (thousands of new points where data are generated, 40 % of the rows where they are not) was
measured after each epoch, for twice as many epochs as the verdict sees; the median of five epochs is looked at.

- overfitting: the fresh loss ends 15 % above its best, and by 3 % of what guessing costs, while training loss fell. It
  begins with the first epoch since which this was so, at least six before the end.
- hidden: the same, but the run's own validation rows do not show it, or not for six epochs, by chance of which rows
  they are (as where the fresh loss rose from 0.13 to 0.22, and that of 65 validation rows was 0.005 all the time). They
  are counted by themselves: what the rows do not show no rule can say.
- diverged: the loss is no number, or ends at five times guessing and more, on training and on fresh rows.
- unstable: training loss and fresh loss both end 30 % above their best.
- learning: in as many epochs again the fresh loss falls by 10 %, and by 2 % of guessing, and has been falling lately.
  Where no rows check a run it is its training loss that must.
- underfitting: training loss within 5 % of guessing, or fresh accuracy not above the share of the largest class, and no
  longer falling.
- partly: comes to rest, with a fresh loss 30 % of guessing above the best that another training reached on such data;
  or of a series, with one that is no better than saying its last value again.
- good fit: comes to rest near its best, and near the best that was reached.

Between two of these nothing is claimed (None): a run that is 8 % above its best is neither overfitted nor not.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Run = dict[str, Any]
Curve = NDArray[np.float64]

VISIBLE = 6
"""Epochs before the end since which the validation rows must show a rise too."""

ACCEPTED: dict[str | None, tuple[str, ...]] = {
    "overfitting": ("overfitting",),
    "diverged": ("diverged",),
    "unstable": ("underfitting", "diverged"),
    "underfitting": ("underfitting",),
    "learning": ("learning",),
    "partly": ("settled", "underfitting"),
    "good fit": ("good fit", "settled"),
}
"""The verdicts that are right at the end of a run, by what is true of it."""

WARNINGS = ("overfitting", "underfitting", "diverged")
"""Verdicts that say that something is wrong."""


class Truth(NamedTuple):
    """What is true of one run."""

    label: str | None
    onset: int | None
    """The epoch since which it is overfitting."""
    shown: int | None
    """The epoch since which its validation rows show that too: their own loss (the median of five epochs) is 15 % above
    its best. None where they do not show it to the end, by chance of which rows they are."""
    healthy: NDArray[np.bool_]
    """For each epoch whether the fresh loss was, and would be for ten epochs more, within 3 % of its best so far."""


def truth(run: Run, reached: float) -> Truth:
    """The truth about `run`; `reached` is the best fresh loss of any training on such data."""
    planned, history, guess = run["planned"], run["history"], run["guessing_loss"]
    loss, fresh, base = medians(history["loss"], 3), medians(run["fresh_loss"], 5), run["fresh_guessing_loss"]
    if len(loss) < planned or not np.isfinite(np.asarray(history["loss"], float)).all():
        return Truth("diverged", None, None, np.zeros(planned, bool))
    best, loss_best = np.minimum.accumulate(fresh), np.minimum.accumulate(loss)
    good = fresh <= np.maximum(1.03 * best, best + 0.01 * base)
    healthy = np.array([good[epoch : epoch + 10].all() for epoch in range(planned)])
    end = planned - 1
    if loss[end] > 5 * guess and fresh[end] > max(5 * base, 0.2 * fresh[0]):
        return Truth("diverged", None, None, healthy)
    if loss[end] > 1.3 * loss_best[end] + 0.05 * guess and fresh[end] > 1.3 * best[end] + 0.05 * base:
        return Truth("unstable", None, None, healthy)
    bad = (fresh >= 1.15 * best) & (fresh >= best + 0.03 * base)
    if "val_loss" in history and bad[end] and loss[end] < loss[int(np.argmin(fresh[:planned]))]:
        onset = end
        while onset and bad[onset - 1]:
            onset -= 1
        shown = _shown(history["val_loss"], base, onset)
        label = "hidden" if shown is None or shown > planned - VISIBLE else "overfitting"
        return Truth(label if planned - onset >= VISIBLE else None, onset + 1, shown, healthy)
    return Truth(_rest(run, reached, good[end]), None, None, healthy)


def _shown(val_loss: list[float], base: float, onset: int) -> int | None:
    """The epoch, `onset` or later, since which the validation rows show a rise to the end."""
    seen = medians(val_loss, 5)
    best = np.minimum.accumulate(seen)
    rises = (seen >= 1.15 * best) & (seen >= best + 0.03 * base)
    falls = np.flatnonzero(~rises)
    first = int(falls[-1]) + 1 if len(falls) else 0
    return max(first, onset) + 1 if first < len(seen) else None


def _rest(run: Run, reached: float, is_near_best: bool) -> str | None:
    """Of a run that neither diverged nor got worse: whether it still learns, and else how good it is."""
    planned, guess, base = run["planned"], run["guessing_loss"], run["fresh_guessing_loss"]
    loss, fresh = medians(run["history"]["loss"], 3), medians(run["fresh_loss"], 5)
    is_checked = "val_loss" in run["history"]
    curve = fresh if is_checked else np.asarray(run["later_loss"], float)
    now, later = curve[planned - 1], curve[planned:]
    further, lately = now - later.min(initial=now), curve[int(0.75 * planned) - 1] - now
    enough = max(0.1 * now, 0.02 * (base if is_checked else guess))
    if further > enough and lately > 0.45 * enough:
        return "learning"
    accuracy = run.get("fresh_accuracy")
    if loss[planned - 1] > 0.95 * guess or (accuracy is not None and accuracy <= run["fresh_largest"] + 1e-9):
        return "underfitting" if lately < 0.2 * enough else None
    if further > 0.4 * enough or not is_near_best:
        return None
    last_value = run.get("last_value_loss", {}).get("test", np.inf)
    is_partly = fresh[planned - 1] - reached > 0.3 * base or fresh[planned - 1] >= last_value
    return "partly" if is_partly else "good fit"


def reached(runs: list[Run]) -> dict[str, float]:
    """The best fresh loss that any of `runs` reached, by the data they are about."""
    found: dict[str, float] = {}
    for run in runs:
        best = float(np.nanmin(medians(run["fresh_loss"], 5), initial=np.inf))
        found[run["data"]] = min(found.get(run["data"], np.inf), best)
    return found


def medians(values: list[float], width: int) -> Curve:
    """Each value as the median of the `width` around it."""
    numbers = np.asarray(values, float)
    reach = width // 2
    if len(numbers) < width:
        return np.array([np.median(numbers[max(0, i - reach) : i + reach + 1]) for i in range(len(numbers))])
    first = [np.median(numbers[: i + reach + 1]) for i in range(reach)]
    last = [np.median(numbers[i - reach :]) for i in range(len(numbers) - reach, len(numbers))]
    # All at once: one by one takes most of the time of judging.
    return np.concatenate([first, np.median(sliding_window_view(numbers, width), axis=1), last])
