"""Whoever types on while a lesson opens loses nothing by it."""

from collections.abc import Callable

import pytest

from nnterm.lesson.loader import load_lesson
from nnterm.tui.app import NntermApp
from nnterm.tui.lesson.screen import LessonScreen
from tui.conftest import running, shows, trained

NewApp = Callable[..., NntermApp]


@pytest.mark.parametrize(
    "action", ["train", "reset", "form", "panel(1)", "more", "change_step(1)", "pause", "view('lab')"]
)
async def test_a_key_that_comes_before_the_step_does_no_harm(new_app: NewApp, action: str) -> None:
    app = new_app()
    async with running(app) as pilot:
        screen = LessonScreen(app.context, load_lesson(app.context.course.find("flowers")))
        opened = app.push_screen(screen)
        await app.run_action(action, screen)
        await opened
        await shows(pilot, app, "step 1/")
        await pilot.press("t")
        await trained(pilot, app)
