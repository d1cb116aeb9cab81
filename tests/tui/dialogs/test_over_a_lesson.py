"""What lies over a lesson, the palette and the request for a larger window, in windows of every size."""

from collections.abc import Callable

import pytest
from textual import events
from textual.command import CommandList

from nnterm.experiment.run import RunState
from nnterm.tui.app import NntermApp
from nnterm.tui.course.course import CourseScreen
from nnterm.tui.dialogs.leave import LeaveScreen
from nnterm.tui.dialogs.palette import Palette
from nnterm.tui.lesson.screen import LessonScreen
from tui.conftest import running, screen_text, shows, until

NewApp = Callable[..., NntermApp]


@pytest.mark.parametrize("key", ["pagedown", "pageup"])
async def test_page_keys_in_the_palette_of_a_tiny_window_do_no_harm(new_app: NewApp, key: str) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("ctrl+p")
        await until(pilot, lambda: len(app.screen.query_one(CommandList).options) > 2)
        await pilot.press("down")
        await pilot.resize_terminal(20, 2)
        # Now the palette lies under the request for a larger window.
        await pilot.press("ctrl+p", key)
        await pilot.resize_terminal(120, 40)
        await pilot.press("escape", "escape")
        await until(pilot, lambda: not isinstance(app.screen, Palette))


@pytest.mark.parametrize("key", ["pagedown", "pageup", "enter"])
async def test_keys_that_come_with_the_one_for_the_palette_do_no_harm(new_app: NewApp, key: str) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        driver = app._driver
        assert driver is not None
        for name in ("ctrl+p", "a", "down", key):
            event = events.Key(name, name if len(name) == 1 else None)
            event.set_sender(app)
            driver.send_message(event)
        await pilot.pause()
        await pilot.press("escape", "escape")
        await until(pilot, lambda: not isinstance(app.screen, Palette))


@pytest.mark.parametrize("key", ["question_mark", "d", "ctrl+p", "q"])
async def test_what_is_opened_over_the_request_for_a_larger_window_goes_with_it(new_app: NewApp, key: str) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("full_stop")
        await until(pilot, lambda: app.training.run is not None and app.training.run.state is RunState.PAUSED)
        await pilot.resize_terminal(30, 10)
        await shows(pilot, app, "too small")
        await pilot.press(key)
        await pilot.resize_terminal(120, 40)
        await shows(pilot, app, "step 1/3")
        assert isinstance(app.screen, LessonScreen)


async def test_page_keys_in_the_choice_of_a_theme_do_no_harm(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("ctrl+p", *"theme")
        await until(pilot, lambda: len(app.screen.query_one(CommandList).options) == 1)
        await pilot.press("enter")
        await until(pilot, lambda: len(app.screen.query_one(CommandList).options) > 5)
        app.screen.query_one(CommandList).styles.display = "none"
        await pilot.press("pagedown", "pageup")
        while isinstance(app.screen, Palette):
            await pilot.press("escape")
        await shows(pilot, app, "step 1/3")


async def test_the_palette_asks_too_before_it_quits_in_the_middle_of_a_run(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("full_stop")
        await until(pilot, lambda: app.training.run is not None and app.training.run.state is RunState.PAUSED)
        await pilot.press("ctrl+p", *"quit")
        await until(pilot, lambda: len(app.screen.query_one(CommandList).options) == 1)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LeaveScreen))
        await pilot.press("escape")
        assert isinstance(app.screen, LessonScreen)


@pytest.mark.parametrize("opening", [("question_mark",), ("d",), ("ctrl+p",)], ids=["help", "device", "palette"])
async def test_two_clicks_close_one_screen(new_app: NewApp, opening: tuple[str, ...]) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press(*opening)
        await until(pilot, lambda: not isinstance(app.screen, LessonScreen))
        opened = app.screen
        for _ in range(3):
            click(app, 118, 38)
        await until(pilot, lambda: opened not in app.screen_stack)
        await shows(pilot, app, "step 1/3")
        assert isinstance(app.screen, LessonScreen)


async def test_two_clicks_on_the_way_back_go_back_once(new_app: NewApp) -> None:
    app = new_app()
    async with running(app) as pilot:
        await pilot.press("e")
        await shows(pilot, app, "esc lessons")
        line = screen_text(app).splitlines()[-1]
        for _ in range(3):
            click(app, line.index("esc lessons") + 1, 39)
        await pilot.pause()
        await shows(pilot, app, "lessons done")
        assert isinstance(app.screen, CourseScreen)


def click(app: NntermApp, x: int, y: int) -> None:
    """Press and release the button of the mouse, without waiting for what comes of it."""
    driver = app._driver
    assert driver is not None
    for kind in (events.MouseDown, events.MouseUp):
        event = kind(None, x, y, 0, 0, 1, False, False, False, x, y)
        event.set_sender(app)
        driver.send_message(event)
