"""Runs and progress in one SQLite file. Several nnterms may use it at once."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from nnterm import paths
from nnterm.errors import StoreError
from nnterm.experiment.events import EpochsEnded, Event, HyperparametersChanged
from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters import Hyperparameters
from nnterm.experiment.live import Change
from nnterm.experiment.run import History, Run, RunState

VERSION = 1
"""Version of the tables, kept in SQLite's `user_version`."""

PATIENCE = 2.0
"""Seconds to wait for another nnterm that is writing."""

_TABLES = """
CREATE TABLE IF NOT EXISTS progress (
    lesson TEXT PRIMARY KEY, step INTEGER NOT NULL, furthest INTEGER NOT NULL, finished INTEGER NOT NULL,
    seen REAL NOT NULL);
CREATE TABLE IF NOT EXISTS answers (
    lesson TEXT NOT NULL, quiz TEXT NOT NULL, answer TEXT NOT NULL, is_right INTEGER NOT NULL,
    PRIMARY KEY (lesson, quiz));
CREATE TABLE IF NOT EXISTS choices (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS runs (
    run_id TEXT PRIMARY KEY, lesson TEXT NOT NULL, experiment TEXT NOT NULL, started REAL NOT NULL,
    dataset TEXT NOT NULL, split TEXT NOT NULL, hyperparameters TEXT NOT NULL, outcome TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS runs_of ON runs (lesson, experiment, started);
CREATE TABLE IF NOT EXISTS epochs (
    run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, first INTEGER NOT NULL, columns TEXT NOT NULL,
    PRIMARY KEY (run_id, first)) WITHOUT ROWID;
"""

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
    "evaluated_on",
    "diverged_at",
    "stopped_early_at",
    "restored_epoch",
    "changes",
    "failure",
    "remedy",
)
"""Fields of a run that are kept as one JSON object; `evaluate` and the history need care with NaN."""


