"""What nnterm writes in its home is for its owner alone: answers, drafts and runs may lie on a shared computer."""

import asyncio
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rights import plain_user
from stored_runs import trained

from nnterm import paths
from nnterm.runs.store.progress import Progress
from nnterm.runs.store.store import RunStore
from nnterm.runs.trainer.process import TrainerProcess

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")


@pytest.fixture(autouse=True)
def _generous() -> Iterator[None]:
    """What most shells have: others may read."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    monkeypatch.setenv("NNTERM_HOME", str(folder))
    return folder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def modes(folder: Path) -> dict[str, str]:
    return {path.name: oct(mode(path)) for path in sorted(folder.iterdir())}


def start_trainer() -> None:
    async def start() -> None:
        process = TrainerProcess((sys.executable, "-c", "import sys; sys.stderr.write('words'); sys.stdin.read()"))
        await process.start()
        # A thread of its own writes the log.
        async with asyncio.timeout(20):
            while not process._log.path.exists() or "words" not in process._log.path.read_text():
                await asyncio.sleep(0.01)
        await process.stop()

    asyncio.run(start())


def test_everything_in_a_fresh_home_is_private(home: Path) -> None:
    store = RunStore.open()
    trained(store)
    Progress(store).keep_draft("lesson", "block", "my code")
    start_trainer()
    found = modes(home)
    assert set(found) == {"nnterm.sqlite", "nnterm.sqlite-wal", "nnterm.sqlite-shm", "trainer.log"}
    assert set(found.values()) == {"0o600"}
    assert mode(home) == 0o700
    store.close()


def test_files_of_an_older_nnterm_are_closed_to_others_when_they_are_opened(home: Path) -> None:
    home.mkdir(mode=0o755)
    first = RunStore.open()
    trained(first)
    (home / "trainer.log").write_text("of before")
    (home / "nnterm.sqlite.damaged-20260101-000000").write_text("older runs")
    for path in home.iterdir():
        path.chmod(0o644)
    home.chmod(0o755)
    store = RunStore.open()
    start_trainer()
    trained(store)
    assert set(modes(home).values()) == {"0o600"}
    assert mode(home) == 0o700
    assert len(store.runs("lesson")) == 2
    for each in (first, store):
        each.close()


def test_a_damaged_file_is_private_where_it_was_moved(home: Path) -> None:
    home.mkdir()
    paths.store().write_text("no database, but somebody's answers" * 100)
    RunStore.open().close()
    assert set(modes(home).values()) == {"0o600"}
    assert len(modes(home)) == 2


def test_a_file_made_anew_under_an_open_store_is_private(home: Path) -> None:
    store = RunStore.open()
    for path in home.iterdir():
        path.unlink()
    Progress(store).visit("lesson", 1)
    assert "nnterm.sqlite" in modes(home)
    assert set(modes(home).values()) == {"0o600"}
    store.close()


@pytest.mark.parametrize("kind", ["shared", "sticky", "with others' files", "the learner's own"])
def test_a_folder_that_is_not_nnterms_keeps_its_mode(home: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    home.mkdir()
    before = {"shared": 0o777, "sticky": 0o1777}.get(kind, 0o755)
    home.chmod(before)
    if kind == "with others' files":
        (home / "thesis.txt").write_text("for the others")
        (home / "thesis.txt").chmod(0o644)
    if kind == "the learner's own":
        monkeypatch.setenv("HOME", str(home))
    for _ in range(2):
        RunStore.open().close()
    start_trainer()
    assert mode(home) == before
    found = modes(home)
    assert found.pop("thesis.txt", "0o644") == "0o644"
    assert set(found.values()) == {"0o600"}


def test_the_usual_home_is_closed_whatever_else_lies_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NNTERM_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setenv("HOME", str(tmp_path))
    home = paths.home()
    if not home.is_relative_to(tmp_path):
        pytest.skip("the platform has its data elsewhere")
    home.mkdir(parents=True)
    (home / "my notes.txt").write_text("beside it")
    home.chmod(0o755)
    RunStore.open().close()
    assert mode(home) == 0o700


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="files of another user need root")
def test_files_of_another_user_are_used_as_they_are(home: Path) -> None:
    """Without the right to change their mode, as every user but root has it."""
    home.mkdir()
    store = RunStore.open()
    trained(store)
    store.close()
    for path in (home, *home.iterdir()):
        path.chmod(0o777 if path == home else 0o666)
        os.chown(path, 65534, 65534)
    code = (
        "from nnterm.runs.store.store import RunStore; from nnterm.runs.store.progress import Progress;"
        "store = RunStore.open(); Progress(store).visit('lesson', 1); assert not store.notice, store.notice;"
        "print(len(store.runs('lesson')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], preexec_fn=plain_user(), capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.stdout, done.stderr) == ("1\n", "")
