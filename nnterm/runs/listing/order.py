"""The order of a list of runs: by one figure, best or smallest first, runs without it last."""

from collections.abc import Iterable

from nnterm.errors import UsageError
from nnterm.experiment.hyperparameters.losses import HIGHER_IS_BETTER
from nnterm.experiment.nearest import did_you_mean
from nnterm.experiment.verdict.conditions import column_of, figure_named
from nnterm.runs.listing.listed_run import SORTABLE, ListedRun

NEWEST = "started"
"""The order in which runs are listed before another is chosen."""


def sort_named(name: str) -> str:
    """The figure that `name` means. Raises UsageError for one that no list can be sorted by."""
    found = figure_named(name)
    if found not in SORTABLE:
        raise UsageError(
            f"Runs cannot be sorted by {name!r}.",
            f"{did_you_mean(found, SORTABLE)}Known are loss, the metrics, both also after val_ or best_val_, gap_loss, "
            "best_val_loss_epoch, epochs, parameters, seed, seconds, diagnosis and started.",
        )
    return found


def is_falling(figure: str) -> bool:
    """Whether the largest value of `figure` comes first: where more is better, and for the time, the newest."""
    if figure.startswith("gap_"):
        return False
    return figure == NEWEST or column_of(figure) in HIGHER_IS_BETTER


def in_order(runs: Iterable[ListedRun], figure: str, *, is_reversed: bool = False) -> list[ListedRun]:
    """`runs` by `figure`: best first where there is a better, else smallest first, the newest first by time."""
    listed = list(runs)
    values = {id(run): run.figure(figure) for run in listed}
    have = [run for run in listed if values[id(run)] is not None]
    without = [run for run in listed if values[id(run)] is None]
    have.sort(key=lambda run: values[id(run)], reverse=is_falling(figure) is not is_reversed)  # type: ignore[arg-type, return-value]
    return have + without
