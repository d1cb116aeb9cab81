"""The app when its terminal vanishes or stops, at any moment: nothing is left, and no epoch that was seen is lost."""

import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest
from aftermath import assert_kept, assert_terminal_as_before, epochs_kept, gone
from plane_app import app_on, begin_training
from plane_lesson import calm_trainer, steady_trainer
from terminal_app import TerminalApp

from nnterm.experiment.run_state import RunState
from nnterm.runs.store.store import RunStore


@pytest.fixture
def app(tmp_path: Path) -> Iterator[TerminalApp]:
    """An app whose trainings are long, by a trainer without Keras."""
    with app_on(tmp_path, tmp_path / "home", trainer=calm_trainer(tmp_path / "log")) as app:
        yield app


def starting(app: TerminalApp, _: Path) -> None:
    app.until(lambda: bool(app.written))


def on_the_course(app: TerminalApp, _: Path) -> None:
    app.shows("In the plane")


def in_training(app: TerminalApp, home: Path) -> None:
    begin_training(app, home)


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


def vanish(app: TerminalApp, home: Path, moment: Callable[[TerminalApp, Path], None], *, with_signal: bool) -> None:
    moment(app, home)
    seen = epochs_kept(home)
    left = all_of(app)
    app.close_window()
    if with_signal:
        app.process.send_signal(signal.SIGHUP)
    assert gone(left)
    assert app.process.wait() == 128 + signal.SIGHUP
    assert_kept(home, seen)


BY_SIGNAL = pytest.mark.parametrize("with_signal", [True, False], ids=["hangup", "silently"])


@BY_SIGNAL
def test_an_app_without_a_terminal_ends(tmp_path: Path, app: TerminalApp, with_signal: bool) -> None:
    vanish(app, tmp_path / "home", in_training, with_signal=with_signal)


@pytest.mark.slow
@BY_SIGNAL
@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.__name__)
def test_at_any_moment_whether_or_not_a_signal_says_so(
    tmp_path: Path, moment: Callable[[TerminalApp, Path], None], with_signal: bool
) -> None:
    # The screen has always something to draw.
    with app_on(tmp_path, tmp_path / "home", trainer=steady_trainer(tmp_path / "log")) as app:
        vanish(app, tmp_path / "home", moment, with_signal=with_signal)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_run_that_a_signal_ends_is_kept_as_stopped(tmp_path: Path, app: TerminalApp, number: signal.Signals) -> None:
    home = tmp_path / "home"
    in_training(app, home)
    left = all_of(app)
    app.process.send_signal(number)
    assert app.ends() == 128 + number
    assert gone(left)
    assert_terminal_as_before(app)
    with closing(RunStore.open(home / "nnterm.sqlite")) as store:
        assert [run.state for run in store.runs("planes")] == [RunState.STOPPED]


@pytest.mark.slow
def test_a_terminal_that_takes_no_more_delays_no_end(tmp_path: Path) -> None:
    """As after Ctrl+S, or over a line that is dead and not yet known to be."""
    home = tmp_path / "home"
    with app_on(tmp_path, home, samples=20) as app:
        in_training(app, home)
        left = all_of(app)
        # Nobody reads on, and every key draws another part of the screen, until the app waits for room and takes none.
        while app.takes_keys():
            app.press("?\x1b" * 20)
        seen = epochs_kept(home)
        app.process.send_signal(signal.SIGTERM)
        assert gone(left)
        assert app.process.wait() == 128 + signal.SIGTERM
        assert app.settings == app.before, "echo and line editing"
        assert_kept(home, seen)
