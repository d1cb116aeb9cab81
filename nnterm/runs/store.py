"""Runs and progress in one SQLite file. Several nnterms may use it at once, and it may fail at any time."""

import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
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
from nnterm.runs.store_file import WRITING_PATIENCE, connect, identity, is_damage, set_aside, store_error

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
        self._identity = identity(path)
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
            return cls(connect(path), path)
        except (sqlite3.OperationalError, OSError) as error:
            notice = f"Progress is not being kept: {path} cannot be written ({error})."
            return cls(connect(Path(":memory:")), notice=notice)
        except sqlite3.DatabaseError:
            try:
                notice = f"The file of runs was damaged. It is now {set_aside(path)}; a fresh one was started."
                return cls(connect(path), path, notice)
            except (sqlite3.Error, OSError) as error:
                notice = f"Progress is not being kept: {path} is damaged and cannot be moved ({error})."
                return cls(connect(Path(":memory:")), notice=notice)

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
            if self._path is not None and identity(self._path) != self._identity:
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
        self._connection = connect(path)
        self._identity = identity(path)

    def _failure(self, error: sqlite3.Error | OSError) -> StoreError:
        """`error` in words. A damaged file is moved aside and a fresh one started."""
        failure = store_error(error)
        if self._path is not None and is_damage(error):
            with suppress(sqlite3.Error, OSError):
                self._connection.close()
                # Another nnterm may have moved it already.
                aside = set_aside(self._path) if identity(self._path) == self._identity else "set aside"
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
        self.execute_all([(statement, values)])

    def execute_all(self, statements: Sequence[tuple[str, tuple[Any, ...]]]) -> None:
        """Statements that write, as one transaction: all of them take effect, or none."""
        with self._writing() as connection:
            for statement, values in statements:
                connection.execute(statement, values)


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
