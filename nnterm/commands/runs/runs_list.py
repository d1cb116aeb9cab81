"""Kept runs as a table for people, and as CSV for programs."""

import csv
import math
import shutil
import sys
from collections.abc import Sequence
from datetime import datetime
from textwrap import wrap

from nnterm.commands.training.report import epoch_words, heading
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.table import TABLE
from nnterm.experiment.hyperparameters.values import values_named
from nnterm.experiment.run import Run
from nnterm.experiment.verdict.conditions import figures
from nnterm.runs.store.kept_runs import KeptRun
from nnterm.tui.drawing.changes import changes

SHORT_ID = 7
"""Characters of an id in the table: enough to name the run."""

NARROWEST = 24
"""Columns that the words beside the numbers need; where there are fewer, they go below."""

UNLIMITED = 10_000
"""Columns of what is no terminal: a line is never broken there."""


def print_table(found: Sequence[tuple[KeptRun, Experiment | None]]) -> None:
    """A run a line, with its lesson's own experiment; on a terminal what does not fit goes on below."""
    head = f"{'run':<{SHORT_ID}}  {'started':<11}  {'epochs':>6}  {'loss':>9}  {'val loss':>9}"
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else UNLIMITED
    is_beside = columns - len(head) - 2 >= NARROWEST
    before = len(head) + 2 if is_beside else 2
    print(f"{head}  experiment" if is_beside else head)
    for (run, started), baseline in found:
        begun = datetime.fromtimestamp(started).strftime("%m-%d %H:%M")
        losses = "  ".join(f"{_last(run, key):>9}" for key in ("loss", "val_loss"))
        line = f"{run.run_id[:SHORT_ID]:<{SHORT_ID}}  {begun:<11}  {run.epochs:>6}  {losses}"
        said = wrap(_what(run, baseline), columns - before) or [""]
        if is_beside:
            line = f"{line}  {said.pop(0)}"
        print("\n".join([line, *(f"{'':<{before}}{more}" for more in said)]))


def print_csv(found: Sequence[KeptRun]) -> None:
    """A run a line: what it is, its settings as `set.NAME`, and its figures; empty for what it has not."""
    rows = []
    for run, started in found:
        begun = datetime.fromtimestamp(started).astimezone().isoformat(timespec="seconds")
        row: dict[str, object] = {"run_id": run.run_id, "started": begun}
        row |= {"lesson": run.lesson, "experiment": run.experiment, "state": run.state.value}
        row |= {"seconds": round(run.seconds, 4), "device": run.device, "dataset": run.dataset.name}
        row |= {f"dataset.{name}": value for name, value in catalog.options(run.dataset).items()}
        for name in TABLE:
            # Some settings are called as figures are: units, epochs, loss.
            values = values_named(run.dataset, run.hyperparameters, name)
            row[f"set.{name}"] = ",".join(map(str, values))
        rows.append({**row, **figures(run)})
    _write(rows or [dict.fromkeys(("run_id", "started", "lesson", "experiment", "state"), "")], bool(rows))


def print_epochs(runs: Sequence[Run]) -> None:
    """An epoch a line: loss and metrics, as Keras's history has them."""
    rows: list[dict[str, object]] = []
    for run in runs:
        for place in range(run.epochs):
            values = {key: column[place] for key, column in run.history.columns.items() if place < len(column)}
            known = {key: value for key, value in values.items() if not math.isnan(value)}
            rows.append({"run_id": run.run_id, "epoch": place + 1, **known})
    _write(rows or [dict.fromkeys(("run_id", "epoch", "loss"), "")], bool(rows))


def lines_of(run: Run, baseline: Experiment | None) -> list[str]:
    """What the run was, what was different in it, and its last epoch."""
    lines = [heading(run)]
    if run.state.over and baseline is not None:
        lines.append(f"changed: {', '.join(changes(run, baseline)) or 'nothing'}")
    if run.epochs:
        lines.append(epoch_words(run, run.epochs))
    if run.failure:
        lines.append(f"failed: {run.failure} {run.remedy}".rstrip())
    return lines


def started_words(started: float) -> str:
    """A time in the computer's own zone."""
    return datetime.fromtimestamp(started).strftime("%Y-%m-%d %H:%M:%S")


def _what(run: Run, baseline: Experiment | None) -> str:
    """Experiment, state where it did not simply end, and what was changed."""
    state = "" if run.state.value == "completed" else f" ({run.state.value if run.state.over else 'running'})"
    found = changes(run, baseline) if baseline is not None else []
    return f"{run.lesson}/{run.experiment}{state}" + (f"  {', '.join(found)}" if found else "")


def _last(run: Run, key: str) -> str:
    return f"{run.history[key][-1]:.4g}" if run.history[key] else "-"


def _write(rows: Sequence[dict[str, object]], has_rows: bool) -> None:
    """The rows under the names of all their columns."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(sys.stdout, names, lineterminator="\n")
    writer.writeheader()
    if has_rows:
        writer.writerows(rows)