class RunStore:
    """The open file. Open it with `RunStore.open`; every method raises StoreError when the file fails."""

    def __init__(self, connection: sqlite3.Connection, notice: str = "") -> None:
        self._connection = connection
        self.notice = notice
        """What the learner should know about the file, empty when all is well."""

    @classmethod
    def open(cls, path: Path | None = None) -> "RunStore":
        """Open the file, made if it is missing.

        A damaged file is moved aside and a fresh one started; where nothing can be written, the store lives in
        memory. Both are said in `notice`.
        """
        path = path or paths.store()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return cls(_connect(path))
        except (sqlite3.OperationalError, OSError) as error:
            notice = f"Progress is not being kept: {path} cannot be written ({error})."
            return cls(_connect(Path(":memory:")), notice)
        except sqlite3.DatabaseError:
            aside = path.with_name(f"{path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}")
            try:
                path.rename(aside)
                for ending in ("-wal", "-shm"):
                    path.with_name(path.name + ending).unlink(missing_ok=True)
                return cls(_connect(path), f"The file of runs was damaged. It is now {aside}; a fresh one was started.")
            except (sqlite3.Error, OSError) as error:
                notice = f"Progress is not being kept: {path} is damaged and cannot be moved ({error})."
                return cls(_connect(Path(":memory:")), notice)

    def close(self) -> None:
        """Close the file. The store cannot be used afterwards."""
        self._connection.close()

    # --- runs --------------------------------------------------------------------------------------

    def record(self, run: Run, event: Event) -> None:
        """Keep what `event` added to `run`."""
        with self._writing() as connection:
            if isinstance(event, EpochsEnded):
                self._add(connection, run)
                row = (run.run_id, event.first, msgspec.json.encode(event.columns).decode())
                connection.execute("INSERT OR REPLACE INTO epochs VALUES (?, ?, ?)", row)
            elif run.state.over or isinstance(event, HyperparametersChanged):
                self._finish(connection, run)

    def finish(self, run: Run) -> None:
        """Keep how `run` ended."""
        with self._writing() as connection:
            self._finish(connection, run)

    def runs(self, lesson: str, experiment: str | None = None, limit: int = 50) -> list[Run]:
        """The latest runs of a lesson, or of one experiment of it, newest first, with their whole history."""
        where, values = "lesson = ?", [lesson]
        if experiment is not None:
            where, values = "lesson = ? AND experiment = ?", [lesson, experiment]
        with self._reading() as connection:
            # Rows of one clock tick, or of a clock that went back, keep the order of insertion.
            query = f"SELECT * FROM runs WHERE {where} ORDER BY rowid DESC LIMIT ?"
            return [self._run(connection, row) for row in connection.execute(query, (*values, limit)).fetchall()]

    def _run(self, connection: sqlite3.Connection, row: tuple[Any, ...]) -> Run:
        run_id, lesson, experiment, _, dataset, split, hyperparameters, outcome = row
        history = History()
        epochs = "SELECT first, columns FROM epochs WHERE run_id = ? ORDER BY first"
        for first, columns in connection.execute(epochs, (run_id,)):
            history.extend(first, msgspec.json.decode(columns, type=dict[str, list[float | None]]))
        kept = msgspec.json.decode(outcome)
        evaluate = {k: float("nan") if v is None else v for k, v in kept.pop("evaluate", {}).items()}
        changes = msgspec.convert(kept.pop("changes", []), list[Change])
        return Run(
            run_id=run_id,
            lesson=lesson,
            experiment=experiment,
            dataset=msgspec.json.decode(dataset, type=Dataset),
            split=msgspec.json.decode(split, type=Split),
            hyperparameters=msgspec.json.decode(hyperparameters, type=Hyperparameters),
            history=history,
            evaluate=evaluate,
            changes=changes,
            **{**kept, "state": RunState(kept["state"])},
        )

    def _add(self, connection: sqlite3.Connection, run: Run) -> None:
        row = (
            run.run_id,
            run.lesson,
            run.experiment,
            time.time(),
            *(msgspec.json.encode(part).decode() for part in (run.dataset, run.split, run.hyperparameters)),
            _outcome(run),
        )
        connection.execute("INSERT OR IGNORE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def _finish(self, connection: sqlite3.Connection, run: Run) -> None:
        self._add(connection, run)
        connection.execute("UPDATE runs SET outcome = ? WHERE run_id = ?", (_outcome(run), run.run_id))

    # --- access, for the other tables too ----------------------------------------------------------

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that writes."""
        try:
            with self._connection as connection:
                yield connection
        except sqlite3.Error as error:
            raise _store_error(error) from error

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            yield self._connection
        except sqlite3.Error as error:
            raise _store_error(error) from error
        except (msgspec.MsgspecError, KeyError, ValueError, TypeError) as error:
            raise StoreError(
                f"The file of runs holds something this nnterm cannot read: {error}",
                "A newer nnterm may have written it; update this one.",
            ) from error

    def fetch(self, query: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with self._reading() as connection:
            return connection.execute(query, values).fetchall()

    def execute(self, statement: str, values: tuple[Any, ...] = ()) -> None:
        """One statement that writes, as a transaction of its own."""
        with self._writing() as connection:
            connection.execute(statement, values)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=PATIENCE)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version < VERSION:
            connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
        else:
            connection.execute("SELECT 1 FROM runs LIMIT 1").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _outcome(run: Run) -> str:
    """The part of `run` that changes while it trains, as JSON; NaN becomes null."""
    kept: dict[str, Any] = {name: getattr(run, name) for name in _OUTCOME}
    kept["evaluate"] = run.evaluate
    return msgspec.json.encode(kept).decode()


def _store_error(error: sqlite3.Error) -> StoreError:
    text = str(error)
    if "locked" in text:
        return StoreError("The file of runs is locked by another program.", "Close it; what is shown here is kept.")
    if "full" in text:
        return StoreError("The disk is full: this run is not being kept.", "Free some space; training goes on.")
    return StoreError(f"The file of runs failed: {text}.", "Training goes on; see `nnterm doctor`.")
