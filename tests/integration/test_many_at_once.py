"""Several nnterms on one store, each a process of its own: no epoch is lost, nothing crashes, no lock is shown."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from terminal_app import NNTERM, TerminalApp

from nnterm.experiment.run_state import RunState
from nnterm.runs.store.progress import Progress
from nnterm.runs.store.store import RunStore

WRITER = """
import json, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from stored_runs import EXPERIMENT, end, epoch
from nnterm.errors import StoreError
from nnterm.runs.trainer.train_once import new_run
from nnterm.runs.store.progress import Progress
from nnterm.runs.store.recording import Recording
from nnterm.runs.store.store import RunStore

path, name, runs, epochs = Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
said, kept = [], {}

def keep(write):
    try:
        write()
    except StoreError as error:
        said.append(error.message)

sys.stdin.readline()
store = RunStore.open(path)
notice = store.notice
recording, progress = Recording(store, lambda error: said.append(error.message)), Progress(store)
for number in range(runs):
    run = new_run(EXPERIMENT, "lesson")
    for step in range(epochs):
        recording.record(run, epoch(run))
        keep(lambda: progress.visit(name, step))
        keep(lambda: progress.answer(name, f"quiz{step % 7}", str(step), step % 2 == 0))
        if step == epochs // 2:
            print(json.dumps({"under way": run.run_id}), flush=True)
            store.runs("lesson", limit=5)
    recording.record(run, end(run))
    kept[run.run_id] = run.epochs
