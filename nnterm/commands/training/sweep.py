"""`nnterm sweep`: the same experiment with several values of a hyperparameter, as a table."""

from collections.abc import Sequence
from typing import Literal

from nnterm.commands.opened_store import opened_store
from nnterm.commands.target import experiment
from nnterm.commands.training.sweep_report import Columns, CsvReport, JsonReport, SweepReport, TableReport
from nnterm.commands.training.trained import train_missing
from nnterm.errors import DatasetError, ModelError, UsageError
from nnterm.experiment.datasets.own_table import refreshed
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.experiment.study import is_trained
from nnterm.experiment.sweep import Point, points
from nnterm.runs.trainer.train_once import run_of

Form = Literal["table", "json", "csv"]
"""What the report is: for people, or for programs."""


def run(
    target: str,
    assignments: list[str],
    over: list[str],
    seeds: int,
    *,
    form: Form,
    folder: str | None,
    jobs: int | None = None,
    again: bool = False,
    dask: str | None = None,
) -> int:
    """Train every point of the sweep that is not kept from before, `jobs` at once, and report each in its order.

    `dask` is the address of a cluster that trains instead.

    With `again` those that are kept are trained too. Returns 0, or 1 when no run ended well. Raises KeyboardInterrupt
    when it was ended early, after saying what of it is kept; UsageError for an unknown experiment,
    HyperparameterError for wrong values.
    """
    lesson, chosen = experiment(target, assignments, folder)
    try:
        wanted = points(chosen, over, seeds)
    except (DatasetError, ModelError) as error:
        # Here it is the command line that is wrong, not the data.
        raise UsageError(error.message, error.remedy) from error
    columns = Columns(chosen.hyperparameters.metrics, bool(chosen.split.validation))
    report: SweepReport = TableReport(columns, seeds)
    if form != "table":
        report = JsonReport(columns) if form == "json" else CsvReport(columns)
    runs = [run_of(refreshed(each), lesson.head.id) for point in wanted for each in point.experiments]
    progress = _Progress(report, wanted, runs)
    with opened_store() as store:
        train_missing(store, runs, progress.take, jobs=jobs, again=again, dask=dask)
    report.finish()
    return 0 if any(run.state is RunState.COMPLETED for run in progress.over.values()) else 1


class _Progress:
    """Reports the points in their order, each as soon as it and all before it are whole."""

    def __init__(self, report: SweepReport, wanted: Sequence[Point], runs: Sequence[Run]) -> None:
        self.over: dict[str, Run] = {}
        """The runs that are over, by the ids of those that were wanted."""
        self._report = report
        seeds = len(runs) // len(wanted)
        ids = [run.run_id for run in runs]
        self._left = [(point, ids[place * seeds : (place + 1) * seeds]) for place, point in enumerate(wanted)]
        report.begin(wanted)

    def take(self, run_id: str, run: Run) -> None:
        """Take the run that is what the one called `run_id` was to be."""
        self.over[run_id] = run
        while self._left:
            point, ids = self._left[0]
            runs = [self.over[each] for each in ids if each in self.over and is_trained(self.over[each])]
            if len(runs) < len(ids):
                return
            self._left.pop(0)
            self._report.take(point, runs)
