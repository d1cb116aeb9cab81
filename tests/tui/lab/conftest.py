"""A lesson whose panels look inside a model, and the way to one of them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from nnterm.tui.app import NntermApp
from nnterm.tui.lab.lab import Lab
from nnterm.tui.lesson.screen import LessonScreen
from tui.builders import INSIDE, lesson_app
from tui.conftest import trained

IRIS, DIGITS, REVIEWS, LINE = range(4)
Open = Callable[[], NntermApp]


@pytest.fixture
def inside(tmp_path: Path) -> Open:
    return lambda: lesson_app(tmp_path, INSIDE)


async def go_to(pilot: Pilot[None], app: NntermApp, step: int, panel: str = "", *, train: bool = True) -> None:
    """Go to a step, train, and bring the keys to a panel."""
    await pilot.press(*["n"] * step)
    if train:
        await pilot.press("t")
        await trained(pilot, app)
    screen = app.screen
    assert isinstance(screen, LessonScreen)
    lab = screen.query_one(Lab)
    if app.size.width < 100:
        await pilot.press("2")
    while panel and lab.panel != panel:
        await pilot.press("v")
    await pilot.pause()
    found = lab.inside
    assert found is not None
    found.focus()
    await pilot.pause()
