"""`nnterm sweep`: the same experiment with several values of a hyperparameter, as a table."""

import sys
from collections.abc import Sequence
from contextlib import closing
from itertools import islice

import msgspec

from nnterm.commands.opened_store import opened_store
from nnterm.commands.target import experiment
from nnterm.errors import DatasetError, ModelError, UsageError
from nnterm.experiment.hyperparameters.losses import HIGHER_IS_BETTER, short
from nnterm.experiment.run import Run, RunState
from nnterm.experiment.sweep import Point, Spread, points, spread
from nnterm.runs.trainer.train_once import train_each


def run(target: str, assignments: list[str], over: list[str], seeds: int, *, json: bool, folder: str | None) -> int:
    """Train every point of the sweep and print a line for each. Returns 0, or 1 when no run ended well.

    Raises KeyboardInterrupt when it was ended early, UsageError for an unknown experiment, HyperparameterError for
    wrong values.
    """
    lesson, chosen = experiment(target, assignments, folder)
    try:
        wanted = points(chosen, over, seeds)
    except (DatasetError, ModelError) as error:
        # Here it is the command line that is wrong, not the data.
        raise UsageError(error.message, error.remedy) from error
    metrics = chosen.hyperparameters.metrics
    with_validation = bool(chosen.split.validation)
    shown = Columns(metrics[0] if metrics else None, with_validation)
    with opened_store() as store:
        trained = train_each(
            ((lesson.head.id, each) for point in wanted for each in point.experiments),
            store=store,
            tell=lambda error: print(f"nnterm: {error.message}", file=sys.stderr),
        )
        if not json:
            print(shown.head(wanted), flush=True)
        ended_well = 0
        with closing(trained):
            for point in wanted:
                runs = list(islice(trained, len(point.experiments)))
                if any(run.state is RunState.STOPPED for run in runs) or len(runs) < len(point.experiments):
                    raise KeyboardInterrupt
                ended_well += sum(run.state is RunState.COMPLETED for run in runs)
                print(_json(point, runs, shown) if json else shown.line(point, runs, wanted), flush=True)
    if seeds > 1 and not json:
        print(f"Each figure is the median of {seeds} seeds; in brackets the lowest and the highest.")
        print("Two values whose brackets overlap may differ by luck alone.")
    return 0 if ended_well else 1


class Columns:
    """The columns of the table: figures of a run that suit the experiment, those that decide with their spread."""

    def __init__(self, metric: str | None, with_validation: bool) -> None:
        self.metric = metric
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


def _json(point: Point, runs: Sequence[Run], shown: Columns) -> str:
    fields = {
        "type": "PointTrained",
        "set": point.assignments,
        "runs": [run.run_id for run in runs],
        "figures": {figure: spread(runs, figure) for figure in shown.figures},
        "higher_is_better": shown.metric in HIGHER_IS_BETTER if shown.metric else None,
    }
    return msgspec.json.encode(fields).decode()
