"""A clock that is set back, or ahead, changes nothing of what comes first, last or next."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from stored_runs import trained

from nnterm.experiment.run_state import RunState
from nnterm.lesson.course_loader import load_course
from nnterm.runs.store.lesson_summary import course_summary
from nnterm.runs.store.progress import Progress
from nnterm.runs.store.progress_file import KeptLesson, KeptPlace, KeptProgress, collect, decode, encode, merge
from nnterm.runs.store.store import RunStore

CLOCKS = (2e9, 1e9, 1.5e9, 0.0, 1e9)
"""What the clock says, one moment after the other."""


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore.open(tmp_path / "home" / "runs.sqlite")


def at(monkeypatch: pytest.MonkeyPatch, clocks: Sequence[float], act: Callable[[int], object]) -> None:
    for number, clock in enumerate(clocks):
        monkeypatch.setattr(time, "time", lambda clock=clock: clock)
        act(number)


def next_lesson(store: RunStore) -> str:
    heads = load_course().lessons
    found = course_summary(heads, {}, Progress(store).all(), {}).next
    assert found is not None
    return found.head.id


def test_the_lesson_to_go_on_with_is_the_one_opened_last(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [head.id for head in load_course().lessons]
    order = [3, 0, 7, 1, 3]

    def visit(number: int) -> None:
        Progress(store).visit(ids[order[number]], 2)
        assert next_lesson(store) == ids[order[number]]

    at(monkeypatch, CLOCKS, visit)


def test_it_is_so_after_progress_was_taken_in_from_a_computer_whose_clock_is_ahead(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [head.id for head in load_course().lessons]
    ahead = KeptPlace(step=1, furthest=1, finished=False, seen=1e11)
    merge(KeptProgress(nnterm_progress=1, lessons={ids[5]: KeptLesson(place=ahead)}), store)
    assert next_lesson(store) == ids[5]
    for id in (ids[2], ids[4], ids[2]):
        Progress(store).visit(id, 1)
        assert next_lesson(store) == id


def test_a_time_that_no_clock_shows_is_exported_as_one_that_can_be_taken_in(store: RunStore) -> None:
    store.execute("INSERT INTO progress (lesson, step, furthest, finished, seen) VALUES ('far', 1, 1, 0, 1e11)")
    Progress(store).visit("after", 1)
    kept = decode(encode(collect(store)), "export")
    assert set(kept.lessons) == {"far", "after"}


def test_runs_keep_their_order_and_stay_what_they_are(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []
    at(monkeypatch, CLOCKS, lambda number: runs.append(trained(store, end=number != 2)))
    shown = store.runs("lesson")
    assert [run.run_id for run in shown] == [run.run_id for run in reversed(runs)]
    assert [run.state for run in shown].count(RunState.RUNNING) == 1
    assert RunState.INTERRUPTED not in [run.state for run in shown]


def test_files_set_aside_never_take_the_place_of_one_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "runs.sqlite"

    def damage(number: int) -> None:
        for ending in ("", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        path.write_text(f"damage {number} " * 500)
        store = RunStore.open(path)
        assert "was damaged" in store.notice
        store.close()

    # The same second again and again.
    monkeypatch.setattr(time, "strftime", lambda *_: "20260101-000000")
    at(monkeypatch, CLOCKS, damage)
    contents = {aside.read_text()[:8] for aside in tmp_path.glob("*.damaged-*")}
    assert contents == {f"damage {number}" for number in range(len(CLOCKS))}
