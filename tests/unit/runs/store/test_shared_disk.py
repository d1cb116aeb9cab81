"""A store on a disk that machines share, such as an NFS home: a plain rollback journal, and everything that is kept."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from rights import plain_user
from stored_runs import trained

from nnterm.experiment.run_state import RunState
from nnterm.runs.store.file import file_system
from nnterm.runs.store.progress import Progress
from nnterm.runs.store.store import RunStore

pytestmark = pytest.mark.skipif("sys.platform != 'linux'")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "shared" / "runs.sqlite"


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    """A list of mounts that says the disk of `path` is shared."""
    (tmp_path / "mountinfo").write_text(
        f"27 1 254:0 / / rw - ext4 /dev/vda rw\n28 27 0:40 / {tmp_path}/shared rw - nfs4 server:/home rw\n"
    )
    return tmp_path / "mountinfo"


@pytest.fixture
def shared(mounts: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as context:
        context.setattr(file_system, "MOUNTS", mounts)
        yield


def mode(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("PRAGMA journal_mode").fetchone()[0])


def beside(path: Path) -> set[str]:
    return {place.name.removeprefix(path.name) for place in path.parent.glob(f"{path.name}?*")}


@pytest.mark.usefixtures("shared")
def test_what_is_written_needs_no_shared_memory(path: Path) -> None:
    store = RunStore.open(path)
    run = trained(store)
    Progress(store).visit("lesson", 2)
    assert beside(path) == set()
    # Nobody is kept from writing meanwhile.
    other = RunStore.open(path)
    Progress(other).visit("lesson", 3)
    assert Progress(store).all()["lesson"].furthest == 3
    store.close()
    other.close()
    assert mode(path) == "delete"
    assert [repr(kept) for kept in RunStore.open(path).runs("lesson")] == [repr(run)]


def test_on_a_local_disk_readers_and_writers_do_not_wait_for_each_other(path: Path) -> None:
    store = RunStore.open(path)
    assert mode(path) == "wal"
    store.close()


def test_a_file_that_was_left_with_a_log_is_taken_over_whole(
    path: Path, mounts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an older nnterm left it when its machine failed, or one for which the disk was local."""
    before = RunStore.open(tmp_path / "runs.sqlite")
    run = trained(before)
    path.parent.mkdir()
    shutil.copy(tmp_path / "runs.sqlite", path)
    shutil.copy(tmp_path / "runs.sqlite-wal", f"{path}-wal")
    before.close()
    monkeypatch.setattr(file_system, "MOUNTS", mounts)
    store = RunStore.open(path)
    assert (store.notice, store.is_whole) == ("", True)
    assert [repr(kept) for kept in store.runs("lesson")] == [repr(run)]
    assert beside(path) == set()
    store.close()


def test_a_file_that_another_has_open_with_a_log_is_left_until_it_is_closed(
    path: Path, mounts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = RunStore.open(path)
    Progress(other).visit("lesson", 2)
    monkeypatch.setattr(file_system, "MOUNTS", mounts)
    store = RunStore.open(path)
    assert "another program locks" in store.notice
    Progress(other).visit("lesson", 3)
    other.close()
    run = trained(store)
    store.close()
    store = RunStore.open(path)
    assert store.notice == ""
    assert [kept.run_id for kept in store.runs("lesson")] == [run.run_id]
    assert Progress(store).all()["lesson"].furthest == 3
    store.close()


def torn(path: Path, aside: Path) -> None:
    """Put at `path` what a machine leaves that fails while it writes: half of a change, and the journal against it."""
    store = RunStore.open(aside)
    Progress(store).visit("lesson", 2)
    store.close()
    with closing(sqlite3.connect(aside)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("UPDATE progress SET furthest = 9")
        connection.executemany("INSERT INTO choices VALUES (?, ?)", [(str(n), "x" * 4000) for n in range(50)])
        path.parent.mkdir()
        shutil.copy(aside, path)
        shutil.copy(f"{aside}-journal", f"{path}-journal")
        connection.rollback()


@pytest.mark.usefixtures("shared")
def test_half_a_change_is_taken_back(path: Path, tmp_path: Path) -> None:
    torn(path, tmp_path / "aside.sqlite")
    store = RunStore.open(path)
    assert store.notice == ""
    assert Progress(store).all()["lesson"].furthest == 2
    assert store.fetch("SELECT * FROM choices") == []
    assert beside(path) == set()
    store.close()


READER = """
import sys
from pathlib import Path
from nnterm.runs.store.file import file_system
from nnterm.runs.store.progress import Progress
from nnterm.runs.store.store import RunStore

file_system.MOUNTS = Path(sys.argv[2])
store = RunStore.open(Path(sys.argv[1]))
print(store.is_whole, "not being kept" in store.notice, {lesson.furthest for lesson in Progress(store).all().values()})
"""


def test_half_a_change_is_not_read_where_it_cannot_be_taken_back(path: Path, mounts: Path, tmp_path: Path) -> None:
    torn(path, tmp_path / "aside.sqlite")
    path.chmod(0o400)
    path.parent.chmod(0o500)
    command = [sys.executable, "-c", READER, str(path), str(mounts)]
    try:
        ran = subprocess.run(command, preexec_fn=plain_user(), check=True, capture_output=True, text=True)
    finally:
        path.parent.chmod(0o700)
    assert ran.stdout == "False True set()\n"


WRITER = """
import json, sys
from pathlib import Path
sys.path += json.loads(sys.argv[1])
from stored_runs import EXPERIMENT, end, epoch
from nnterm.errors import StoreError
from nnterm.runs.store.file import file_system
from nnterm.runs.store.recording import Recording
from nnterm.runs.store.store import RunStore
from nnterm.runs.trainer.train_once import new_run

file_system.MOUNTS = Path(sys.argv[3])
sys.stdin.read()
store = RunStore.open(Path(sys.argv[2]))
recording, runs = Recording(store, lambda error: None), [new_run(EXPERIMENT, "lesson") for _ in range(5)]
for run in runs:
    for _ in range(4):
        recording.record(run, epoch(run))
    recording.record(run, end(run))
waiting = list(runs)
while waiting:
    # Another may be writing for long.
    try:
        store.finish(waiting[-1])
        waiting.pop()
    except StoreError as error:
        assert "locked" in error.message, error.message
print(json.dumps([run.run_id for run in runs]))
"""


def test_several_write_at_the_same_moment(path: Path, mounts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = [sys.executable, "-c", WRITER, json.dumps(sys.path), str(path), str(mounts)]
    writers = [subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    for each in writers:
        assert each.stdin is not None
        each.stdin.close()
    written: set[str] = set()
    for each in writers:
        with each:
            assert each.stdout is not None
            written |= set(json.loads(each.stdout.read()))
    monkeypatch.setattr(file_system, "MOUNTS", mounts)
    store = RunStore.open(path)
    kept = store.runs("lesson", limit=1000)
    assert {run.run_id for run in kept} == written
    assert {(run.state, run.epochs) for run in kept} == {(RunState.COMPLETED, 4)}
    assert store.fetch("PRAGMA integrity_check") == [("ok",)]
    store.close()
