"""Runs and progress in one SQLite file. Several nnterms may use it at once, and it may fail at any time."""

import errno
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from itertools import count
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
"""Seconds to wait for another nnterm when the file is opened."""

WRITING_PATIENCE = 0.5
"""Seconds to wait for another nnterm that is writing. The screen stands still meanwhile; a write takes milliseconds."""

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

    def __init__(self, connection: sqlite3.Connection, path: Path | None = None, notice: str = "") -> None:
        self._connection = connection
        self._path = path
        self._identity = _identity(path)
        self._kept: dict[str, int] = {}
        self._outage = ""
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
            return cls(_connect(path), path)
        except (sqlite3.OperationalError, OSError) as error:
            notice = f"Progress is not being kept: {path} cannot be written ({error})."
            return cls(_connect(Path(":memory:")), notice=notice)
        except sqlite3.DatabaseError:
            try:
                notice = f"The file of runs was damaged. It is now {_set_aside(path)}; a fresh one was started."
                return cls(_connect(path), path, notice)
            except (sqlite3.Error, OSError) as error:
                notice = f"Progress is not being kept: {path} is damaged and cannot be moved ({error})."
                return cls(_connect(Path(":memory:")), notice=notice)

    def close(self) -> None:
        """Close the file. The store cannot be used afterwards."""
        self._connection.close()

    # --- runs --------------------------------------------------------------------------------------

    def record(self, run: Run, event: Event) -> None:
        """Keep what `event` added to `run`, and whatever could not be kept before."""
        if isinstance(event, EpochsEnded):
            with self._writing() as connection:
                self._finish(connection, run)
                if self._kept.get(run.run_id, 0) == event.first - 1:
                    _insert(connection, run.run_id, event.first, event.columns)
                else:
                    _insert_all(connection, run)
            self._kept[run.run_id] = run.epochs
        elif run.state.over:
            self.finish(run)
        elif isinstance(event, HyperparametersChanged):
            with self._writing() as connection:
                self._finish(connection, run)

    def finish(self, run: Run) -> None:
        """Keep how `run` ended, whole: what is missing of its epochs is written too, and read again from the disk."""
        with self._writing() as connection:
            self._finish(connection, run)
            if self._kept.get(run.run_id, 0) != run.epochs:
                _insert_all(connection, run)
        self._kept[run.run_id] = run.epochs
        self._verify(run)

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

    def _verify(self, run: Run) -> None:
        """Read `run` as the next nnterm will. The open connection would not notice a file damaged under it."""
        if self._path is None:
            return
        try:
            with closing(sqlite3.connect(self._path, timeout=WRITING_PATIENCE)) as other:
                other.execute("SELECT columns FROM epochs WHERE run_id = ?", (run.run_id,)).fetchall()
                other.execute("SELECT outcome FROM runs WHERE run_id = ?", (run.run_id,)).fetchall()
        except sqlite3.Error as error:
            raise self._failure(error) from error

    # --- access, for the other tables too ----------------------------------------------------------

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that writes."""
        try:
            if self._path is not None and _identity(self._path) != self._identity:
                # It was removed, replaced or emptied, and what is written to the open one would be lost.
                self._reopen(self._path)
            with self._connection as connection:
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise self._failure(error) from error
        self._outage = ""

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            yield self._connection
        except sqlite3.Error as error:
            raise self._failure(error) from error
        except (msgspec.MsgspecError, KeyError, ValueError, TypeError) as error:
            raise StoreError(
                f"The file of runs holds something this nnterm cannot read: {error}",
                "A newer nnterm may have written it; update this one.",
            ) from error

    def _reopen(self, path: Path) -> None:
        """Open the file at `path` instead of the one that was open. Whole runs are written to it from now on."""
        self._connection.close()
        self._kept.clear()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = _connect(path)
        self._identity = _identity(path)

    def _failure(self, error: sqlite3.Error | OSError) -> StoreError:
        """`error` in words. A damaged file is moved aside and a fresh one started."""
        failure = _store_error(error)
        if self._path is not None and _is_damage(error):
            with suppress(sqlite3.Error, OSError):
                self._connection.close()
                # Another nnterm may have moved it already.
                aside = _set_aside(self._path) if _identity(self._path) == self._identity else "set aside"
                self._reopen(self._path)
                failure = StoreError(
                    f"The file of runs was damaged. It is now {aside}; a fresh one was started.",
                    "Training goes on, and this run is kept whole in the fresh file.",
                )
        failure.repeated = failure.message == self._outage
        self._outage = failure.message
        return failure

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
        connection.execute(f"PRAGMA busy_timeout = {int(min(PATIENCE, WRITING_PATIENCE) * 1000)}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _outcome(run: Run) -> str:
    """The part of `run` that changes while it trains, as JSON; NaN becomes null."""
    kept: dict[str, Any] = {name: getattr(run, name) for name in _OUTCOME}
    kept["evaluate"] = run.evaluate
    return msgspec.json.encode(kept).decode()


def _insert(connection: sqlite3.Connection, run_id: str, first: int, columns: Mapping[str, Any]) -> None:
    row = (run_id, first, msgspec.json.encode(columns).decode())
    connection.execute("INSERT OR REPLACE INTO epochs VALUES (?, ?, ?)", row)


def _insert_all(connection: sqlite3.Connection, run: Run) -> None:
    """All epochs of `run` in place of those that are there."""
    connection.execute("DELETE FROM epochs WHERE run_id = ?", (run.run_id,))
    if run.epochs:
        _insert(connection, run.run_id, 1, run.history.columns)


def _identity(path: Path | None) -> tuple[int, int] | None:
    """Which file is at `path`; None where there is none, or an empty one.

    It is not opened: closing it would end SQLite's locks.
    """
    try:
        found = path.stat() if path is not None else None
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found is not None and found.st_size else None


def _set_aside(path: Path) -> Path:
    """Move a damaged file out of the way, its journal with it; the new path."""
    name = f"{path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}"
    taken = count(2)
    aside = path.with_name(name)
    while aside.exists():
        aside = path.with_name(f"{name}-{next(taken)}")
    path.rename(aside)
    for ending in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).rename(aside.with_name(aside.name + ending))
    return aside


def _is_damage(error: Exception) -> bool:
    """Whether SQLite says that the file is none of its own, or broken."""
    code = getattr(error, "sqlite_errorcode", 0) or 0
    return code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _store_error(error: sqlite3.Error | OSError) -> StoreError:
    text = str(error)
    later = "Training goes on; its runs are written as soon as that is possible."
    if "locked" in text:
        return StoreError("The file of runs is locked by another program.", f"Close it. {later}")
    if "full" in text or getattr(error, "errno", 0) == errno.ENOSPC:
        return StoreError("The disk is full: nothing is being kept.", f"Free some space. {later}")
    if "readonly" in text or getattr(error, "errno", 0) in (errno.EROFS, errno.EACCES, errno.EPERM):
        return StoreError("The file of runs may only be read: nothing is being kept.", f"Allow writing to it. {later}")
    return StoreError(f"The file of runs failed: {text}.", f"{later} See also `nnterm doctor`.")
