"""An error that nobody expected: the terminal is given back, the run kept, and a report written and named on exit."""

import signal
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest
from aftermath import assert_terminal_as_before, epochs_kept, gone
from plane_app import begin_training, open_lesson
from plane_lesson import calm_trainer, write_lesson
from terminal_app import TerminalApp

from nnterm.runs.store.store import RunStore

SABOTAGE = """
import asyncio, signal, sys, threading
from nnterm.runs.store.store import RunStore
from nnterm.tui.app import NntermApp
from nnterm.tui.course.course import CourseScreen
from nnterm.tui.lesson.screen import LessonScreen

where, _, system = sys.argv.pop(1).partition(" ")

class Sabotage(OSError if system else Exception):
    pass

def fail(*_, **__):
    secret = "what the learner wrote"
    raise Sabotage("something broke")

async def fail_later(*_):
    fail()

if where == "init":
    NntermApp.__init__ = fail
elif where == "compose":
    CourseScreen.compose = fail
elif where == "mount":
    NntermApp.on_mount = fail
elif where == "unmount":
    NntermApp.on_unmount = fail_later
elif where == "close":
    RunStore.close = fail
else:
    work = {
        "handler": lambda app: app.call_later(fail),
        "timer": lambda app: app.set_timer(0.01, fail),
        "worker": lambda app: app.run_worker(fail_later()),
        "task": lambda app: setattr(app, "kept", None) or asyncio.create_task(fail_later()),
        "thread": lambda app: threading.Thread(target=fail).start(),
        "input": lambda app: setattr(app._driver, "process_message", fail),
        "trainer": lambda app: setattr(app.training.client, "receive", fail),
    }[where]
    LessonScreen.on_paste = lambda screen, event: work(screen.app)

from nnterm.__main__ import main
raise SystemExit(main())
"""

LATER = [
    "handler",
    "trainer",
    "trainer system",
    *(
        pytest.param(where, marks=pytest.mark.slow)
        for where in ("timer", "worker", "task", "thread", "thread system", "input")
    ),
]
"""Faults that come in the midst of a training."""


def sabotaged(tmp_path: Path, home: Path, where: str) -> TerminalApp:
    lessons = write_lesson(tmp_path / "lessons")
    (tmp_path / "sabotage.py").write_text(SABOTAGE, encoding="utf-8")
    command = (sys.executable, str(tmp_path / "sabotage.py"), where, "--lessons", str(lessons))
    environment = {"NNTERM_HOME": str(home), "NNTERM_TRAINER": calm_trainer(tmp_path / "trainer.log")}
    return TerminalApp(command, environment)


def report_of(home: Path) -> str:
    (report,) = home.glob("crash-*.txt")
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    return report.read_text(encoding="utf-8")


def assert_reported(app: TerminalApp, home: Path) -> None:
    assert_terminal_as_before(app)
    after = app.written[max(app.written.rfind(b"\x1b[?1049l"), 0) :].decode()
    assert "nnterm met an error that it did not expect" in after
    assert str(next(home.glob("crash-*.txt"))) in after.replace("\r\n", "")
    assert len(after.splitlines()) <= 4, "a wall of text"
    report = report_of(home)
    assert "Sabotage: something broke" in report
    assert "what the learner wrote" not in report.replace('secret = "what the learner wrote"', "")
    assert "terminal: 120 x 40" in report


@pytest.mark.parametrize("where", LATER)
def test_in_the_midst_of_a_training(tmp_path: Path, where: str) -> None:
    home = tmp_path / "home"
    with sabotaged(tmp_path, home, where) as app:
        begin_training(app, home)
        seen, children = epochs_kept(home), app.children()
        app.press("\x1b[200~paste\x1b[201~")
        while where == "input" and app.process.poll() is None:
            app.press("x")
            app.read()
        assert app.ends() == 1
        assert gone(children)
        assert_reported(app, home)
        with closing(RunStore.open(home / "nnterm.sqlite")) as store:
            (run,) = store.runs("planes")
            assert run.state.over
            assert run.epochs >= seen
        assert " t" in report_of(home), "the keys before"


@pytest.mark.parametrize("where", ["init", "init system", "compose", "mount"])
def test_before_anything_is_seen(tmp_path: Path, where: str) -> None:
    home = tmp_path / "home"
    with sabotaged(tmp_path, home, where) as app:
        assert app.ends() == 1
        assert_reported(app, home)


@pytest.mark.parametrize("where", ["unmount", "unmount system", "close", "close system"])
def test_at_the_very_end(tmp_path: Path, where: str) -> None:
    home = tmp_path / "home"
    with sabotaged(tmp_path, home, where) as app:
        app.shows("In the plane")
        app.press("q")
        assert app.ends() == 1
        assert_reported(app, home)


def test_where_no_report_can_be_written_its_end_is_shown(tmp_path: Path) -> None:
    home = tmp_path / "file" / "home"
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with sabotaged(tmp_path, home, "handler") as app:
        open_lesson(app)
        app.press("\x1b[200~paste\x1b[201~")
        assert app.ends() == 1
        assert app.settings == app.before
        assert "A report could not be written" in app.text
        assert "Sabotage: something broke" in app.text


def test_a_signal_is_no_crash(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with sabotaged(tmp_path, home, "handler") as app:
        app.shows("In the plane")
        app.process.send_signal(signal.SIGTERM)
        assert app.ends() == 128 + signal.SIGTERM
        assert not list(home.glob("crash-*"))
