import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from series_run import LAST_VALUE_LOSS, series_run
from stored_runs import trained

from nnterm.errors import StoreError
from nnterm.experiment.run_state import RunState
from nnterm.runs.store.progress import Progress
from nnterm.runs.store.store import RunStore


def test_a_run_comes_back_whole_after_a_restart(tmp_path: Path) -> None:
    store = RunStore.open(tmp_path / "runs.sqlite")
    run = trained(store)
    store.close()
    (kept,) = RunStore.open(tmp_path / "runs.sqlite").runs("lesson", "first")
    assert repr(kept) == repr(run)
    assert kept.history["val_loss"] == [1.0, 0.8, 0.7, 0.9]
    assert kept.state is RunState.COMPLETED


def test_epochs_are_kept_before_the_run_ends(tmp_path: Path) -> None:
    store = RunStore.open(tmp_path / "runs.sqlite")
    trained(store, end=False)
    (kept,) = RunStore.open(tmp_path / "runs.sqlite").runs("lesson")
    assert kept.epochs == 4


def test_runs_come_newest_first_and_by_experiment(tmp_path: Path) -> None:
    store = RunStore.open(tmp_path / "runs.sqlite")
    first, second = trained(store), trained(store)
    trained(store, lesson="other")
    assert [run.run_id for run in store.runs("lesson", "first")] == [second.run_id, first.run_id]
    assert store.runs("lesson", "second") == []


def test_two_programs_share_one_file(tmp_path: Path) -> None:
    path = tmp_path / "runs.sqlite"
    mine = RunStore.open(path)
    writer = (
        "import sys; from pathlib import Path; from nnterm.runs.store.store import RunStore;"
        "from nnterm.runs.store.progress import Progress; p = Progress(RunStore.open(Path(sys.argv[1])));"
        "[p.visit(f'lesson{i}', i) for i in range(50)]"
    )
    with subprocess.Popen([sys.executable, "-c", writer, str(path)]) as other:
        for step in range(50):
            Progress(mine).visit("mine", step)
    assert other.returncode == 0
    progress = Progress(RunStore.open(path)).all()
    assert progress["mine"].step == 49
    assert progress["lesson49"].step == 49


@pytest.mark.parametrize(
    "content", [b"this is no database, but it is long enough to look at" * 40, b"SQLite format 3\0" + b"x" * 5000]
)
def test_a_damaged_file_is_moved_aside_and_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "runs.sqlite"
    path.write_bytes(content)
    store = RunStore.open(path)
    (aside,) = tmp_path.glob("runs.sqlite.damaged-*")
    assert aside.read_bytes() == content
    assert str(aside) in store.notice
    trained(store)
    assert len(RunStore.open(path).runs("lesson")) == 1


def test_where_nothing_can_be_written_runs_are_kept_in_memory_and_it_is_said(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    store = RunStore.open(in_the_way / "nnterm.sqlite")
    assert "not being kept" in store.notice
    trained(store)
    assert len(store.runs("lesson")) == 1


def test_a_lock_that_stays_is_an_error_with_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnterm.runs.store.file.store_file.PATIENCE", 0.05)
    path = tmp_path / "runs.sqlite"
    store = RunStore.open(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="locked"):
        trained(store)
    other.execute("ROLLBACK")
    trained(store)


def test_a_full_disk_is_an_error_with_words(tmp_path: Path) -> None:
    store = RunStore.open(tmp_path / "runs.sqlite")
    store.execute("PRAGMA max_page_count = 20")
    with pytest.raises(StoreError, match="full"):
        for _ in range(500):
            trained(store)


def test_progress_remembers_step_furthest_and_answers(tmp_path: Path) -> None:
    progress = Progress(RunStore.open(tmp_path / "runs.sqlite"))
    assert progress.of("cnn") is None
    progress.visit("cnn", 3)
    progress.visit("cnn", 1)
    here = progress.of("cnn")
    assert here is not None
    assert (here.step, here.furthest, here.finished) == (1, 3, False)
    progress.finish("cnn")
    after = progress.of("cnn")
    assert after is not None
    assert (after.step, after.finished) == (0, True)
    progress.answer("cnn", "q", "16", False)
    progress.answer("cnn", "q", "20", True)
    assert progress.answers("cnn") == {"q": ("20", True)}
    assert progress.chosen("theme", "dark") == "dark"
    progress.choose("theme", "light")
    assert progress.chosen("theme", "dark") == "light"


def test_the_last_value_loss_of_a_series_is_kept_with_its_run(tmp_path: Path) -> None:
    store = RunStore.open(tmp_path / "runs.sqlite")
    store.finish(series_run())
    assert store.runs("x")[0].last_value_loss == LAST_VALUE_LOSS
