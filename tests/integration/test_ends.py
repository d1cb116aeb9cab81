"""The app when its terminal vanishes or stops, at any moment: nothing is left, and no epoch that was seen is lost."""

import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest
from terminal_app import TerminalApp
from test_survival import app_on, assert_terminal_as_before, epochs_kept, gone

from nnterm.experiment.run import RunState
from nnterm.runs.store.store import RunStore

SOON = 15.0
"""Seconds after which nothing may be left: two of grace, one for the trainer, and what a busy machine adds."""


def starting(app: TerminalApp, _: Path) -> None:
    app.until(lambda: bool(app.written))


def on_the_course(app: TerminalApp, _: Path) -> None:
    app.shows("In the plane")


def in_training(app: TerminalApp, home: Path) -> None:
    app.shows("In the plane")
    app.press("\r")
    app.shows("First step")
    app.press("t")
    app.until(lambda: epochs_kept(home) > 0)


def stopping(app: TerminalApp, home: Path) -> None:
    in_training(app, home)
    app.press("s")


def asked_whether_to_leave(app: TerminalApp, home: Path) -> None:
    in_training(app, home)
    app.press("q")
    app.shows("Quit|quit")


MOMENTS = [starting, on_the_course, in_training, stopping, asked_whether_to_leave]


def all_of(app: TerminalApp) -> list[psutil.Process]:
    return [*app.children(), psutil.Process(app.process.pid)]


def assert_kept(home: Path, seen: int) -> None:
    """All epochs that were seen are in a store that is in order, and no run counts as under way."""
    if not (home / "nnterm.sqlite").exists():
        assert not seen
        return
    with closing(sqlite3.connect(home / "nnterm.sqlite")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with closing(RunStore.open(home / "nnterm.sqlite")) as store:
        assert all(run.state.over for run in store.runs("planes"))
    assert epochs_kept(home) >= seen


def vanish(app: TerminalApp, home: Path, moment: Callable[[TerminalApp, Path], None], *, with_signal: bool) -> None:
    moment(app, home)
    seen = epochs_kept(home)
    left = all_of(app)
    app.close_window()
    if with_signal:
        app.process.send_signal(signal.SIGHUP)
    assert gone(left, SOON)
    assert app.process.wait() == 128 + signal.SIGHUP
    assert_kept(home, seen)


@pytest.mark.parametrize("with_signal", [True, False], ids=["hangup", "silently"])
def test_an_app_without_a_terminal_ends(tmp_path: Path, with_signal: bool) -> None:
    with app_on(tmp_path, tmp_path / "home", 100_000, samples=200, units=8) as app:
        vanish(app, tmp_path / "home", in_training, with_signal=with_signal)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("with_signal", [True, False], ids=["hangup", "silently"])
@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.__name__)
@pytest.mark.parametrize("attempt", [1, 2])
def test_at_any_moment_whether_or_not_a_signal_says_so(
    tmp_path: Path, moment: Callable[[TerminalApp, Path], None], with_signal: bool, attempt: int
) -> None:
    # One attempt trains as fast as it can, and the screen has always something to draw.
    samples = 200 if attempt == 1 else 20
    with app_on(tmp_path, tmp_path / "home", 100_000, samples=samples, units=8) as app:
        vanish(app, tmp_path / "home", moment, with_signal=with_signal)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_run_that_a_signal_ends_is_kept_as_stopped(tmp_path: Path, number: signal.Signals) -> None:
    home = tmp_path / "home"
    with app_on(tmp_path, home, 100_000, samples=200, units=8) as app:
        in_training(app, home)
        left = all_of(app)
        app.process.send_signal(number)
        assert app.ends() == 128 + number
        assert gone(left, SOON)
        assert_terminal_as_before(app)
        with closing(RunStore.open(home / "nnterm.sqlite")) as store:
            assert [run.state for run in store.runs("planes")] == [RunState.STOPPED]


@pytest.mark.slow
def test_a_terminal_that_takes_nothing_any_more_holds_no_end_up(tmp_path: Path) -> None:
    """As after Ctrl+S, or over a line that is dead and not yet known to be."""
    home = tmp_path / "home"
    with app_on(tmp_path, home, 100_000, samples=20, units=8) as app:
        in_training(app, home)
        left = all_of(app)
        # Nobody reads on, and every key draws another part of the screen, until the app waits for room and takes none.
        while app.takes_keys():
            app.press("?\x1b" * 20)
        seen = epochs_kept(home)
        app.process.send_signal(signal.SIGTERM)
        assert gone(left, SOON)
        assert app.process.wait() == 128 + signal.SIGTERM
        assert app.settings == app.before, "echo and line editing"
        assert_kept(home, seen)
