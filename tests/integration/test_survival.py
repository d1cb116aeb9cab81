"""The real app on a real terminal: what is left when it or its trainer ends or stops."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest
from aftermath import assert_terminal_as_before, epochs_kept, epochs_of_runs, gone
from plane_app import app_on, begin_training, trainer
from plane_lesson import calm_trainer
from terminal_app import TerminalApp

from nnterm.experiment.run_state import RunState
from nnterm.runs.store.store import RunStore


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def app(tmp_path: Path, home: Path) -> Iterator[TerminalApp]:
    """A long training on its way, by a trainer without Keras."""
    with app_on(tmp_path, home, trainer=calm_trainer(tmp_path / "log")) as app:
        begin_training(app, home)
        yield app


@pytest.fixture
def keras_app(tmp_path: Path, home: Path) -> Iterator[TerminalApp]:
    """A training on its way that would go on for many minutes, on a fast machine too."""
    with app_on(tmp_path, home, samples=2_000, units=64) as app:
        begin_training(app, home)
        yield app


def test_a_training_from_first_paint_to_quit(tmp_path: Path, home: Path) -> None:
    with app_on(tmp_path, home, 5, samples=40, units=3) as app:
        app.shows("In the plane")
        app.press("\r")
        app.shows("First step")
        app.press("t")
        app.shows("epoch 5/5")
        app.until(lambda: epochs_kept(home) == 5)
        children = app.children()
        assert children
        app.press("q")
        assert app.ends() == 0
        assert gone(children)
        assert_terminal_as_before(app)


def test_a_killed_app_takes_the_trainer_with_it(app: TerminalApp, home: Path) -> None:
    children = app.children()
    app.process.kill()
    assert gone(children), "a trainer without an app"
    assert epochs_kept(home) > 0
    store = RunStore.open(home / "nnterm.sqlite")
    assert store.runs("planes", "moons")[0].state is RunState.INTERRUPTED
    store.close()


def test_a_killed_trainer_is_reported_and_t_starts_another(app: TerminalApp, home: Path) -> None:
    first = trainer(app)
    os.kill(first.pid, signal.SIGKILL)
    app.shows("SIGKILL")
    assert epochs_kept(home) > 0
    app.press("t")
    app.until(lambda: len(epochs_of_runs(home)) == 2)
    app.until(lambda: "SIGKILL" not in app.text)
    app.shows(r"epoch [1-9]\S*/100,000")
    assert trainer(app).pid != first.pid
    children = app.children()
    app.press("\x11")
    app.shows("A run is under way")
    app.press("\x11")
    assert app.ends() == 0
    assert gone(children)
    assert_terminal_as_before(app)


@pytest.mark.slow
def test_a_trainer_that_hangs_is_reported_and_t_restarts_it(keras_app: TerminalApp, home: Path) -> None:
    app = keras_app
    first = trainer(app)
    # After the first epochs nothing is compiled any more, which would be given a minute.
    app.until(lambda: epochs_kept(home) > 5)
    os.kill(first.pid, signal.SIGSTOP)
    app.shows("has not answered for 10 seconds")
    kept = epochs_kept(home)
    assert kept > 0
    app.press("t")
    app.until(lambda: len(epochs_of_runs(home)) == 2)
    assert gone([first])
    assert trainer(app).pid != first.pid
    app.shows(r"epoch [1-9]\S*/100,000")
    app.until(lambda: "has not answered" not in app.text)


@pytest.mark.slow
def test_a_trainer_that_only_paused_is_not_restarted(keras_app: TerminalApp, home: Path) -> None:
    app = keras_app
    first = trainer(app)
    # After the first epochs nothing is compiled any more, which would be given a minute.
    app.until(lambda: epochs_kept(home) > 5)
    os.kill(first.pid, signal.SIGSTOP)
    app.shows("trainer silent")
    os.kill(first.pid, signal.SIGCONT)
    app.until(lambda: "trainer silent" not in app.text)
    assert trainer(app).pid == first.pid


def suspend_by_key(app: TerminalApp) -> None:
    app.press("\x1a")


def suspend_by_signal(app: TerminalApp) -> None:
    app.process.send_signal(signal.SIGTSTP)


@pytest.mark.parametrize("suspend", [suspend_by_key, suspend_by_signal])
def test_ctrl_z_gives_the_terminal_to_the_shell_and_fg_takes_it_back(
    app: TerminalApp, home: Path, suspend: Callable[[TerminalApp], None]
) -> None:
    process = psutil.Process(app.process.pid)
    suspend(app)
    app.until(lambda: process.status() == psutil.STATUS_STOPPED)
    while app.read():
        pass
    assert_terminal_as_before(app)
    seen, kept = len(app.written), epochs_kept(home)
    app.process.send_signal(signal.SIGCONT)
    # Drawn anew, and not only what has changed since.
    app.until(lambda: b"First step" in app.written[seen:])
    assert app.settings != app.before
    app.until(lambda: epochs_kept(home) > kept)
    leave(app)
    assert_terminal_as_before(app)


def test_a_stop_that_nobody_notices_leaves_the_terminal_in_order_all_the_same(app: TerminalApp, home: Path) -> None:
    kept = epochs_kept(home)
    process = psutil.Process(app.process.pid)
    app.process.send_signal(signal.SIGSTOP)
    app.until(lambda: process.status() == psutil.STATUS_STOPPED)
    seen = len(app.written)
    app.process.send_signal(signal.SIGCONT)
    app.until(lambda: b"First step" in app.written[seen:])
    app.until(lambda: epochs_kept(home) > kept)
    leave(app)
    assert_terminal_as_before(app)
    store = RunStore.open(home / "nnterm.sqlite")
    assert store.runs("planes", "moons")[0].state is RunState.STOPPED, "a run that nobody trains any more"
    store.close()


def leave(app: TerminalApp) -> None:
    """Quit although a run is under way."""
    app.press("\x11")
    app.shows("A run is under way")
    app.press("\x11")
    assert app.ends() == 0
