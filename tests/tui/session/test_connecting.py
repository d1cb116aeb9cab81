"""The way to a trainer elsewhere, as the badge shows it until the trainer there speaks."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from nnterm.experiment.protocol.wire import PROTOCOL
from nnterm.lesson.course import Course
from nnterm.runs.store.store import RunStore
from nnterm.runs.trainer.link import connecting
from nnterm.tui.app import NntermApp
from tui.conftest import SCRIPT, running, screen_text, shows, until

FIRST_LINE = f'{{"type": "TrainerStarted", "protocol": {PROTOCOL}, "pid": 1}}'
STARTED = f"import sys; print({FIRST_LINE!r}, flush=True); sys.stdin.read()"


@pytest.fixture
def ssh(tmp_path: Path) -> Callable[[str], Path]:
    """A program called ssh that runs a command as soon as something is written into its gate."""

    def make(command: str) -> Path:
        os.mkfifo(tmp_path / "gate")
        program = tmp_path / "ssh"
        program.write_text(f"#!/bin/sh\nread -r opened < {tmp_path}/gate\nexec {command}\n")
        program.chmod(0o755)
        return program

    return make


def app_through(program: Path, course: Course, tmp_path: Path) -> NntermApp:
    command = (str(program), "gpubox", "nnterm", "trainer")
    return NntermApp(course, RunStore.open(tmp_path / "runs.sqlite"), course.find("flowers"), command)


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_connecting_is_not_yet_loading(
    size: tuple[int, int], ssh: Callable[[str], Path], course: Course, tmp_path: Path
) -> None:
    (tmp_path / "started.py").write_text(STARTED)
    app = app_through(ssh(f"{sys.executable} {tmp_path}/started.py"), course, tmp_path)
    async with app.run_test(size=size) as pilot:
        await shows(pilot, app, "connecting to gpubox")
        assert "loading" not in screen_text(app)
        await pilot.press("t")
        await shows(pilot, app, "Connecting to gpubox. Training starts by itself")
        (tmp_path / "gate").write_text("open\n")
        await shows(pilot, app, "TensorFlow is loading")
        await shows(pilot, app, "TensorFlow is still loading. Training starts by itself")


async def test_then_it_is_ready(ssh: Callable[[str], Path], course: Course, tmp_path: Path) -> None:
    app = app_through(ssh(f"{sys.executable} {SCRIPT}"), course, tmp_path)
    async with app.run_test(size=(120, 40)) as pilot:
        await shows(pilot, app, "connecting to gpubox")
        (tmp_path / "gate").write_text("open\n")
        await until(pilot, lambda: app.training.device is not None)
        await shows(pilot, app, "via ssh gpubox")


async def test_a_trainer_that_runs_here_is_not_connected_to(new_app: Callable[..., NntermApp]) -> None:
    app = new_app("flowers")
    async with running(app):
        assert app.training.connecting == ""


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("ssh", "-p", "22", "me@gpubox", "nnterm", "trainer"), "connecting to me@gpubox"),
        (("docker", "exec", "-i", "box", "nnterm", "trainer"), "connecting through docker"),
        (("ssh", "a-very-long-name.of.a.computer.example", "nnterm"), "connecting to a-very-long-name.of.a.c…"),
        ((sys.executable, "-m", "nnterm.trainer.worker"), ""),
    ],
)
def test_the_way_in_words(command: tuple[str, ...], words: str) -> None:
    assert connecting(command) == words
