"""The real app training while the file of its runs fails: said once, and every epoch that was seen is there in the end.

The accidents are real: a disk of a few megabytes that fills up, a lock that stays, a folder that may only be read.
"""

import re
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from aftermath import epochs_kept, epochs_of_runs
from plane_app import app_on, begin_training
from plane_lesson import calm_trainer, steady_trainer
from terminal_app import TerminalApp

DISK = 12 * 2**20
"""Bytes of the small disk: room for a store with its journal, which grows to 4 MB."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    made = shutil.which("mount") and subprocess.run(
        ("mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", place), capture_output=True, check=False
    )
    if not made or made.returncode:
        pytest.skip("disks may not be mounted here")
    yield place
    subprocess.run(("umount", "-l", place), check=True)


def long_training(tmp_path: Path, home: Path) -> TerminalApp:
    """An app whose lesson trains for minutes, many epochs a second."""
    return app_on(tmp_path, home, trainer=calm_trainer(tmp_path / "log"))


def epochs_seen(app: TerminalApp) -> int:
    """What the screen says."""
    found = re.search(r"epoch ([\d,]+)/", app.text)
    assert found is not None, app.text
    return int(found[1].replace(",", ""))


def goes_on(app: TerminalApp) -> None:
    """Training goes on, as seen on the screen."""
    seen = epochs_seen(app)
    app.until(lambda: epochs_seen(app) > seen)


def finish(app: TerminalApp) -> int:
    """Stop the run and quit; the epochs seen last."""
    app.press("s")
    app.shows("stopped")
    seen = epochs_seen(app)
    app.press("q")
    assert app.ends() == 0
    assert b"Traceback" not in app.written
    return seen


@pytest.mark.slow
def test_a_disk_that_is_full_for_a_while_loses_no_epoch(tmp_path: Path, disk: Path) -> None:
    with long_training(tmp_path, disk) as app:
        begin_training(app, disk)
        with (disk / "filler").open("wb", buffering=0) as filler, pytest.raises(OSError, match="space"):
            while True:
                filler.write(bytes(4096))
        app.shows("disk is full")
        assert "Free some space" in re.sub(r"\s+", " ", app.text)
        goes_on(app)
        assert app.text.count("disk is full") == 1
        (disk / "filler").unlink()
        kept = epochs_kept(disk)
        # Tried again by itself, while training goes on.
        app.until(lambda: epochs_kept(disk) > kept)
        assert finish(app) == epochs_kept(disk)


def test_a_run_that_ends_while_the_disk_is_full_is_written_when_there_is_room(tmp_path: Path, disk: Path) -> None:
    with long_training(tmp_path, disk) as app:
        begin_training(app, disk)
        for name, size in (("filler", 2**16), ("more", 4096)):
            with (disk / name).open("wb", buffering=0) as filler, pytest.raises(OSError, match="space"):
                while True:
                    filler.write(bytes(size))
        app.shows("disk is full")
        app.press("s")
        app.shows("stopped")
        seen = epochs_seen(app)
        for name in ("filler", "more"):
            (disk / name).unlink()
        app.press("q")
        assert app.ends() == 0
        assert epochs_kept(disk) == seen


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.mark.slow
def test_a_lock_that_stays_holds_nothing_up_and_loses_no_epoch(tmp_path: Path, home: Path) -> None:
    with long_training(tmp_path, home) as app:
        begin_training(app, home)
        with closing(sqlite3.connect(home / "nnterm.sqlite", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            app.shows("locked by another")
            goes_on(app)
            app.press("?")
            app.shows("Everywhere")
            app.press("\x1b")
            app.until(lambda: "Everywhere" not in app.text)
            assert app.text.count("locked by another") <= 1
        assert finish(app) == epochs_kept(home)


def test_a_file_damaged_during_a_run_is_set_aside_and_the_run_kept_whole(tmp_path: Path, home: Path) -> None:
    path = home / "nnterm.sqlite"
    with long_training(tmp_path, home) as app:
        begin_training(app, home)
        app.press(" ")
        app.shows("paused")
        with closing(sqlite3.connect(path)) as other:
            # What is in the journal would hide the damage.
            assert other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
        with path.open("r+b") as file:
            file.write(b"no database " * (path.stat().st_size // 12))
        app.press(" ")
        goes_on(app)
        seen = finish(app)
    assert b"damaged" in app.written
    assert list(home.glob("nnterm.sqlite.damaged-*"))
    assert epochs_kept(home) == seen


def test_where_nothing_may_be_written_the_app_says_so_and_trains(tmp_path: Path, disk: Path) -> None:
    subprocess.run(("mount", "-o", "remount,ro", disk), check=True)
    with app_on(tmp_path, disk, 5, trainer=steady_trainer(tmp_path / "log", 5)) as app:
        app.shows("In the plane")
        # A toast breaks its lines where it likes.
        app.until(lambda: "not being kept" in re.sub(r"[\s┃│▌▐]+", " ", app.text))
        app.press("\r")
        app.shows("First step")
        app.press("t")
        app.shows("epoch 5/5")
        app.press("q")
        assert app.ends() == 0
        assert b"Traceback" not in app.written
    assert list(disk.iterdir()) == []


def test_what_was_drawn_is_kept_though_the_app_is_killed_at_that_moment(tmp_path: Path, home: Path) -> None:
    with long_training(tmp_path, home) as app:
        begin_training(app, home)
        first = epochs_seen(app)
        app.until(lambda: epochs_seen(app) > first + 1)
        app.process.send_signal(signal.SIGKILL)
        app.ends()
        assert epochs_kept(home) >= epochs_seen(app) > first


@pytest.mark.slow
def test_two_apps_train_on_one_store_at_once(tmp_path: Path, home: Path) -> None:
    places = [tmp_path / "one", tmp_path / "two"]
    for place in places:
        place.mkdir()
    trainers = [steady_trainer(place / "log", 300) for place in places]
    with (
        app_on(places[0], home, 300, trainer=trainers[0]) as one,
        app_on(places[1], home, 300, trainer=trainers[1]) as two,
    ):
        both: tuple[TerminalApp, TerminalApp] = (one, two)
        steps: list[Callable[[TerminalApp], None]] = [
            lambda app: app.shows("In the plane"),
            lambda app: app.press("\r"),
            lambda app: app.shows("First step"),
            lambda app: app.press("t"),
            lambda app: app.shows("epoch 300/300"),
            # Evaluated too: the keys are those of a run that is over.
            lambda app: app.shows("t train  "),
            lambda app: app.press("q"),
        ]
        for step in steps:
            for app in both:
                step(app)
        assert [app.ends() for app in both] == [0, 0]
        for app in both:
            assert b"locked" not in app.written
            assert b"Traceback" not in app.written
    assert len(epochs_of_runs(home)) == 2
    with closing(sqlite3.connect(home / "nnterm.sqlite")) as store:
        for (outcome,) in store.execute("SELECT outcome FROM runs").fetchall():
            assert '"completed"' in outcome
    assert epochs_kept(home) == 300
