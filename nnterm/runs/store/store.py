"""Runs and progress in one SQLite file. Several nnterms may use it at once, and it may fail at any time."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from nnterm import paths
from nnterm.errors import StoreError
from nnterm.experiment.run_state import RunState
from nnterm.runs.store import interrupted
from nnterm.runs.store.file.opening import Opened, open_store, reopen_store
from nnterm.runs.store.file.store_file import (
    NOT_OURS,
    begin,
    fetch,
    identity,
    is_damage,
    read_back,
    reading,
    store_error,
)
from nnterm.runs.store.file.tables import check_version
from nnterm.runs.store.run_owner import this_process

if TYPE_CHECKING:
    from nnterm.experiment.protocol.events import Event
    from nnterm.experiment.run import Run

_Row = TypeVar("_Row")


class RunStore:
    """The open file. Open it with `RunStore.open`; every method raises StoreError when the file fails.

    Any thread may use it; while one does, others wait for the few milliseconds that this takes.
    """

    def __init__(self, opened: Opened) -> None:
        self._connection = opened.connection
        self._lock = threading.RLock()
        self._path = opened.path
        self._identity = opened.file
        self._owner = this_process()
        self._kept: dict[str, int] = {}
        self._outage = ""
        self.notice = opened.notice
        """What the learner should know about the file, empty when all is well."""
        self.is_whole = opened.is_whole
        """Whether everything is there that was kept before."""
        self.unreadable = 0
        """How many of the rows that `runs` found last it could not read, and left out."""

    @classmethod
    def open(cls, path: Path | None = None) -> "RunStore":
        """Open the file, made if it is missing; runs in it that are no longer being trained are marked as interrupted.

        A damaged file is moved aside and a fresh one started; where nothing can be written, or a newer nnterm wrote
        the file, the store lives in memory. All of it is said in `notice`.
        """
        store = cls(open_store(path or paths.store()))
        # Where that fails, each of them is looked at again when it is read.
        with suppress(StoreError):
            with store._reading() as connection:
                writers = interrupted.writers(connection)
            store._interrupt([run_id for run_id, is_alive in writers.items() if not is_alive])
        return store

    @property
    def lasts(self) -> bool:
        """Whether what is written stays when this nnterm ends."""
        return self._path is not None

    def close(self) -> None:
        """Close the file. The store cannot be used afterwards."""
        self._connection.close()

    # --- runs --------------------------------------------------------------------------------------

    def record(self, run: "Run", event: "Event") -> None:
        """Keep what `event` added to `run`, and whatever could not be kept before."""
        from nnterm.experiment.protocol.events import EpochsEnded, HyperparametersChanged
        from nnterm.runs.store.run_rows import insert, insert_all, write_run

        if isinstance(event, EpochsEnded):
            with self._writing() as connection:
                write_run(connection, run, self._owner)
                if self._kept.get(run.run_id, 0) == event.first - 1:
                    insert(connection, run.run_id, event.first, event.columns)
                else:
                    insert_all(connection, run)
            self._kept[run.run_id] = run.epochs
        elif run.state.over:
            self.finish(run)
        elif isinstance(event, HyperparametersChanged):
            with self._writing() as connection:
                write_run(connection, run, self._owner)

    def finish(self, run: "Run") -> None:
        """Keep how `run` ended, whole: what is missing of its epochs is written too, and read again from the disk."""
        from nnterm.runs.store.run_rows import insert_all, write_run

        with self._writing() as connection:
            write_run(connection, run, self._owner)
            if self._kept.get(run.run_id, 0) != run.epochs:
                insert_all(connection, run)
        self._kept[run.run_id] = run.epochs
        if self._path is not None:
            try:
                read_back(self._path, run.run_id)
            except sqlite3.Error as error:
                raise self._failure(error) from error

    def runs(
        self, lesson: str | None = None, experiment: str | None = None, limit: int = 50, *, run_id: str | None = None
    ) -> "list[Run]":
        """The latest runs of a lesson, of one experiment of it, or of that id, newest first, with their whole history.

        All of them where `limit` is negative. A run that another program changed is left out and counted in
        `unreadable`; its neighbours are read all the same.
        """
        from nnterm.runs.store.run_rows import latest_runs

        wanted = {"lesson": lesson, "experiment": experiment, "run_id": run_id}
        named = {column: value for column, value in wanted.items() if value is not None}
        with self._reading() as connection, reading(connection):
            read = latest_runs(connection, named, limit)
            found = [run for run in read if run is not None]
            self.unreadable = len(read) - len(found)
            writers = interrupted.writers(connection)
        abandoned = [run for run in found if not run.state.over and not writers.get(run.run_id)]
        for run in abandoned:
            run.state = RunState.INTERRUPTED
        with suppress(StoreError):
            self._interrupt([run.run_id for run in abandoned])
        return found

    def test_looks(self, lesson: str, experiment: str) -> int:
        """How often the test rows of runs of an experiment were opened."""
        looks = "json_extract(outcome, '$.test_looks')"
        query = (
            f"SELECT coalesce(sum({looks}), 0) FROM runs WHERE lesson = ? AND experiment = ? AND json_valid(outcome)"
        )
        ((count,),) = self.fetch_as(tuple[int], query, (lesson, experiment))
        return count

    def _interrupt(self, run_ids: Sequence[str]) -> None:
        if run_ids:
            with self._writing() as connection:
                interrupted.interrupt(connection, run_ids)

    # --- access, for the other tables too ----------------------------------------------------------

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that writes."""
        with self._lock:
            try:
                if self._path is not None and identity(self._path) != self._identity:
                    # It was removed, replaced or emptied, and what is written to the open one would be lost.
                    self._reopen(self._path)
                with self._connection as connection:
                    begin(connection)
                    check_version(connection)
                    yield connection
            except (sqlite3.Error, OSError) as error:
                raise self._failure(error) from error
            self._outage = ""

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._lock:
                yield self._connection
        except sqlite3.Error as error:
            raise self._failure(error) from error
        except NOT_OURS as error:
            raise StoreError(
                f"The file of runs holds something this nnterm cannot read: {error}",
                "Another program changed it. Move the file away to start with a fresh one; `nnterm doctor` names it.",
            ) from error

    def _reopen(self, path: Path, damaged: Exception | None = None) -> None:
        """Open the file at `path` instead of the one that was open. Whole runs are written to it from now on.

        Raises StoreError where a damaged file had to be moved aside for it.
        """
        failed = (self._identity, damaged) if self._identity is not None and damaged is not None else None
        opened = reopen_store(path, failed)
        # Only now: SQLite writes what its journal has into a file that is still in its place when it closes.
        self._connection.close()
        self._kept.clear()
        self._connection, self._identity = opened.connection, opened.file
        if opened.aside is not None:
            raise StoreError(opened.notice, "Runs under way are kept whole in the fresh file.")

    def _failure(self, error: sqlite3.Error | OSError) -> StoreError:
        """`error` in words. A damaged file is moved aside and a fresh one started."""
        failure = store_error(error)
        if self._path is not None and is_damage(error):
            try:
                with self._lock, suppress(sqlite3.Error, OSError):
                    self._reopen(self._path, error)
            except StoreError as moved:
                failure = moved
        failure.repeated = failure.message == self._outage
        self._outage = failure.message
        return failure

    def fetch(self, query: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self.fetch_as(tuple[Any, ...], query, values)

    def fetch_as(self, row: type[_Row], query: str, values: tuple[Any, ...] = ()) -> list[_Row]:
        """All rows of a query, each of the type `row`."""
        with self._reading() as connection:
            return [msgspec.convert(each, row, strict=False) for each in fetch(connection, query, values)]

    def execute(self, statement: str, values: tuple[Any, ...] = ()) -> None:
        """One statement that writes, as a transaction of its own."""
        self.execute_all([(statement, values)])

    def execute_all(self, statements: Sequence[tuple[str, tuple[Any, ...]]]) -> None:
        """Statements that write, as one transaction: all of them take effect, or none."""
        with self._writing() as connection:
            for statement, values in statements:
                connection.execute(statement, values)
