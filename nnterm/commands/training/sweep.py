"""`nnterm sweep`: the same experiment with several values of a hyperparameter, as a table."""

import sys
from contextlib import closing
from itertools import islice
from typing import Literal

from nnterm.commands.opened_store import opened_store
from nnterm.commands.target import experiment
from nnterm.commands.training.sweep_report import Columns, CsvReport, JsonReport, SweepReport, TableReport
from nnterm.errors import DatasetError, ModelError, UsageError
from nnterm.experiment.run import Run, RunState
from nnterm.experiment.sweep import points
from nnterm.runs.store.store import RunStore
from nnterm.runs.trainer.train_once import train_each

Form = Literal["table", "json", "csv"]
"""What the report is: for people, or for programs."""


def run(target: str, assignments: list[str], over: list[str], seeds: int, *, form: Form, folder: str | None) -> int:
    """Train every point of the sweep and report each. Returns 0, or 1 when no run ended well.

    Raises KeyboardInterrupt when it was ended early, after saying what of it is kept; UsageError for an unknown
    experiment, HyperparameterError for wrong values.
    """
    lesson, chosen = experiment(target, assignments, folder)
    try:
        wanted = points(chosen, over, seeds)
    except (DatasetError, ModelError) as error:
        # Here it is the command line that is wrong, not the data.
        raise UsageError(error.message, error.remedy) from error
    metrics = chosen.hyperparameters.metrics
    columns = Columns(metrics[0] if metrics else None, bool(chosen.split.validation))
    report: SweepReport = TableReport(columns, seeds)
    if form != "table":
        report = JsonReport(columns) if form == "json" else CsvReport(columns)
    every: list[Run] = []
    with opened_store() as store:
        trained = train_each(
            ((lesson.head.id, each) for point in wanted for each in point.experiments),
            store=store,
            report=lambda error: print(f"nnterm: {error.message}", file=sys.stderr),
        )
        try:
            report.begin(wanted)
            with closing(trained):
                for point in wanted:
                    for run in islice(trained, len(point.experiments)):
                        every.append(run)
                    runs = every[-len(point.experiments) :]
                    if any(run.state is RunState.STOPPED for run in runs) or len(every) % seeds:
                        raise KeyboardInterrupt
                    report.take(point, runs)
        except KeyboardInterrupt:
            _say_what_is_kept(every, len(wanted) * seeds, store, lesson.head.id)
            raise
    report.finish()
    return 0 if any(run.state is RunState.COMPLETED for run in every) else 1


def _say_what_is_kept(every: list[Run], planned: int, store: RunStore, lesson: str) -> None:
    """Say on standard error how much of a sweep that was ended early is there."""
    stopped = sum(run.state is RunState.STOPPED for run in every)
    said = f"{len(every) - stopped} of {planned} runs were trained"
    if stopped:
        said += f", and one for {every[-1].epochs} of {every[-1].planned} epochs"
    kept = f"All of it is kept: `nnterm runs {lesson}` lists it" if store.lasts else "Nothing of it is kept"
    print(f"nnterm: {said}. {kept}.", file=sys.stderr)
