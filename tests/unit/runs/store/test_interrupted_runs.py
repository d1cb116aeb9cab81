"""A run whose nnterm is gone: shown and stored as interrupted, with every epoch; that of a live one goes on."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from stored_runs import EXPERIMENT, trained

from nnterm.experiment.protocol.events import EpochsEnded, RunEnded
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.lesson.judging import REQUIRED
from nnterm.runs.store.run_owner import PATIENCE, RunOwner, this_process
from nnterm.runs.store.store import RunStore
from nnterm.runs.trainer.train_once import new_run

WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from stored_runs import trained
from nnterm.runs.store.store import RunStore
store = RunStore.open(Path(sys.argv[1]))
print(trained(store, end=len(sys.argv) > 3).run_id, flush=True)
sys.stdin.read()
"""

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere no process says when it started")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "runs.sqlite"


@pytest.fixture
def writer(path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Another nnterm with a run under way, and its id."""
    with start_writer(path) as process:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()
        if process.poll() is None:
            process.kill()


def start_writer(path: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), str(Path(__file__).parent), *more]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def kept(path: Path) -> list[Run]:
    store = RunStore.open(path)
    try:
        return store.runs("lesson")
    finally:
        store.close()


def stored_state(path: Path) -> str:
    store = RunStore.open(path)
    try:
        return str(json.loads(store.fetch("SELECT outcome FROM runs")[0][0])["state"])
    finally:
        store.close()


@linux
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGABRT])
def test_a_run_of_a_killed_nnterm_is_interrupted_and_keeps_its_epochs(
    writer: tuple[subprocess.Popen[str], str], path: Path, number: signal.Signals
) -> None:
    process, run_id = writer
    (alive,) = kept(path)
    assert (alive.run_id, alive.state) == (run_id, RunState.RUNNING)
    process.send_signal(number)
    process.wait()
    (run,) = kept(path)
    assert run.state is RunState.INTERRUPTED
    assert run.history.columns == alive.history.columns
    assert run.changes == alive.changes
    assert (run.epochs, run.parameters, run.device) == (4, 33, "CPU 2 cores")
    assert stored_state(path) == "interrupted"


@linux
def test_one_that_dies_while_this_one_is_open_is_noticed(writer: tuple[subprocess.Popen[str], str], path: Path) -> None:
    process, _ = writer
    store = RunStore.open(path)
    assert store.runs("lesson")[0].state is RunState.RUNNING
    process.kill()
    process.wait()
    assert store.runs("lesson")[0].state is RunState.INTERRUPTED
    store.close()
    assert stored_state(path) == "interrupted"


@linux
def test_a_dead_process_that_its_parent_has_not_looked_at_is_gone(
    writer: tuple[subprocess.Popen[str], str], path: Path
) -> None:
    process, _ = writer
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert kept(path)[0].state is RunState.INTERRUPTED


def test_a_run_that_ended_stays_as_it_ended(path: Path) -> None:
    with start_writer(path, "end") as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()
    assert kept(path)[0].state is RunState.COMPLETED


HERE = this_process()
ELSEWHERE = {"host": "another", "boot": "another boot", "space": "pid:[1]"}


@linux
@pytest.mark.parametrize(
    ("changed", "age", "is_gone"),
    [
        pytest.param({}, 10**9, False, id="this very process, however long it is paused"),
        pytest.param({}, -(10**9), False, id="this very process, and the clock went back"),
        pytest.param({"started": HERE.started - 1}, 0, True, id="another one had the number before"),
        pytest.param({"pid": 2**22 + 1}, 0, True, id="no such process"),
        pytest.param({"boot": "before"}, 0, True, id="the computer was started anew"),
        pytest.param(ELSEWHERE, 0, False, id="another computer"),
        pytest.param(ELSEWHERE, -(10**9), False, id="another computer whose clock is ahead"),
        pytest.param(ELSEWHERE, PATIENCE + 60, True, id="another computer, silent for long"),
        pytest.param({"space": "pid:[1]"}, 0, False, id="another container"),
        pytest.param({"space": "pid:[1]"}, PATIENCE + 60, True, id="another container, silent for long"),
        pytest.param({"boot": "", "space": ""}, 0, False, id="a system that does not say"),
        pytest.param({"boot": "", "space": ""}, PATIENCE + 60, True, id="a system that does not say, silent for long"),
    ],
)
def test_no_process_is_taken_for_another(changed: dict[str, object], age: float, is_gone: bool, path: Path) -> None:
    store = RunStore.open(path)
    trained(store, end=False)
    owner = msgspec.structs.replace(HERE, **changed)
    row = (msgspec.json.encode(owner).decode(), time.time() - age)
    store.execute("UPDATE writers SET owner = ?, written = ?", row)
    assert store.runs("lesson")[0].state is (RunState.INTERRUPTED if is_gone else RunState.RUNNING)
    store.close()
    assert stored_state(path) == ("interrupted" if is_gone else "running")


def test_a_run_taken_for_interrupted_says_by_its_next_epoch_that_it_is_not(path: Path) -> None:
    store, other = RunStore.open(path), RunStore.open(path)
    run = trained(store, end=False)
    far = msgspec.structs.replace(HERE, **ELSEWHERE)
    store.execute("UPDATE writers SET owner = ?, written = 0", (msgspec.json.encode(far).decode(),))
    assert other.runs("lesson")[0].state is RunState.INTERRUPTED
    event = EpochsEnded(run_id=run.run_id, first=5, columns={"loss": [0.3], "val_loss": [0.8]}, seconds=0.3)
    run.apply(event)
    store.record(run, event)
    (shown,) = other.runs("lesson")
    assert (shown.state, shown.epochs) == (RunState.RUNNING, 5)
    end = RunEnded(run_id=run.run_id, outcome="completed", epochs=5, seconds=1, evaluate={}, evaluated_on="test")
    run.apply(end)
    store.record(run, end)
    assert other.runs("lesson")[0].state is RunState.COMPLETED
    assert other.fetch("SELECT * FROM writers") == []
    for each in (store, other):
        each.close()


def test_words_in_place_of_an_owner_are_reported_not_a_crash(path: Path) -> None:
    from nnterm.errors import StoreError

    store = RunStore.open(path)
    trained(store, end=False)
    store.execute("UPDATE writers SET owner = 'somebody'")
    store.close()
    store = RunStore.open(path)
    with pytest.raises(StoreError, match="cannot read"):
        store.runs("lesson")
    store.close()


def test_an_interrupted_run_is_over_but_was_not_trained_to_its_end() -> None:
    run = new_run(EXPERIMENT, "lesson")
    run.state = RunState.INTERRUPTED
    assert run.state.over
    assert run.state not in REQUIRED
    late = EpochsEnded(run_id=run.run_id, first=1, columns={"loss": [0.3]}, seconds=0.3)
    assert not run.apply(late)


def test_this_process_is_known_by_more_than_its_number() -> None:
    assert HERE.pid == os.getpid()
    assert not HERE.is_gone(time.time())
    assert msgspec.json.decode(msgspec.json.encode(HERE), type=RunOwner) == HERE
