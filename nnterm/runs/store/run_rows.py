"""A run as rows of the store: a row of its own, and rows of epochs. Everything but the columns to look for is JSON."""

import sqlite3
import time
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from nnterm.errors import DatasetError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.history import History
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.live import Change
from nnterm.experiment.protocol.target_summary import TargetSummary
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.experiment.training_rows import TrainingRows
from nnterm.runs.store import interrupted
from nnterm.runs.store.file.store_file import NOT_OURS
from nnterm.runs.store.run_owner import RunOwner

_OUTCOME = (
    "state",
    "parameters",
    "train",
    "validation",
    "test",
    "steps_per_epoch",
    "seconds",
    "device",
    "guessing_loss",
    "last_value_loss",
    "class_rows",
    "target",
    "training_rows",
    "evaluated_on",
    "test_is_open",
    "test_looks",
    "diverged_at",
    "stopped_early_at",
    "restored_epoch",
    "changes",
    "failure",
    "remedy",
    "forked_from",
    "forked_at",
)
"""Fields of a run that are kept as one JSON object; `evaluate` and the history need care with NaN."""

PLAIN = tuple(name for name in _OUTCOME if name not in ("state", "changes", "target", "training_rows"))
"""Those that JSON gives back as they were. What a newer nnterm keeps beside them is left alone."""

RUN = ("run_id", "lesson", "experiment", "dataset", "split", "hyperparameters", "outcome")
"""Columns of a run."""


def latest_runs(connection: sqlite3.Connection, wanted: Mapping[str, str], limit: int) -> list[Run | None]:
    """The runs whose columns have the values `wanted`, newest first; None for one that is not as nnterm writes it.

    All of them where `limit` is negative.
    """
    where = " AND ".join(f"{column} = ?" for column in wanted) or "TRUE"
    # Rows of one clock tick, or of a clock that went back, keep the order of insertion.
    query = f"SELECT {', '.join(RUN)} FROM runs WHERE {where} ORDER BY rowid DESC LIMIT ?"
    return [_run(connection, row) for row in connection.execute(query, (*wanted.values(), limit)).fetchall()]


def _run(connection: sqlite3.Connection, row: tuple[Any, ...]) -> Run | None:
    epochs = "SELECT first, columns FROM epochs WHERE run_id = ? ORDER BY first"
    history = connection.execute(epochs, (row[0],)).fetchall()
    try:
        return run_of(row, history)
    except NOT_OURS:
        return None


def write_run(connection: sqlite3.Connection, run: Run, owner: RunOwner) -> None:
    """Write everything about `run` but its epochs, and that `owner` trains it while it is not over."""
    parts = (msgspec.json.encode(part).decode() for part in (run.dataset, run.split, run.hyperparameters))
    row = (run.run_id, run.lesson, run.experiment, *parts, outcome_of(run), time.time())
    columns = f"({', '.join(RUN)}, started) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    connection.execute(f"INSERT INTO runs {columns} ON CONFLICT (run_id) DO UPDATE SET outcome = excluded.outcome", row)
    interrupted.note_writer(connection, run.run_id, run.state, owner)


def run_of(row: tuple[Any, ...], epochs: Sequence[tuple[int, str]]) -> Run:
    """A run as it was kept. Raises one of NOT_OURS where that cannot be."""
    run_id, lesson, experiment, dataset, split, hyperparameters, outcome = row
    history = History()
    for first, columns in epochs:
        history.extend(first, msgspec.json.decode(columns, type=dict[str, list[float | None]]))
    kept = msgspec.json.decode(outcome)
    evaluate = {k: float("nan") if v is None else v for k, v in kept.get("evaluate", {}).items()}
    changes = msgspec.convert(kept.get("changes", []), list[Change])
    target = msgspec.convert(kept.get("target", {}), TargetSummary)
    training_rows = msgspec.convert(kept.get("training_rows", {}), TrainingRows)
    run = Run(
        run_id=run_id,
        lesson=lesson,
        experiment=experiment,
        dataset=msgspec.json.decode(dataset, type=Dataset),
        split=msgspec.json.decode(split, type=Split),
        hyperparameters=msgspec.json.decode(hyperparameters, type=Hyperparameters),
        history=history,
        evaluate=evaluate,
        changes=changes,
        target=target,
        training_rows=training_rows,
        **{name: kept[name] for name in PLAIN if name in kept},
        state=RunState(kept["state"]),
    )
    _check(run)
    return run


def _check(run: Run) -> None:
    """Raise ValueError for a run of data or a model that this nnterm does not know: nothing could be said of it."""
    if not run.hyperparameters.layers:
        raise ValueError("a model without layers")
    try:
        catalog.options(run.dataset)
    except DatasetError as error:
        raise ValueError(error.message) from error


def outcome_of(run: Run) -> str:
    """The part of `run` that changes while it trains, as JSON; NaN becomes null."""
    kept: dict[str, Any] = {name: getattr(run, name) for name in _OUTCOME}
    kept["evaluate"] = run.evaluate
    return msgspec.json.encode(kept).decode()


def insert(connection: sqlite3.Connection, run_id: str, first: int, columns: Mapping[str, Any]) -> None:
    """Keep the epochs from number `first` on; `columns` are those of a history."""
    row = (run_id, first, msgspec.json.encode(columns).decode())
    connection.execute("INSERT OR REPLACE INTO epochs (run_id, first, columns) VALUES (?, ?, ?)", row)


def insert_all(connection: sqlite3.Connection, run: Run) -> None:
    """All epochs of `run` in place of those that are there."""
    connection.execute("DELETE FROM epochs WHERE run_id = ?", (run.run_id,))
    if run.epochs:
        insert(connection, run.run_id, 1, run.history.columns)
