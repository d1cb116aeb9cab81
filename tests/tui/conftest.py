"""A small course, an app over it, and a trainer that goes by a script: without a process, or as a real child."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from steady_pilot import SteadyPilot
from textual.pilot import Pilot
from undrawn import draw_when_asked

from nnterm.experiment.run import Run
from nnterm.lesson.course import Course
from nnterm.lesson.course_loader import load_course
from nnterm.runs.store.progress import Progress
from nnterm.runs.store.store import RunStore
from nnterm.tui.app import NntermApp
from nnterm.tui.drawing import glyphs

from .fake_trainer import FakeTrainer

SCRIPT = Path(__file__).parent / "scripted_trainer.py"
COURSE = Path(__file__).parent / "lessons"

MOMENT = 60.0
"""Seconds within which what a key leads to must be on the screen, on a slow machine that does other work too."""


@pytest.fixture(autouse=True)
def _undrawn(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.node.get_closest_marker("drawn") is None:
        draw_when_asked(monkeypatch)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SSH_CONNECTION", "SSH_TTY", "NO_COLOR", "TEXTUAL_THEME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path))
    # All colours, whatever terminal the tests are started in.
    monkeypatch.setattr("textual.constants.COLOR_SYSTEM", "truecolor")
    glyphs.use("braille")


@pytest.fixture
def course() -> Course:
    return load_course(COURSE)


@pytest.fixture
def new_app(course: Course, tmp_path: Path) -> Callable[..., NntermApp]:
    return lambda lesson=None: app_over(course, tmp_path, lesson)


def app_over(course: Course, folder: Path, lesson: str | None = None, **options: Any) -> NntermApp:
    """An app over `course` that keeps its runs in `folder`, opens `lesson`, and trains without a process."""
    head = course.find(lesson) if lesson else None
    app = NntermApp(course, RunStore.open(folder / "runs.sqlite"), head, **options)
    app.training.client.new_process = FakeTrainer  # type: ignore[assignment]
    app.context.studies.new_process = FakeTrainer  # type: ignore[assignment]
    return app


def choose_before(folder: Path, theme: str) -> None:
    """Have the apps over `folder` start in `theme`, as if it was chosen the last time."""
    store = RunStore.open(folder / "runs.sqlite")
    Progress(store).choose("theme", theme)
    store.close()


def app_with_child(course: Course, folder: Path, lesson: str | None = None) -> NntermApp:
    """The same with a trainer that is a real child process."""
    head = course.find(lesson) if lesson else None
    return NntermApp(course, RunStore.open(folder / "runs.sqlite"), head, (sys.executable, str(SCRIPT)))


@asynccontextmanager
async def running(app: NntermApp, size: tuple[int, int] = (120, 40)) -> AsyncIterator[SteadyPilot]:
    async with app.run_test(size=size, notifications=True):
        pilot = SteadyPilot(app)
        await settled(pilot, app)
        yield pilot


@pytest.fixture
def toasts_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no toast go away by itself, however long a busy machine takes to look for it."""
    notify = NntermApp.notify

    def lasting(app: NntermApp, message: str, **options: Any) -> None:
        notify(app, message, **{**options, "timeout": 600.0})

    monkeypatch.setattr(NntermApp, "notify", lasting)


async def settled(pilot: SteadyPilot, app: NntermApp) -> None:
    """Wait until the first screen is painted and the trainer ready."""
    first = r"step \d+/\d+" if app.opened else "lessons done"
    await until(pilot, lambda: app.training.device is not None and re.search(first, screen_text(app)) is not None)
    await until(pilot, lambda: app.opened is not None or app.context.lessons.is_full)


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    """Let the app work until `condition` holds, and fail with what is on the screen where it does not.

    A lesson that is still opening its step acts on no key: what is waited for is there when it is open.
    """
    steady = SteadyPilot(pilot.app)
    try:
        await asyncio.wait_for(
            steady.wait_for(lambda: getattr(pilot.app.screen, "is_open", True) and condition()), MOMENT
        )
    except TimeoutError:
        assert isinstance(pilot.app, NntermApp)
        raise AssertionError(f"What was waited for did not come. The screen is:\n{screen_text(pilot.app)}") from None
    await steady.pause()


async def shows(pilot: Pilot[None], app: NntermApp, words: str) -> None:
    """Wait until `words` are on the screen."""
    try:
        await until(pilot, lambda: words in screen_text(app))
    except AssertionError as error:
        raise AssertionError(f"{words!r} is not on the screen. {error}") from None


async def trained(pilot: Pilot[None], app: NntermApp) -> Run:
    """Wait for the end of the last run."""
    await until(pilot, lambda: app.training.run is not None and app.training.run.state.over)
    assert app.training.run is not None
    return app.training.run


def screen_text(app: NntermApp) -> str:
    """The screen as a reader sees it."""
    width, height = app.size
    lines = [strip.text for strip in app.screen._compositor.render_strips()]
    assert len(lines) == height, f"the screen is not laid out: {len(lines)} rows of {width} x {height}"
    return "\n".join(lines)
