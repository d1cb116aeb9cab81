"""What tests of hostile programs stand on, and what must be whole after them."""

import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psutil
import pytest
from warm_programs import WarmPrograms

from nnterm.runs.exercise import run, supervisor


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where programs get their folders; none is left."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    yield folder
    assert not list(folder.iterdir())


@pytest.fixture
async def note(tmp_path: Path) -> AsyncIterator[str]:
    """Where programs note the processes that must be gone afterwards."""
    path = tmp_path / "pids"
    yield str(path)
    noted = path.read_text().split() if path.exists() else []
    left = [int(pid) for pid in noted if psutil.pid_exists(int(pid))]
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert not left


@pytest.fixture
def bystander() -> Iterator[subprocess.Popen[bytes]]:
    """A process that no program may have ended."""
    process = subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE, start_new_session=True
    )
    yield process
    assert process.poll() is None
    process.communicate()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app waits less for what watches over a program."""
    monkeypatch.setattr(run, "OVERTIME", 1.0)
    monkeypatch.setattr(run, "GRACE", 0.5)
    monkeypatch.setattr(supervisor, "GRACE", 0.5)


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarmPrograms]:
    """A process that has Keras loaded, for all the programs of the course."""
    with WarmPrograms(tmp_path_factory.mktemp("warm")) as programs:
        yield programs


@pytest.fixture
def warm_programs(warm: WarmPrograms, monkeypatch: pytest.MonkeyPatch) -> None:
    """Learners' programs are started from a process that has Keras loaded."""
    monkeypatch.setattr(run, "COMMAND", warm.command)
