"""The ends of the pipe: what starts the child, what ends it, and that nothing else gets into its stream."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from nnterm.experiment.hyperparameters.layers import Dense, MaxPooling2D
from nnterm.experiment.protocol import events
from nnterm.experiment.protocol.wire import decode_event

from .cases import CONVOLUTIONAL, IRIS, MOONS, RECURRENT
from .child import DEADLINE, WORKER, Child, history

IN_TIME = 1.0
"""Seconds within which the child must be gone."""


def test_commands_wait_while_the_libraries_load_and_the_end_of_stdin_ends_a_training() -> None:
    child = Child()
    try:
        run_id = child.start(IRIS)
        seen = child.to_end(run_id)
        assert [type(event) for event in seen[:2]] == [events.TrainerStarted, events.TrainerReady]
        assert seen[0].pid == child.process.pid
        assert {"tensorflow", "keras"} <= set(seen[1].versions)
        assert seen[1].device.name
        assert len(history(seen)["loss"]) == 5
        child.start(MOONS.with_(epochs=100_000))
        child.until(events.EpochsEnded)
        assert child.process.stdin is not None
        child.process.stdin.close()
        assert child.seconds_to_end() < IN_TIME
        assert child.process.returncode == 0
    finally:
        child.kill()


@pytest.mark.parametrize("event", [events.TrainerStarted, events.RunStarted], ids=lambda event: event.__name__)
def test_the_end_of_stdin_ends_the_child_while_it_imports_and_while_it_compiles(event: type) -> None:
    child = Child()
    try:
        # Compiled with XLA, which takes seconds.
        child.start(RECURRENT.with_(epochs=100_000))
        child.until(event)
        if event is events.RunStarted:
            child.until(events.EpochsEnded)
        assert child.process.stdin is not None
        child.process.stdin.close()
        assert child.seconds_to_end() < IN_TIME
    finally:
        child.kill()


def test_a_closed_stdout_ends_the_child() -> None:
    process = subprocess.Popen(WORKER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert process.stdout is not None
        assert isinstance(decode_event(process.stdout.readline()), events.TrainerStarted)
        process.stdout.close()
        # It notices when it has something to say: that it is ready.
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
    process.wait()
    # The child holds the writing end of this pipe: its end is the end of the stream.
    gone = threading.Thread(target=process.stdout.read)
    gone.start()
    gone.join(timeout=IN_TIME)
    assert not gone.is_alive()


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


def test_libraries_that_the_environment_mistunes_train_all_the_same() -> None:
    child = Child(environment={**os.environ, "KERAS_BACKEND": "nonsense", "CUDA_VISIBLE_DEVICES": "-1"})
    try:
        ready = child.until(events.TrainerReady)[-1]
        assert ready.device.kind == "CPU"
        assert "CUDA_VISIBLE_DEVICES" in ready.device.reason
        assert child.run(CONVOLUTIONAL.with_(epochs=1))[-1].outcome == "completed"
    finally:
        child.kill()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_log_on_a_full_disk_costs_the_child_neither_its_ears_nor_its_life() -> None:
    with Path("/dev/full").open("wb") as full:
        child = Child(stderr=full)
    try:
        # What is noted in the log: a line that is no command, a run that fails inside Keras, whatever Keras prints.
        child.send_line(b"no command\n")
        assert isinstance(child.run(IRIS.with_(layers=(MaxPooling2D(), Dense(3, "softmax"))))[-1], events.RunFailed)
        child.send_line(b"no command\n")
        assert child.run(IRIS)[-1].outcome == "completed"
    finally:
        child.kill()


def test_a_mistake_of_ours_ends_the_child_with_its_traceback_and_no_abort(tmp_path: Path) -> None:
    code = (
        "from nnterm.trainer import worker, session\nsession.Session.run = lambda self: {}['a mistake']\nworker.live()"
    )
    with (tmp_path / "log").open("wb") as log:
        child = Child((sys.executable, "-c", code), stderr=log)
    try:
        child.start(IRIS)
        child.seconds_to_end()
        assert child.process.returncode == 1
        assert (tmp_path / "log").read_text().splitlines()[-1] == "KeyError: 'a mistake'"
    finally:
        child.kill()
