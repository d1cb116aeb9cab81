"""Pages over a screen, help and device above all: they open, compare, and close once."""

from textual import events

from nnterm.experiment.run_state import RunState
from nnterm.tui.app import NntermApp
from nnterm.tui.course.course import CourseScreen
from nnterm.tui.lesson.screen import LessonScreen
from tui.builders import NewApp
from tui.conftest import running, screen_text, shows, until


async def test_two_clicks_close_one_screen(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        for key in ("question_mark", "d", "ctrl+p"):
            await pilot.press(key)
            await until(pilot, lambda: not isinstance(app.screen, LessonScreen))
            opened = app.screen
            for _ in range(3):
                click(app, 118, 38)
            await until(pilot, lambda opened=opened: opened not in app.screen_stack)  # type: ignore[misc]
            await shows(pilot, app, "step 1/3")
            assert isinstance(app.screen, LessonScreen), key


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


async def test_help_and_device_open_and_close(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("question_mark")
        await shows(pilot, app, "pause, and resume")
        await pilot.press("escape", "d")
        await shows(pilot, app, "There is no GPU here.")
        await pilot.press("escape")
        assert isinstance(app.screen, LessonScreen)


async def test_the_device_screen_compares_devices_while_nothing_trains(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("d", "c")
        await shows(pilot, app, "2,000 steps a second")
        await shows(pilot, app, "There is no GPU here.")
        await pilot.press("escape", "full_stop")
        await until(pilot, lambda: app.training.run is not None and app.training.run.state is RunState.PAUSED)
        await pilot.press("d", "c")
        await shows(pilot, app, "Something trains")
