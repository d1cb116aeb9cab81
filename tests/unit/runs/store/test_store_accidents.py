"""What becomes of runs when the file fails under a store that is open: everything seen is written in the end."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from stored_runs import EXPERIMENT, end, epoch

from nnterm.errors import StoreError
from nnterm.experiment.protocol.events import Event
from nnterm.experiment.run import Run
from nnterm.runs.store import recording as recording_module
from nnterm.runs.store.file import store_file
from nnterm.runs.store.file.store_file import WRITING_PATIENCE, set_aside
from nnterm.runs.store.recording import Recording
from nnterm.runs.store.store import RunStore
from nnterm.runs.trainer.train_once import new_run


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "runs.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[RunStore]:
    opened = RunStore.open(path)
    yield opened
    with suppress(sqlite3.Error):
        opened.close()


def kept(path: Path) -> list[Run]:
    """What the next nnterm finds, newest first."""
    store = RunStore.open(path)
    assert store.notice == ""
    try:
        return store.runs("lesson")
    finally:
        store.close()


def disk_full(store: RunStore, path: Path) -> Callable[[], object]:
    """No room for another page, until the answer is called."""
    (pages,) = store.fetch("PRAGMA page_count")[0]
    store.fetch(f"PRAGMA max_page_count = {pages}")
    filler = "INSERT OR REPLACE INTO choices VALUES (?, ?)"
    with suppress(StoreError):
        for number in range(10_000):
            store.execute(filler, (f"filler{number}", "x" * 200))
    return lambda: store.fetch(f"PRAGMA max_page_count = {pages * 1000}")


def locked(store: RunStore, path: Path) -> Callable[[], object]:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    return other.close


@pytest.mark.parametrize("accident", [disk_full, locked])
def test_epochs_that_could_not_be_written_are_written_later(
    accident: Callable[[RunStore, Path], Callable[[], object]], store: RunStore, path: Path
) -> None:
    told: list[StoreError] = []
    recording = Recording(store, told.append)
    run, other = new_run(EXPERIMENT, "lesson"), new_run(EXPERIMENT, "lesson")
    recording.record(run, epoch(run))
    over = accident(store, path)
    # A page has room for some rows yet.
    for _ in range(300):
        recording.record(run, epoch(run))
    recording.record(other, epoch(other))
    recording.record(other, end(other))
    assert len(told) == 1, "said once"
    assert told[0].remedy
    over()
    recording.record(run, epoch(run))
    recording.record(run, end(run))
    assert {found.run_id: found.epochs for found in kept(path)} == {run.run_id: 302, other.run_id: 1}
    assert next(found for found in kept(path) if found.run_id == run.run_id).history == run.history
    assert len(told) == 1


def test_what_is_missing_is_tried_again_after_a_rest_and_not_before(
    store: RunStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = Recording(store, lambda error: None)
    run = new_run(EXPERIMENT, "lesson")
    over = locked(store, path)
    recording.record(run, epoch(run))
    over()
    recording.catch_up()
    assert kept(path) == []
    now = time.monotonic() + 60
    monkeypatch.setattr(time, "monotonic", lambda: now)
    recording.catch_up()
    assert kept(path)[0].history == run.history


def test_a_second_outage_is_reported_again(store: RunStore, path: Path) -> None:
    told: list[StoreError] = []
    recording = Recording(store, told.append)
    run = new_run(EXPERIMENT, "lesson")
    for outages in (1, 2):
        over = locked(store, path)
        recording.record(run, epoch(run))
        assert len(told) == outages
        over()
        recording.settle()
    assert kept(path)[0].epochs == 2


class CountingStore(RunStore):
    """Counts the attempts to write a run."""

    attempts = 0

    def record(self, run: Run, event: Event) -> None:
        self.attempts += 1
        super().record(run, event)

    def finish(self, run: Run) -> None:
        self.attempts += 1
        super().finish(run)


def test_a_locked_file_is_waited_for_once_and_shortly(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording_module, "time", SimpleNamespace(monotonic=lambda: 0.0))
    store = CountingStore.open(path)
    recording = Recording(store, lambda error: None)
    run = new_run(EXPERIMENT, "lesson")
    over = locked(store, path)
    for _ in range(50):
        recording.record(run, epoch(run))
    assert isinstance(store, CountingStore)
    assert store.attempts == 1
    assert WRITING_PATIENCE < 1
    over()
    store.close()


def overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"no database " * (path.stat().st_size // 12))


def test_a_file_damaged_while_a_run_is_written_is_moved_aside_and_the_run_kept_whole(
    store: RunStore, path: Path
) -> None:
    told: list[StoreError] = []
    recording = Recording(store, told.append)
    run = new_run(EXPERIMENT, "lesson")
    recording.record(run, epoch(run))
    # What is in the journal would hide the damage.
    store.fetch("PRAGMA wal_checkpoint(TRUNCATE)")
    overwrite(path)
    recording.record(run, epoch(run))
    recording.record(run, end(run))
    recording.settle()
    (found,) = kept(path)
    assert (found.epochs, found.state, found.history) == (2, run.state, run.history)
    aside = [place for place in path.parent.glob("runs.sqlite.damaged-*") if not place.name.endswith(("-wal", "-shm"))]
    assert len(told) == len(aside) == 1
    assert str(aside[0]) in told[0].message


def remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def empty(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(0)


@pytest.mark.parametrize("accident", [remove, empty])
def test_a_file_removed_or_emptied_while_a_run_is_written_is_made_again_with_the_whole_run(
    accident: Callable[[Path], None], store: RunStore, path: Path
) -> None:
    run = new_run(EXPERIMENT, "lesson")
    store.record(run, epoch(run))
    accident(path)
    store.record(run, epoch(run))
    assert kept(path)[0].history == run.history


def test_two_damaged_files_of_one_second_are_both_there(path: Path) -> None:
    for content in (b"first", b"second"):
        path.write_bytes(content * 400)
        store = RunStore.open(path)
        assert store.notice
        store.close()
    contents = {aside.read_bytes()[:5] for aside in path.parent.glob("*.damaged-*")}
    assert contents >= {b"first", b"secon"}


def test_a_clock_that_goes_back_changes_nothing_of_the_order_of_runs(
    store: RunStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = [new_run(EXPERIMENT, "lesson") for _ in range(4)]
    for run, clock in zip(runs, (2e9, 1e9, 1.5e9, 0.0), strict=True):
        monkeypatch.setattr(time, "time", lambda clock=clock: clock)
        store.record(run, epoch(run))
        store.record(run, end(run))
    assert [run.run_id for run in kept(path)] == [run.run_id for run in reversed(runs)]


def test_a_file_that_may_only_be_read_is_said_in_words(store: RunStore, path: Path) -> None:
    run = new_run(EXPERIMENT, "lesson")
    store.record(run, epoch(run))
    store.fetch("PRAGMA query_only = ON")
    event = epoch(run)
    with pytest.raises(StoreError, match="only be read") as raised:
        store.record(run, event)
    assert not raised.value.repeated
    with pytest.raises(StoreError) as raised:
        store.record(run, event)
    assert raised.value.repeated
    store.fetch("PRAGMA query_only = OFF")
    store.record(run, event)
    assert kept(path)[0].epochs == 2


@pytest.mark.parametrize("fresh_is_there", [False, True], ids=["nothing there yet", "a fresh one is there"])
def test_a_damaged_file_that_another_nnterm_moves_while_it_is_opened_costs_nothing(
    fresh_is_there: bool, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_bytes(b"no database " * 1000)
    moves = [True]

    def moved(looked_at: Path) -> bool:
        """Called between opening the file and looking at what is in it."""
        if moves:
            moves.clear()
            set_aside(looked_at)
            if fresh_is_there:
                RunStore.open(looked_at).close()
        return True

    monkeypatch.setattr(store_file, "is_local", moved)
    store = RunStore.open(path)
    assert (store.notice, store.lasts) == ("", True)
    run = new_run(EXPERIMENT, "lesson")
    store.record(run, epoch(run))
    store.record(run, end(run))
    store.close()
    assert [found.run_id for found in kept(path)] == [run.run_id]


def test_reading_a_run_back_makes_no_file_where_there_is_none(path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        store_file.read_back(path, "a run")
    assert not path.exists()
