"""Keeping runs while they train: what the store cannot take now is written later."""

import threading
import time
from collections.abc import Callable

from nnterm.errors import StoreError
from nnterm.experiment.protocol.events import Event
from nnterm.experiment.run import Run
from nnterm.runs.store.store import RunStore

REST = 5.0
"""Seconds from one attempt to write what is missing to the next."""


class Recording:
    """Writes runs to the store. It never raises: a failure goes to `report` once, and training goes on.

    Several threads may record their runs: one at a time writes.
    """

    def __init__(self, store: RunStore, report: Callable[[StoreError], object]) -> None:
        self._store = store
        self._report = report
        self._missing: dict[str, Run] = {}
        self._next_attempt = 0.0
        self._lock = threading.RLock()

    def record(self, run: Run, event: Event) -> None:
        """Keep what `event` added to `run`."""
        with self._lock:
            if run.run_id not in self._missing:
                self._write(run, lambda: self._store.record(run, event))
            elif run.state.over:
                self.settle()
            else:
                self.catch_up()

    def finish(self, run: Run) -> None:
        """Keep how `run` ended."""
        with self._lock:
            self._write(run, lambda: self._store.finish(run))

    def catch_up(self) -> None:
        """Write the runs of which something is missing, unless that failed a moment ago."""
        with self._lock:
            if self._missing and time.monotonic() >= self._next_attempt:
                self.settle()

    def settle(self) -> None:
        """Write the runs of which something is missing now."""
        with self._lock:
            for run in list(self._missing.values()):
                self.finish(run)
                if run.run_id in self._missing:
                    # What hinders one hinders all.
                    return

    def _write(self, run: Run, write: Callable[[], None]) -> None:
        try:
            write()
        except StoreError as error:
            self._missing[run.run_id] = run
            self._next_attempt = time.monotonic() + REST
            if not error.repeated:
                self._report(error)
        else:
            self._missing.pop(run.run_id, None)
