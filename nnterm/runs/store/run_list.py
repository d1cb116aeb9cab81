"""The runs of an experiment, or of all that were trained on the same data, read anew only where they changed."""

from typing import Any

import msgspec

from nnterm.errors import DatasetError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.run import Run
from nnterm.runs.store.file.store_file import NOT_OURS
from nnterm.runs.store.kept_runs import KeptRun, began
from nnterm.runs.store.notes import notes
from nnterm.runs.store.store import RunStore

MOST = 500
"""Runs that are listed at the most, the latest."""

_COLUMNS = "SELECT run_id, started, outcome, dataset, split FROM runs"


class RunList:
    """Reads the lists of one store. A run that is over is read once, and given back as the same object."""

    def __init__(self, store: RunStore) -> None:
        self._store = store
        self._read: dict[str, tuple[str, Run]] = {}
        """By id: a run that is over, and the outcome that it was read with."""
        self.unreadable = 0
        """How many runs of the last list could not be read, and were left out."""
        self.left_out = 0
        """How many older ones of the last list were left out."""

    def of_experiment(self, lesson: str, experiment: str) -> list[KeptRun]:
        """The runs of an experiment, newest first. Raises StoreError."""
        query = f"{_COLUMNS} WHERE lesson = ? AND experiment = ? ORDER BY rowid DESC"
        return self._runs(self._store.fetch(query, (lesson, experiment)))

    def on_data(self, dataset: Dataset, split: Split) -> list[KeptRun]:
        """The runs of all experiments whose rows were these, divided like this; newest first. Raises StoreError."""
        rows = self._store.fetch(f"{_COLUMNS} ORDER BY rowid DESC")
        wanted, known = _rows_of(dataset, split), dict[tuple[str, str], bool]()
        found = []
        for row in rows:
            data = row[3], row[4]
            if data not in known:
                known[data] = _kept_rows_of(*data) == wanted
            if known[data]:
                found.append(row)
        return self._runs(found)

    def _runs(self, rows: list[tuple[Any, ...]]) -> list[KeptRun]:
        self.left_out, self.unreadable = max(0, len(rows) - MOST), 0
        written, found = notes(self._store), []
        for run_id, started, outcome, *_ in rows[:MOST]:
            run = self._run(run_id, outcome)
            if run is None:
                self.unreadable += 1
            else:
                found.append(KeptRun(run, began(started), written.get(run_id, "")))
        return found

    def _run(self, run_id: str, outcome: str) -> Run | None:
        before = self._read.get(run_id)
        if before is not None and before[0] == outcome:
            return before[1]
        run = next(iter(self._store.runs(run_id=run_id)), None)
        if run is not None and run.state.over:
            self._read[run_id] = outcome, run
        return run


def _kept_rows_of(dataset: str, split: str) -> tuple[Any, ...]:
    """What identifies the rows of a run as the store has them; nothing where this nnterm cannot read it."""
    try:
        return _rows_of(msgspec.json.decode(dataset, type=Dataset), msgspec.json.decode(split, type=Split))
    except (*NOT_OURS, DatasetError):
        return ()


def _rows_of(dataset: Dataset, split: Split) -> tuple[Any, ...]:
    """What identifies the rows and how they are divided: an option that is not given is the one of the catalog."""
    return dataset.name, catalog.options(dataset), dataset.table, split
