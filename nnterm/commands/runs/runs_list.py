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
from nnterm.runs.listing.columns import Column, columns_of, fitting
from nnterm.runs.listing.listed_run import ListedRun, origin_words
from nnterm.tui.drawing.changes import changes

NARROWEST = 24
"""Columns that the words beside the numbers need."""

UNLIMITED = 10_000
"""Columns of what is no terminal: a line is never broken there."""


def _begun(run: ListedRun) -> str:
    return datetime.fromtimestamp(run.started).strftime("%m-%d %H:%M")


STARTED = Column("started", "started", 2, 11, _begun, is_text=True)
"""When a run began, which a list without a screen says too."""


def print_table(found: Sequence[ListedRun]) -> None:
    """A run a line; on a terminal the less important columns go for want of room, and words go on below."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else UNLIMITED
    name, *others = (each._replace(importance=0) if each.title == "run" else each for each in columns_of(found))
    columns = fitting([name, STARTED, *others], width - NARROWEST)
    before = sum(column.width for column in columns)
    print("".join(column.cell(column.title) for column in columns) + "experiment")
    for run in found:
        line = "".join(column.cell(column.words(run)) for column in columns)
        said = wrap(_what(run), width - before) or [""]
        print("\n".join([line + said[0], *(f"{'':<{before}}{more}" for more in said[1:])]))


def print_csv(found: Sequence[ListedRun]) -> None:
    """A run a line: what it is, its settings as `set.NAME`, and its figures; empty for what it has not."""
    rows = []
    for listed in found:
        run = listed.run
        begun = datetime.fromtimestamp(listed.started).astimezone().isoformat(timespec="seconds")
        row: dict[str, object] = {"run_id": run.run_id, "started": begun}
        row |= {"lesson": run.lesson, "experiment": run.experiment, "state": run.state.value}
        row |= {"note": listed.note, "forked_from": run.forked_from, "forked_at": run.forked_at or ""}
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


def lines_of(run: Run, baseline: Experiment | None, note: str) -> list[str]:
    """What the run was, where it came from, what was different in it, its note, and its last epoch."""
    lines = [heading(run)]
    if origin := origin_words(run):
        lines.append(f"forked {origin}")
    if note:
        lines.append(f"note: {note}")
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


def _what(run: ListedRun) -> str:
    """Experiment, state where it did not simply end, what was changed, where it came from, and the note."""
    state = f" ({run.state})" if run.state else ""
    found = ", ".join(words for words in (*run.differs, run.origin) if words)
    note = f'  "{run.note}"' if run.note else ""
    return f"{run.place}{state}" + (f"  {found}" if found else "") + note


def _write(rows: Sequence[dict[str, object]], has_rows: bool) -> None:
    """The rows under the names of all their columns."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(sys.stdout, names, lineterminator="\n")
    writer.writeheader()
    if has_rows:
        writer.writerows(rows)
