"""What may not be read or written: said with the reason, by every command, and what can be shown is shown."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rights import plain_user
from terminal_app import NNTERM

from nnterm.runs.store.progress import Progress
from nnterm.runs.store.store import RunStore

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="root's rights are dropped as on Linux")

SCRIPTED = f"{sys.executable} {Path(__file__).parents[1] / 'tui' / 'scripted_trainer.py'}"

LESSON = """\
---
format: 1
id: %s
title: In the plane
summary: Points.
minutes: 5
requires: []
objectives: [Train]
---

## First step

Press `t`.
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home with some progress in it, and a log."""
    folder = tmp_path / "home"
    store = RunStore.open(folder / "nnterm.sqlite")
    Progress(store).visit("perceptron", 2)
    store.close()
    (folder / "trainer.log").write_text("older words\n")
    yield folder
    # Pytest would leave what it may not look into.
    for place in (tmp_path, *tmp_path.rglob("*")):
        if not place.is_symlink():
            place.chmod(place.stat().st_mode | stat.S_IRWXU)


def nnterm(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    ran = subprocess.run(
        [*NNTERM, *arguments],
        env={**os.environ, "NNTERM_HOME": str(home), "NNTERM_TRAINER": SCRIPTED},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        preexec_fn=plain_user(),
    )
    assert "Traceback" not in ran.stdout + ran.stderr
    return ran


def forbid(name: str, mode: int = 0) -> Callable[[Path], None]:
    return lambda home: (home / name).chmod(mode)


UNREADABLE = {
    "home": forbid("."),
    "store": forbid("nnterm.sqlite"),
    "a home of somebody else": lambda home: (home / "nnterm.sqlite").unlink() or home.chmod(0o500),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_store_that_may_not_be_read_is_reported_and_the_rest_works(kind: str, home: Path) -> None:
    UNREADABLE[kind](home)
    for command, code in ((("progress",), 1), (("list",), 0), (("train", "perceptron/and"), 0)):
        ran = nnterm(home, *command)
        assert ran.returncode == code
        (said,) = ran.stderr.splitlines()
        assert "not being kept" in said and "NNTERM_HOME" in said
        assert "Permission denied" in said or "unable to open" in said
    ran = nnterm(home, "progress", "--export", str(home.parent / "out.json"))
    assert ran.returncode == 1
    assert not (home.parent / "out.json").exists()


def test_progress_that_may_only_be_read_is_shown_and_exported_and_not_changed(home: Path, tmp_path: Path) -> None:
    home.chmod(0o500)
    before = (home / "nnterm.sqlite").read_bytes()
    ran = nnterm(home, "progress")
    assert (ran.returncode, "One neuron, step 3" in ran.stdout) == (0, True)
    assert "not being kept" in ran.stderr
    out = str(tmp_path / "out.json")
    ran = nnterm(home, "progress", "--export", out)
    assert (ran.returncode, "1 lesson" in ran.stdout) == (0, True)
    ran = nnterm(home, "progress", "--import", out)
    assert ran.returncode == 1
    assert "Nothing was imported" in ran.stderr
    assert nnterm(home, "train", "perceptron/and").returncode == 0
    assert (home / "nnterm.sqlite").read_bytes() == before
    assert sorted(place.name for place in home.iterdir()) == ["nnterm.sqlite", "trainer.log"]


def test_a_store_file_that_may_only_be_read_is_shown_and_said_when_it_is_to_be_written(home: Path) -> None:
    (home / "nnterm.sqlite").chmod(0o400)
    ran = nnterm(home, "progress")
    assert (ran.returncode, ran.stderr, "One neuron, step 3" in ran.stdout) == (0, "", True)
    ran = nnterm(home, "train", "perceptron/and")
    assert ran.returncode == 0
    assert "may only be read" in ran.stderr


def test_a_journal_that_may_not_be_read_is_not_passed_over(home: Path, tmp_path: Path) -> None:
    """What was written last is in there: a table or an export without it would be wrong."""
    store = RunStore.open(home / "nnterm.sqlite")
    Progress(store).visit("perceptron", 7)
    journal = (home / "nnterm.sqlite-wal").read_bytes()
    assert journal
    store.close()
    (home / "nnterm.sqlite-wal").write_bytes(journal)
    (home / "nnterm.sqlite-wal").chmod(0)
    ran = nnterm(home, "progress")
    assert ran.returncode == 1
    assert "not being kept" in ran.stderr
    ran = nnterm(home, "progress", "--export", str(tmp_path / "out.json"))
    assert (ran.returncode, (tmp_path / "out.json").exists()) == (1, False)


def test_a_log_that_may_not_be_written_keeps_nobody_from_training(home: Path) -> None:
    (home / "trainer.log").chmod(0)
    ran = nnterm(home, "train", "perceptron/and")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "completed after" in ran.stdout


def test_lessons_and_files_that_may_not_be_read_are_named_with_the_reason(home: Path, tmp_path: Path) -> None:
    closed, partly = tmp_path / "closed", tmp_path / "partly"
    for folder in (closed, partly):
        folder.mkdir()
        for number, name in enumerate(("planes", "more"), 1):
            (folder / f"{number:02}-{name}.md").write_text(LESSON % name)
    table = tmp_path / "table.csv"
    table.write_text("a,b,c\n1,2,x\n3,4,y\n" * 20)
    for path in (closed, partly / "02-more.md", table):
        path.chmod(0)
    named: list[tuple[tuple[str, ...], Path]] = [
        (("list", "--lessons", str(closed)), closed),
        (("read", "planes", "--lessons", str(closed)), closed),
        (("train", "planes", "--lessons", str(closed)), closed),
        (("progress", "--lessons", str(closed)), closed),
        (("read", "more", "--lessons", str(partly)), partly / "02-more.md"),
        (("check", str(partly)), partly / "02-more.md"),
        (("train", "sandbox/own", "--set", f"dataset.path={table}"), table),
        (("export", "sandbox/own", "--set", f"dataset.path={table}"), table),
    ]
    for command, path in named:
        ran = nnterm(home, *command)
        assert ran.returncode == 2, command
        said = ran.stdout + ran.stderr
        assert str(path) in said and "Permission denied" in said, command
    # One file in a folder does not hide the others.
    assert "[planes]" in nnterm(home, "list", "--lessons", str(partly)).stdout
