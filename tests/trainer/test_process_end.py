"""The ends of the pipe: what starts the child, what ends it, and that nothing else gets into its stream."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from nnterm.experiment.hyperparameters.layers import Dense, Embedding, MaxPooling2D, SimpleRNN
from nnterm.experiment.protocol import events
from nnterm.experiment.protocol.events import Event
from nnterm.experiment.protocol.wire import decode_event

from .cases import IRIS, MOONS, RECURRENT, Case
from .child import DEADLINE, WORKER, Child, history

FULL = Path("/dev/full")

TRAINING = MOONS.with_(epochs=100_000, dropout=0.2)
"""Never compiled with XLA: it trains from its first epoch on."""

COMPILING = RECURRENT.with_(layers=(Embedding(300, 8), SimpleRNN(8), Dense(1, "sigmoid")), epochs=100_000)
"""Compiled with XLA after its first epoch, which takes seconds."""


class Adverse(NamedTuple):
    """A child in an environment that means no good, its first run done."""

    child: Child
    seen: list[Event]
    """Everything it said from its start to the end of a run of `IRIS`."""


@pytest.fixture(scope="module")
def adverse() -> Iterator[Adverse]:
    """A child whose environment mistunes the libraries, and whose log is on a full disk."""
    with (FULL if FULL.exists() else Path(os.devnull)).open("wb") as log:
        child = Child(environment={**os.environ, "KERAS_BACKEND": "nonsense", "CUDA_VISIBLE_DEVICES": "-1"}, stderr=log)
    try:
        yield Adverse(child, child.run(IRIS))
    finally:
        child.kill()


def test_commands_wait_while_the_libraries_load(adverse: Adverse) -> None:
    started, ready = adverse.seen[:2]
    assert isinstance(started, events.TrainerStarted)
    assert started.pid == adverse.child.process.pid
    assert isinstance(ready, events.TrainerReady)
    assert {"tensorflow", "keras"} <= set(ready.versions)
    assert len(history(adverse.seen)["loss"]) == 5


def test_libraries_that_the_environment_mistunes_train_all_the_same(adverse: Adverse) -> None:
    ready, ended = adverse.seen[1], adverse.seen[-1]
    assert isinstance(ready, events.TrainerReady)
    assert ready.device.kind == "CPU"
    assert "CUDA_VISIBLE_DEVICES" in ready.device.reason
    assert isinstance(ended, events.RunEnded)
    assert ended.outcome == "completed"


@pytest.mark.skipif(not FULL.exists(), reason="there is no device that is always full")
def test_a_log_on_a_full_disk_costs_the_child_neither_its_ears_nor_its_life(adverse: Adverse) -> None:
    # What is noted in the log: a line that is no command, a run that fails inside Keras, whatever Keras prints.
    child = adverse.child
    child.send_line(b"no command\n")
    assert isinstance(child.run(IRIS.with_(layers=(MaxPooling2D(), Dense(3, "softmax"))))[-1], events.RunFailed)
    child.send_line(b"no command\n")
    assert child.run(IRIS)[-1].outcome == "completed"


def test_the_end_of_stdin_ends_the_child_while_it_trains(adverse: Adverse) -> None:
    # The last test of this child.
    assert_ends_with_stdin(adverse.child, TRAINING)


def assert_ends_with_stdin(child: Child, case: Case) -> None:
    """In the midst of a run of `case`, whose first epoch is trained."""
    child.start(case)
    child.until(events.EpochsEnded)
    assert not any(isinstance(event, events.RunEnded | events.RunFailed) for event in child.end_of_stdin())
    assert child.process.returncode == 0


def test_the_end_of_stdin_ends_the_child_while_it_imports() -> None:
    child = Child()
    try:
        child.start(IRIS)
        child.until(events.TrainerStarted)
        assert not any(isinstance(event, events.TrainerReady) for event in child.end_of_stdin())
        assert child.process.returncode == 0
    finally:
        child.kill()


def test_the_end_of_stdin_ends_the_child_while_it_compiles() -> None:
    child = Child()
    try:
        assert_ends_with_stdin(child, COMPILING)
    finally:
        child.kill()


def test_a_closed_stdout_ends_the_child() -> None:
    process = subprocess.Popen(WORKER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert process.stdout is not None
        assert isinstance(decode_event(process.stdout.readline()), events.TrainerStarted)
        process.stdout.close()
        # It notices when it has something to say: that it is alive, or ready.
        assert process.wait(timeout=DEADLINE) == 0
    finally:
        process.kill()
        process.wait()


def test_the_child_of_a_killed_app_is_gone_at_once() -> None:
    app = (
        "import subprocess, sys; child = subprocess.Popen([sys.executable, '-m', 'nnterm.trainer.worker'],"
        "stdin=subprocess.PIPE, stderr=subprocess.DEVNULL); child.wait()"
    )
    process = subprocess.Popen((sys.executable, "-c", app), stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert isinstance(decode_event(process.stdout.readline()), events.TrainerStarted)
    os.kill(process.pid, signal.SIGKILL)
    # The child holds the writing end of this pipe: its end is the end of the stream.
    rest, _ = process.communicate(timeout=DEADLINE)
    assert not any(isinstance(decode_event(line), events.TrainerReady) for line in rest.splitlines())


def test_stray_prints_do_not_get_into_the_stream() -> None:
    code = """
import os, sys
from nnterm.experiment.protocol.events import RunPaused
from nnterm.trainer.channel import Channel
channel = Channel()
print("a stray print")
os.write(1, b"a write from C")
os.system("echo a child")
sys.stdout.flush()
channel.say(RunPaused(run_id="after the noise", epoch=1))
"""
    done = subprocess.run((sys.executable, "-c", code), capture_output=True, timeout=DEADLINE, check=True)
    (line,) = done.stdout.splitlines()
    assert decode_event(line) == events.RunPaused(run_id="after the noise", epoch=1)
    for noise in (b"a stray print", b"a write from C", b"a child"):
        assert noise in done.stderr


def test_a_mistake_of_ours_ends_the_child_with_its_traceback_and_no_abort(tmp_path: Path) -> None:
    # By then a thread waits for standard input, which Python's own way out may not survive.
    code = "from nnterm.trainer import worker\nworker.choose_device = lambda *_: {}['a mistake']\nworker.live()"
    with (tmp_path / "log").open("wb") as log:
        child = Child((sys.executable, "-c", code), stderr=log)
    try:
        child.until_end()
        assert child.process.returncode == 1
        assert (tmp_path / "log").read_text().splitlines()[-1] == "KeyError: 'a mistake'"
    finally:
        child.kill()
