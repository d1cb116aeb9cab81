"""How `nnterm sweep` reports its runs: a table for people, JSON lines a value, or CSV lines a run."""

import csv
import sys
from collections.abc import Sequence
from typing import Protocol

import msgspec

from nnterm.experiment.hyperparameters.losses import HIGHER_IS_BETTER, short
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.experiment.sweep import Point, Spread, spread
from nnterm.experiment.verdict.conditions import figures


class SweepReport(Protocol):
    """Says how a sweep begins, what each of its points came to, and what it means."""

    def begin(self, wanted: Sequence[Point]) -> None:
        """All points that will be trained."""

    def take(self, point: Point, runs: Sequence[Run]) -> None:
        """The runs of one point, one for each seed."""

    def finish(self) -> None:
        """The last point was trained."""


class TableReport:
    """A line a point, with the spread of its seeds."""

    def __init__(self, columns: "Columns", seeds: int) -> None:
        self._columns, self._seeds = columns, seeds
        self._wanted: Sequence[Point] = ()

    def begin(self, wanted: Sequence[Point]) -> None:
        """Print the names of the columns."""
        self._wanted = wanted
        print(self._columns.head(wanted), flush=True)

    def take(self, point: Point, runs: Sequence[Run]) -> None:
        """Print a line."""
        print(self._columns.line(point, runs, self._wanted), flush=True)

    def finish(self) -> None:
        """Say how to read it."""
        if self._seeds > 1:
            print(f"Each figure is the median of {self._seeds} seeds; in brackets the lowest and the highest.")
            print("Two values whose brackets overlap may differ by luck alone.")


class JsonReport:
    """A JSON object a point."""

    def __init__(self, columns: "Columns") -> None:
        self._columns = columns

    def begin(self, wanted: Sequence[Point]) -> None:
        """Print nothing."""

    def take(self, point: Point, runs: Sequence[Run]) -> None:
        """Print `PointTrained`."""
        metric = self._columns.metric
        fields = {
            "type": "PointTrained",
            "set": point.assignments,
            "runs": [run.run_id for run in runs],
            "figures": {figure: spread(runs, figure) for figure in self._columns.every},
            "higher_is_better": metric in HIGHER_IS_BETTER if metric else None,
        }
        print(msgspec.json.encode(fields).decode(), flush=True)

    def finish(self) -> None:
        """Print nothing."""


class CsvReport:
    """A CSV line a run: what was set, the seed, the run, how it ended, and every figure, empty where it has none."""

    def __init__(self, columns: "Columns") -> None:
        self._figures = columns.every
        self._writer = csv.writer(sys.stdout, lineterminator="\n")

    def begin(self, wanted: Sequence[Point]) -> None:
        """Print the names of the columns."""
        names = [assignment.partition("=")[0] for assignment in wanted[0].assignments]
        self._writer.writerow([*names, "seed", "run_id", "state", "epochs", "seconds", *self._figures])

    def take(self, point: Point, runs: Sequence[Run]) -> None:
        """Print the runs."""
        values = [assignment.partition("=")[2] for assignment in point.assignments]
        for run in runs:
            found = figures(run)
            numbers = [found.get(figure, "") for figure in self._figures]
            seconds = round(run.seconds, 4)
            row = (*values, run.hyperparameters.seed, run.run_id, run.state.value, run.epochs, seconds, *numbers)
            self._writer.writerow(row)
        sys.stdout.flush()

    def finish(self) -> None:
        """Print nothing."""


class Columns:
    """The columns of the table: figures of a run that suit the experiment, those that decide with their spread."""

    def __init__(self, metrics: Sequence[str], with_validation: bool) -> None:
        self.metric = metric = metrics[0] if metrics else None
        self.every = ["parameters", "loss", *metrics]
        """Every figure of a run that is not about test rows, which the learner opens."""
        if with_validation:
            measured = ("loss", *metrics)
            self.every += [f"{prefix}{name}" for prefix in ("val_", "best_val_") for name in measured]
            self.every += ["best_val_loss_epoch", "gap_loss"]
        self.figures = ["parameters", "loss"]
        """Figures in the order of the columns."""
        self._decisive: tuple[str, ...] = ("loss",)
        if with_validation:
            self.figures = ["parameters", "best_val_loss_epoch", "best_val_loss"]
            self._decisive = ("best_val_loss",)
        if metric is not None and with_validation:
            self.figures += [metric, f"val_{metric}"]
            self._decisive += (f"val_{metric}",)
        elif metric is not None:
            self.figures.append(metric)
            self._decisive += (metric,)

    def head(self, wanted: Sequence[Point]) -> str:
        """The names of the columns."""
        return f"{'':<{_width(wanted)}}" + "".join(f"  {self._title(f):>{self._room(f)}}" for f in self.figures)

    def line(self, point: Point, runs: Sequence[Run], wanted: Sequence[Point]) -> str:
        """One point."""
        cells = "".join(
            f"  {_cell(spread(runs, figure), figure, figure in self._decisive):>{self._room(figure)}}"
            for figure in self.figures
        )
        lost = sum(run.state is not RunState.COMPLETED for run in runs)
        losses = f"  {lost} of {len(runs)} runs failed or diverged" if lost else ""
        return f"{_name(point):<{_width(wanted)}}{cells}{losses}"

    def _room(self, figure: str) -> int:
        return 19 if figure in self._decisive else max(8, len(self._title(figure)))

    def _title(self, figure: str) -> str:
        titles = {"best_val_loss": "lowest val loss", "best_val_loss_epoch": "at epoch"}
        if figure in titles:
            return titles[figure]
        name = figure.removeprefix("val_")
        label = short(name) if name != "loss" else name
        return f"val {label}" if figure.startswith("val_") else label


def _name(point: Point) -> str:
    return " ".join(point.assignments)


def _width(wanted: Sequence[Point]) -> int:
    return max(len(_name(point)) for point in wanted)


def _cell(found: Spread | None, figure: str, with_spread: bool) -> str:
    if found is None:
        return "-"
    form = ",.0f" if figure in ("parameters", "best_val_loss_epoch") else ".3f"
    if found.low == found.high or not with_spread:
        return format(found.middle, form)
    return f"{found.middle:{form}} ({found.low:{form}}-{found.high:{form}})"
