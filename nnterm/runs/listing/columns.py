"""The columns of a list of runs. Those that do not fit are left out by importance: a number is never cut."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from nnterm.experiment.hyperparameters.losses import short
from nnterm.experiment.verdict.condition_words import figure_words
from nnterm.experiment.verdict.rounding import number
from nnterm.runs.listing.listed_run import SHORT_ID, ListedRun
from nnterm.runs.listing.order import NEWEST

NOTHING = "-"
"""What is said of a run that has no value."""


class Column(NamedTuple):
    """One column."""

    figure: str
    """The figure that it shows, and that a list can be sorted by; empty for none."""
    title: str
    importance: int
    """Those with a lower number stay longest."""
    size: int
    """Cells of its widest value, the title apart."""
    words: Callable[[ListedRun], str]
    """What it says of a run; NOTHING where there is nothing."""
    is_text: bool = False
    """Whether it is aligned at the left."""

    @property
    def width(self) -> int:
        """Cells that it takes, a mark beside its title counted, and a blank beside the next."""
        return max(self.size, len(self.title) + 1) + 1

    def cell(self, text: str) -> str:
        """`text` in the width of the column, blank at its right end."""
        room = self.width - 1
        return f"{text:<{room}} " if self.is_text else f"{text:>{room}} "


def columns_of(runs: Sequence[ListedRun]) -> list[Column]:
    """The columns that a list of `runs` can have, from left to right; without those that no run has a value for."""
    metric = next((run.run.hyperparameters.metrics[0] for run in runs if run.run.hyperparameters.metrics), "")
    has_forks = any(run.run.forked_from for run in runs)
    columns = [
        # A fork names the run that it came from.
        Column("", "run", 4 if has_forks else 14, SHORT_ID, lambda run: run.short_id, is_text=True),
        Column("epochs", "epochs", 3, 6, lambda run: f"{run.run.epochs:,}"),
        Column("best_val_loss", "best", 1, 6, _value("best_val_loss")),
        Column("best_val_loss_epoch", "at", 11, 6, _count("best_val_loss_epoch")),
        Column("val_loss", "val", 2, 6, _last("val_loss")),
        Column("loss", "loss", 9, 6, _last("loss")),
        Column("gap_loss", "loss gap", 7, 6, _value("gap_loss")),
    ]
    if metric:
        columns += [
            Column(f"val_{metric}", f"val {short(metric)}", 6, 6, _last(f"val_{metric}")),
            Column(metric, short(metric), 10, 6, _last(metric)),
        ]
    if any(run.run.test_is_open for run in runs):
        columns.append(Column(f"evaluate_{metric or 'loss'}", "test", 4, 6, _tested(metric or "loss")))
    columns += [
        Column("seed", "seed", 8, 5, lambda run: str(run.run.hyperparameters.seed)),
        Column(
            "parameters", "weights", 12, 9, lambda run: f"{run.run.parameters:,}" if run.run.parameters else NOTHING
        ),
        Column("seconds", "seconds", 13, 6, lambda run: number(run.run.seconds) if run.run.epochs else NOTHING),
        Column("diagnosis", "verdict", 5, 12, _verdict, is_text=True),
    ]
    return [each for each in columns if each.title == "epochs" or any(each.words(run) != NOTHING for run in runs)]


def fitting(columns: Iterable[Column], room: int) -> list[Column]:
    """Those of `columns` that have `room` cells together: the most important ones, in their order."""
    wanted = list(columns)
    while wanted and sum(column.width for column in wanted) > room:
        wanted.remove(max(wanted, key=lambda column: column.importance))
    return wanted


def order_words(figure: str) -> str:
    """`figure`, by which a list is sorted, in words."""
    return {NEWEST: "time", "seconds": "seconds", "seed": "seed"}.get(figure) or figure_words(figure).replace(
        "lowest", "best"
    )


def _value(figure: str) -> Callable[[ListedRun], str]:
    def words(run: ListedRun) -> str:
        found = run.figures.get(figure)
        return NOTHING if found is None or isinstance(found, str) else number(found)

    return words


def _count(figure: str) -> Callable[[ListedRun], str]:
    def words(run: ListedRun) -> str:
        found = run.figure(figure)
        return NOTHING if found is None else f"{found:,}"

    return words


def _last(key: str) -> Callable[[ListedRun], str]:
    def words(run: ListedRun) -> str:
        values = run.run.history[key]
        return number(values[-1]) if values else NOTHING

    return words


def _parameters(run: ListedRun) -> str:
    return f"{run.run.parameters:,}" if run.run.parameters else NOTHING


def _verdict(run: ListedRun) -> str:
    return run.verdict.removesuffix(" to tell") or NOTHING


def _tested(judged: str) -> Callable[[ListedRun], str]:
    """What the test rows gave where they are open; `closed` where they are not."""

    def words(run: ListedRun) -> str:
        value = run.run.evaluate.get(judged) if run.run.test_is_open else None
        return "closed" if run.run.hides_test else NOTHING if value is None else number(value)

    return words
