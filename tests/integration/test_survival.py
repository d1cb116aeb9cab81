"""The real app with the real trainer on a real terminal: what is left when one of them ends."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest
from terminal_app import NNTERM, TerminalApp

from nnterm.experiment.run import RunState
from nnterm.runs.store.store import RunStore

LESSON = """\
---
format: 1
id: planes
title: In the plane
summary: Points.
minutes: 5
requires: []
objectives: [Train]
---

## First step

Press `t`.

```{experiment}
id: moons
dataset: {name: moons, samples: %d}
model: [{Dense: {units: %d, activation: tanh}}, {Dense: {units: 1, activation: sigmoid}}]
compile: {optimizer: adam, loss: binary_crossentropy, metrics: [accuracy]}
fit: {epochs: %d, batch_size: 1}
show: [curves]
```
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def app_on(tmp_path: Path, home: Path, epochs: int, samples: int = 40, units: int = 3) -> TerminalApp:
    lessons = tmp_path / "lessons"
    lessons.mkdir()
    (lessons / "01-planes.md").write_text(LESSON % (samples, units, epochs), encoding="utf-8")
    return TerminalApp((*NNTERM, "--lessons", str(lessons)), {"NNTERM_HOME": str(home)})


@pytest.fixture
def app(tmp_path: Path, home: Path) -> Iterator[TerminalApp]:
    """A training on its way that would go on for many minutes, on a fast machine too."""
    with app_on(tmp_path, home, 100_000, samples=2_000, units=64) as app:
        app.shows("In the plane")
        app.press("\r")
        app.shows("First step")
        app.press("t")
        app.until(lambda: epochs_kept(home) > 0)
        yield app


def epochs_kept(home: Path) -> int:
    """Epochs of the newest run in the store."""
    if not (home / "nnterm.sqlite").exists():
        return 0
    store = RunStore.open(home / "nnterm.sqlite")
    try:
        runs = store.runs("planes", "moons")
        return runs[0].epochs if runs else 0
    finally:
        store.close()


def trainer(app: TerminalApp) -> psutil.Process:
    """The training process."""
    (found,) = [
        child for child in app.children() if child.is_running() and "nnterm.trainer" in " ".join(child.cmdline())
    ]
    return found


def gone(processes: list[psutil.Process], seconds: float) -> bool:
    """Whether all of `processes` end within `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes):
            return True
        time.sleep(0.02)
    return False


def assert_terminal_as_before(app: TerminalApp) -> None:
    assert app.settings == app.before, "echo and line editing"
    for mode in (b"?1049", b"?1000", b"?1003", b"?2004"):  # alternate screen, mouse, paste
        assert app.written.rfind(b"\x1b[" + mode + b"l") >= app.written.rfind(b"\x1b[" + mode + b"h"), mode
    assert app.written.rfind(b"\x1b[?25h") >= app.written.rfind(b"\x1b[?25l"), "the cursor"
    assert b"Traceback" not in app.written


def test_a_training_from_first_paint_to_quit(tmp_path: Path, home: Path) -> None:
    with app_on(tmp_path, home, 5) as app:
        app.shows("In the plane", 30)
        app.press("\r")
        app.shows("First step", 30)
        app.press("t")
        app.shows("epoch 5/5")
        app.until(lambda: epochs_kept(home) == 5)
        children = app.children()
        assert children
        app.press("q")
        assert app.ends() == 0
        assert gone(children, 2)
        assert_terminal_as_before(app)


def test_a_killed_app_takes_the_trainer_with_it(app: TerminalApp, home: Path) -> None:
    children = app.children()
    app.process.kill()
    assert gone(children, 2), "a trainer without an app"
    assert epochs_kept(home) > 0
    store = RunStore.open(home / "nnterm.sqlite")
    assert store.runs("planes", "moons")[0].state is RunState.INTERRUPTED
    store.close()


def test_a_killed_trainer_is_told_of_and_t_starts_another(app: TerminalApp, home: Path) -> None:
    first = trainer(app)
    os.kill(first.pid, signal.SIGKILL)
    app.shows("SIGKILL", 5)
    assert epochs_kept(home) > 0
    app.press("t")
    app.until(lambda: run_count(home) == 2)
    app.until(lambda: "SIGKILL" not in app.text, 20)
    app.shows(r"epoch [1-9]\S*/100,000")
    assert trainer(app).pid != first.pid
    children = app.children()
    app.press("\x11")
    app.shows("A run is under way")
    app.press("\x11")
    assert app.ends() == 0
    assert gone(children, 2)
    assert_terminal_as_before(app)


def run_count(home: Path) -> int:
    store = RunStore.open(home / "nnterm.sqlite")
    try:
        return len(store.runs("planes", "moons"))
    finally:
        store.close()


@pytest.mark.slow
def test_a_trainer_that_hangs_is_told_of_and_t_restarts_it(app: TerminalApp, home: Path) -> None:
    first = trainer(app)
    # Behind the first epochs nothing is compiled any more, which would be given a minute.
    app.until(lambda: epochs_kept(home) > 5)
    os.kill(first.pid, signal.SIGSTOP)
    app.shows("has not answered for 10 seconds", 40)
    kept = epochs_kept(home)
    assert kept > 0
    app.press("t")
    app.until(lambda: run_count(home) == 2)
    assert gone([first], 5)
    assert trainer(app).pid != first.pid
    app.shows(r"epoch [1-9]\S*/100,000")
    app.until(lambda: "has not answered" not in app.text, 20)


@pytest.mark.slow
def test_a_trainer_that_only_paused_is_not_restarted(app: TerminalApp, home: Path) -> None:
    first = trainer(app)
    # Behind the first epochs nothing is compiled any more, which would be given a minute.
    app.until(lambda: epochs_kept(home) > 5)
    os.kill(first.pid, signal.SIGSTOP)
    app.shows("trainer silent", 40)
    os.kill(first.pid, signal.SIGCONT)
    app.until(lambda: "trainer silent" not in app.text, 20)
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
    app.until(lambda: process.status() == psutil.STATUS_STOPPED, 30)
    while app.read():
        pass
    assert_terminal_as_before(app)
    seen, kept = len(app.written), epochs_kept(home)
    app.process.send_signal(signal.SIGCONT)
    # Drawn anew, and not only what has changed since.
    app.until(lambda: b"First step" in app.written[seen:], 30)
    assert app.settings != app.before
    app.until(lambda: epochs_kept(home) > kept, 20)
    leave(app)
    assert_terminal_as_before(app)


def test_a_stop_that_nobody_notices_leaves_the_terminal_in_order_all_the_same(app: TerminalApp, home: Path) -> None:
    kept = epochs_kept(home)
    process = psutil.Process(app.process.pid)
    app.process.send_signal(signal.SIGSTOP)
    app.until(lambda: process.status() == psutil.STATUS_STOPPED, 30)
    seen = len(app.written)
    app.process.send_signal(signal.SIGCONT)
    app.until(lambda: b"First step" in app.written[seen:], 30)
    app.until(lambda: epochs_kept(home) > kept, 20)
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
