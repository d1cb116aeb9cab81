"""What was put off until the next drawing does no harm when the lesson is left before it."""

import asyncio
from collections.abc import Callable

import pytest
from textual import events

from nnterm.tui.app import NntermApp
from nnterm.tui.screens.lesson import LessonScreen
from nnterm.tui.widgets.lesson_text import LessonText

from .conftest import running, screen_text, shows

NewApp = Callable[..., NntermApp]
SIZES = pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])


@SIZES
async def test_a_drawing_that_comes_after_the_lesson_does_no_harm(new_app: NewApp, size: tuple[int, int]) -> None:
    app = new_app("flowers")
    async with running(app, size) as pilot:
        screen, course = app.screen, app.screen_stack[-2]
        assert isinstance(screen, LessonScreen)
        # The course draws only when nothing is left of the lesson, as on a machine that is busy.
        gone = asyncio.Event()
        course.call_after_refresh(gone.wait)
        # What depends on the room that the panels get is put off like this.
        screen.call_after_refresh(screen._frame)
        await app.pop_screen()
        gone.set()
        await shows(pilot, app, "lessons done")
        await pilot.press("enter")
        await shows(pilot, app, "step 1/3")
        assert "t train" in screen_text(app)


async def test_a_click_on_what_was_removed_a_moment_ago_does_no_harm(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        text = app.screen.query(LessonText).first()
        x, y = text.region.x + 2, text.region.y
        # Nothing is arranged anew before the click.
        with app.batch_update():
            await text.remove()
            driver = app._driver
            assert driver is not None
            for kind in (events.MouseDown, events.MouseUp):
                event = kind(None, x, y, 0, 0, 1, False, False, False, x, y)
                event.set_sender(app)
                driver.send_message(event)
            await pilot._wait_for_screen()
        await pilot.press("n")
        await shows(pilot, app, "step 2/3")