recording.settle()
store.close()
print(json.dumps({"notice": notice, "said": said, "kept": kept}))
"""


ASKED = ("A run is under way", "The run is over")
"""What is read before an app is left whose run is not over, or was not a moment ago."""


def start(path: Path, name: str, runs: int, epochs: int) -> subprocess.Popen[str]:
    arguments = (str(Path(__file__).parents[1] / "unit" / "runs" / "store"), str(path), name, str(runs), str(epochs))
    command = [sys.executable, "-c", WRITER, *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def go(writers: Sequence[subprocess.Popen[str]]) -> None:
    """All at the same moment."""
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()


def finished(writers: Sequence[subprocess.Popen[str]]) -> list[dict[str, Any]]:
    found = []
    for writer in writers:
        with writer:
            assert writer.stdout is not None
            found.append(json.loads(writer.stdout.readlines()[-1]))
        assert writer.returncode == 0
    return found


def assert_all_kept(path: Path, reports: Sequence[dict[str, Any]]) -> None:
    store = RunStore.open(path)
    assert store.notice == ""
    runs = {run.run_id: run for run in store.runs("lesson", limit=10_000)}
    for report in reports:
        for run_id, epochs in report["kept"].items():
            run = runs[run_id]
            assert run.state is RunState.COMPLETED
            # Every epoch with the number that it has.
            assert run.history["loss"] == [1 / number for number in range(1, epochs + 1)]
    assert store.fetch("SELECT * FROM writers") == []
    assert store.fetch("PRAGMA integrity_check") == [("ok",)]
    assert store.fetch("PRAGMA foreign_key_check") == []
    store.close()


@pytest.mark.parametrize(
    ("runs", "epochs"), [pytest.param(2, 60, id="short"), pytest.param(20, 200, id="long", marks=pytest.mark.slow)]
)
def test_five_write_runs_and_progress_at_once(runs: int, epochs: int, tmp_path: Path) -> None:
    path = tmp_path / "home" / "nnterm.sqlite"
    writers = [start(path, f"lesson{number}", runs, epochs) for number in range(5)]
    go(writers)
    reports = finished(writers)
    assert [(report["notice"], report["said"]) for report in reports] == [("", [])] * 5
    assert_all_kept(path, reports)
    store = RunStore.open(path)
    progress = Progress(store)
    for number in range(5):
        place = progress.all()[f"lesson{number}"]
        assert (place.step, place.furthest) == (epochs - 1, epochs - 1)
        assert len(progress.answers(f"lesson{number}")) == 7
    store.close()


def test_the_others_go_on_when_some_are_killed_while_they_write(tmp_path: Path) -> None:
    path = tmp_path / "home" / "nnterm.sqlite"
    writers = [start(path, f"lesson{number}", 3, 60) for number in range(5)]
    go(writers)
    under_way = []
    for writer in writers[:2]:
        assert writer.stdout is not None
        under_way.append(json.loads(writer.stdout.readline())["under way"])
        writer.kill()
        with writer:
            pass
    reports = finished(writers[2:])
    assert [report["said"] for report in reports] == [[]] * 3
    assert_all_kept(path, reports)
    store = RunStore.open(path)
    runs = {run.run_id: run for run in store.runs("lesson", limit=100)}
    for run_id in under_way:
        assert runs[run_id].epochs >= 31
    assert {run.state for run in runs.values()} <= {RunState.COMPLETED, RunState.INTERRUPTED}
    store.close()


def damage(path: Path) -> None:
    path.write_bytes(b"no database " * 1000)


def damage_a_page(path: Path) -> None:
    """A page that is met only when progress is read or written."""
    store = RunStore.open(path)
    for number in range(60):
        Progress(store).keep_draft(f"lesson{number}", "block", "code\n" * 100)
        Progress(store).visit(f"lesson{number}", 1)
    (page,) = store.fetch("SELECT rootpage FROM sqlite_master WHERE name = 'progress'")[0]
    store.close()
    with path.open("r+b") as file:
        file.seek(4096 * (page - 1))
        file.write(bytes(4096))


@pytest.mark.parametrize("accident", [damage, damage_a_page])
def test_five_that_meet_one_damaged_file_move_it_once_and_lose_nothing(
    accident: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / "home" / "nnterm.sqlite"
    path.parent.mkdir()
    accident(path)
    content = path.read_bytes()
    writers = [start(path, f"lesson{number}", 1, 30) for number in range(5)]
    go(writers)
    reports = finished(writers)
    aside = [place for place in path.parent.glob("*.damaged-*") if not place.name.endswith(("-wal", "-shm"))]
    assert len(aside) == 1, "a good file was moved"
    assert aside[0].read_bytes()[:4096] == content[:4096] or accident is damage_a_page
    said = [report["notice"] for report in reports] + [words for report in reports for words in report["said"]]
    assert any("was damaged" in words for words in said)
    assert not any("locked" in words for words in said)
    assert_all_kept(path, reports)


@pytest.mark.slow
def test_five_apps_train_and_turn_pages_at_once(tmp_path: Path) -> None:
    home = tmp_path / "home"
    trainer = f"{sys.executable} {Path(__file__).parents[1] / 'tui' / 'scripted_trainer.py'}"
    environment = {"NNTERM_HOME": str(home), "NNTERM_TRAINER": trainer}
    with ExitStack() as stack:
        apps = [stack.enter_context(TerminalApp((*NNTERM, "perceptron"), environment)) for _ in range(5)]
        for app in apps:
            app.shows("TensorFlow ready")
        for trained in range(1, 7):
            for app in apps:
                app.press("t")
            for number, app in enumerate(apps):
                app.shows(r"epoch 50/50|epoch \d+/\d+")
                app.press("n" if (trained + number) % 3 == 0 else "p")
            for app in apps:
                app.read(0.2)
        for app in apps:
            app.press("\x11")
        for app in apps:
            app.until(lambda app=app: app.process.poll() is not None or any(words in app.text for words in ASKED))
            if app.process.poll() is None:
                app.press("\x11")
            assert app.ends() == 0
            assert b"locked" not in app.written
            assert b"not being kept" not in app.written
            assert b"Traceback" not in app.written
    store = RunStore.open(home / "nnterm.sqlite")
    runs = store.runs("perceptron", limit=1000)
    assert len(runs) >= 5
    assert {run.state for run in runs} <= {RunState.COMPLETED, RunState.STOPPED}
    assert store.fetch("SELECT * FROM writers") == []
    assert store.fetch("PRAGMA integrity_check") == [("ok",)]
    assert Progress(store).all()["perceptron"].furthest >= 1
    store.close()
