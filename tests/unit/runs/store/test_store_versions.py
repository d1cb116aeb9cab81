"""Files that older nnterms wrote: each becomes one of this version with everything in it, or stays as it was."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from nnterm.experiment.run_state import RunState
from nnterm.runs.store.file import tables
from nnterm.runs.store.file.tables import VERSION
from nnterm.runs.store.notes import keep_note, notes
from nnterm.runs.store.progress import LessonProgress, Progress
from nnterm.runs.store.store import RunStore

FIRST = """
CREATE TABLE progress (
    lesson TEXT PRIMARY KEY, step INTEGER NOT NULL, furthest INTEGER NOT NULL, finished INTEGER NOT NULL,
    seen REAL NOT NULL);
CREATE TABLE answers (
    lesson TEXT NOT NULL, quiz TEXT NOT NULL, answer TEXT NOT NULL, is_right INTEGER NOT NULL,
    PRIMARY KEY (lesson, quiz));
CREATE TABLE choices (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE runs (
    run_id TEXT PRIMARY KEY, lesson TEXT NOT NULL, experiment TEXT NOT NULL, started REAL NOT NULL,
    dataset TEXT NOT NULL, split TEXT NOT NULL, hyperparameters TEXT NOT NULL, outcome TEXT NOT NULL);
CREATE INDEX runs_of ON runs (lesson, experiment, started);
CREATE TABLE epochs (
    run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, first INTEGER NOT NULL, columns TEXT NOT NULL,
    PRIMARY KEY (run_id, first)) WITHOUT ROWID;
"""
"""Tables of version 1, as they were shipped."""

SECOND = """
CREATE TABLE drafts (
    lesson TEXT NOT NULL, block TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (lesson, block));
INSERT INTO drafts VALUES ('first', 'code', 'print()');
"""
"""What version 2 had beside them."""

THIRD = """
CREATE TABLE writers (
    run_id TEXT PRIMARY KEY REFERENCES runs ON DELETE CASCADE, owner TEXT NOT NULL, written REAL NOT NULL);
"""
"""What version 3 had beside those."""

LAYERS = '{"layers":[{"layer":"Dense","units":1,"activation":"sigmoid"}],"epochs":9}'


def older(path: Path, version: int) -> None:
    """A file of an older nnterm, with a run in every state."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript("".join((FIRST, SECOND, THIRD)[:version]) + f"PRAGMA user_version = {version};")
        connection.execute("INSERT INTO progress VALUES ('first', 2, 5, 1, 1700000000.5)")
        connection.execute("INSERT INTO answers VALUES ('first', 'quiz', '16', 1)")
        connection.execute("INSERT INTO choices VALUES ('theme', 'light')")
        for state in ("compiling", "running", "paused", "evaluating", "completed", "stopped", "diverged", "failed"):
            outcome = json.dumps({"state": state, "parameters": 33, "seconds": 0.5, "evaluate": {"loss": None}})
            dataset = '{"name":"moons","options":{}}'
            row = (state, "first", "points", 1.0, dataset, '{"test":0.2,"validation":0.1}', LAYERS, outcome)
            connection.execute("INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
            connection.execute("INSERT INTO epochs VALUES (?, 1, ?)", (state, '{"loss":[0.5,null,0.25]}'))
            if version > 2 and not RunState(state).over:
                connection.execute("INSERT INTO writers VALUES (?, '', 0)", (state,))
        connection.commit()


@pytest.mark.parametrize("version", range(1, VERSION))
def test_everything_in_an_older_file_is_there_and_what_nobody_trains_was_interrupted(
    version: int, tmp_path: Path
) -> None:
    path = tmp_path / "runs.sqlite"
    older(path, version)
    store = RunStore.open(path)
    assert (store.notice, store.is_whole) == ("", True)
    progress = Progress(store)
    assert progress.all() == {"first": LessonProgress(2, 5, True, 1700000000.5)}
    assert progress.answers("first") == {"quiz": ("16", True)}
    assert progress.chosen("theme", "dark") == "light"
    assert progress.drafts("first") == ({"code": "print()"} if version > 1 else {})
    progress.keep_draft("first", "other", "text")
    assert notes(store) == {}
    assert keep_note(store, "stopped", "too  early") == "too early"
    assert notes(store) == {"stopped": "too early"}
    runs = {run.run_id: run for run in store.runs("first")}
    assert {id for id, run in runs.items() if run.state is RunState.INTERRUPTED} == {
        "compiling", "running", "paused", "evaluating",
    }  # fmt: skip
    for ended in ("completed", "stopped", "diverged", "failed"):
        assert runs[ended].state == ended
    assert all(repr(run.history["loss"]) == "[0.5, nan, 0.25]" for run in runs.values())
    # Written, not only shown.
    kept = {id: json.loads(outcome)["state"] for id, outcome in store.fetch("SELECT run_id, outcome FROM runs")}
    assert kept == {id: run.state.value for id, run in runs.items()}
    assert store.fetch("PRAGMA user_version") == [(VERSION,)]
    assert store.fetch("PRAGMA integrity_check") == [("ok",)]
    store.close()


def test_a_fresh_file_has_the_tables_of_one_that_took_every_step(tmp_path: Path) -> None:
    older(tmp_path / "old.sqlite", 1)
    shapes = []
    for name in ("old.sqlite", "new.sqlite"):
        store = RunStore.open(tmp_path / name)
        found = store.fetch("SELECT name, sql FROM sqlite_master ORDER BY name")
        shapes.append([(name, " ".join(sql.split()) if sql else None) for name, sql in found])
        store.close()
    assert shapes[0] == shapes[1]


def test_a_step_that_fails_leaves_the_older_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "runs.sqlite"
    older(path, 2)
    with closing(sqlite3.connect(path)) as connection:
        before = list(connection.iterdump())
    steps = (*tables.STEPS, "CREATE TABLE more (a); INSERT INTO nowhere VALUES (1)")
    monkeypatch.setattr(tables, "STEPS", steps)
    monkeypatch.setattr(tables, "VERSION", len(steps))
    with pytest.raises(sqlite3.OperationalError, match="nowhere"), closing(sqlite3.connect(path)) as connection:
        tables.bring_up_to_date(connection)
    with closing(sqlite3.connect(path)) as connection:
        assert list(connection.iterdump()) == before
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)


def test_several_nnterms_may_open_an_older_file_at_the_same_moment(tmp_path: Path) -> None:
    path = tmp_path / "runs.sqlite"
    older(path, 1)
    code = (
        "import sys; from pathlib import Path; from nnterm.runs.store.store import RunStore;"
        "sys.stdin.read(); store = RunStore.open(Path(sys.argv[1]));"
        "print(store.notice, len(store.runs('first')), store.fetch('PRAGMA user_version')[0][0])"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    for each in started:
        assert each.stdin is not None
        each.stdin.close()
    for each in started:
        with each:
            assert each.stdout is not None
            assert each.stdout.read() == f" 8 {VERSION}\n"


def test_an_older_nnterm_goes_on_writing_to_a_file_that_was_brought_up_to_date(tmp_path: Path) -> None:
    """One that is open while another is installed: what it writes is kept, and it has the last word on its run."""
    path = tmp_path / "runs.sqlite"
    older(path, 2)
    store = RunStore.open(path)
    assert next(run for run in store.runs("first") if run.run_id == "running").state is RunState.INTERRUPTED
    with closing(sqlite3.connect(path)) as older_one:
        row = ("new", "first", "points", 1.0, '{"name":"moons"}', "{}", LAYERS, '{"state":"running"}')
        older_one.execute("INSERT OR IGNORE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        older_one.execute("UPDATE runs SET outcome = '{\"state\":\"completed\"}' WHERE run_id = 'running'")
        older_one.commit()
    runs = {run.run_id: run.state for run in store.runs("first")}
    assert runs["running"] is RunState.COMPLETED
    assert runs["new"] is RunState.INTERRUPTED
    store.close()
