"""Every command that opens the store says what is wrong with it on standard error, and the app on its screen too."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from terminal_app import NNTERM, TerminalApp

from nnterm.runs.store.file.tables import VERSION
from nnterm.runs.store.store import RunStore

SCRIPTED = f"{sys.executable} {Path(__file__).parents[1] / 'tui' / 'scripted_trainer.py'}"
"""A trainer that answers at once."""


def damaged(home: Path) -> None:
    home.mkdir()
    (home / "nnterm.sqlite").write_text("no database\n" * 500)


def unwritable(home: Path) -> None:
    home.write_text("a file where the folder should be")


def newer(home: Path) -> None:
    RunStore.open(home / "nnterm.sqlite").close()
    with closing(sqlite3.connect(home / "nnterm.sqlite")) as store:
        store.execute(f"PRAGMA user_version = {VERSION + 1}")


FAULTS = {damaged: "was damaged", unwritable: "not being kept", newer: "a newer nnterm wrote"}
COMMANDS = {
    ("list",): 0,
    ("progress",): 1,
    ("runs",): 1,
    ("runs", "--csv"): 1,
    ("train", "perceptron/and"): 0,
    ("sweep", "perceptron/and", "--over", "learning_rate=0.1,0.2"): 0,
    ("progress", "--export", "out.json"): 1,
    ("progress", "--export", "-"): 1,
}
"""Each with its exit code over a store that is damaged, cannot be written or is a newer nnterm's."""


def environment(home: Path) -> dict[str, str]:
    return {"NNTERM_HOME": str(home), "NNTERM_TRAINER": SCRIPTED}


def nnterm(*arguments: str, home: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*NNTERM, *arguments],
        env={**os.environ, **environment(home)},
        cwd=home.parent,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_without_a_screen(fault: Callable[[Path], None], command: tuple[str, ...], tmp_path: Path) -> None:
    home = tmp_path / "home"
    fault(home)
    ran = nnterm(*command, home=home)
    assert ran.returncode == COMMANDS[command], ran.stderr
    said = [line for line in ran.stderr.splitlines() if FAULTS[fault] in line]
    assert len(said) == 1, ran.stderr
    assert said[0].startswith("nnterm: ")
    assert "nnterm.sqlite" in said[0]
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "out.json").exists()
    if "-" in command:
        assert ran.stdout == ""


@pytest.mark.parametrize("fault", FAULTS)
def test_doctor_names_it_in_its_report(fault: Callable[[Path], None], tmp_path: Path) -> None:
    fault(tmp_path / "home")
    ran = nnterm("doctor", home=tmp_path / "home")
    assert FAULTS[fault] in ran.stdout
    assert str(tmp_path / "home") in ran.stdout


@pytest.mark.parametrize("fault", FAULTS)
def test_in_the_app(fault: Callable[[Path], None], tmp_path: Path) -> None:
    home = tmp_path / "home"
    fault(home)
    before = (home / "nnterm.sqlite").read_bytes() if fault is newer else b""
    with TerminalApp((*NNTERM,), environment(home)) as app:
        # A toast breaks its lines where it likes.
        app.until(lambda: FAULTS[fault] in re.sub(r"[\s┃│▌▐]+", " ", app.text))
        app.shows("lessons done")
        app.press("q")
        assert app.ends() == 0
        assert b"Traceback" not in app.written
        # And once more where it stays when the screen is gone.
        assert app.written.startswith(b"nnterm: ")
        assert FAULTS[fault].encode() in app.written.partition(b"\x1b[?1049h")[0]
    if fault is newer:
        assert (home / "nnterm.sqlite").read_bytes() == before


def test_import_takes_in_a_copy_over_a_damaged_store_and_refuses_where_nothing_lasts(tmp_path: Path) -> None:
    (tmp_path / "copy.json").write_text('{"nnterm_progress": 1, "choices": {"theme": "light"}}')
    for fault, code in ((damaged, 0), (unwritable, 1), (newer, 1)):
        ran = nnterm("progress", "--import", str(tmp_path / "copy.json"), home=tmp_path / fault.__name__)
        assert ran.returncode == 0, "a fresh home"
        fault(home := tmp_path / f"home of {fault.__name__}")
        ran = nnterm("progress", "--import", str(tmp_path / "copy.json"), home=home)
        assert ran.returncode == code, ran.stderr
        assert FAULTS[fault] in ran.stderr
        assert ("Imported" in ran.stdout) == (code == 0)
