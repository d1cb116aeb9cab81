"""What is still under way when a screen closes, or was put off until the next drawing, does no harm."""

import asyncio
from collections.abc import Awaitable, Callable
from threading import Event

import pytest
from textual import events
from textual.command import CommandList, DiscoveryHit, Hits, Provider
from textual.widget import Widget
from textual.widgets import OptionList

from nnterm.lesson.course import LessonHead
from nnterm.lesson.glossary.glossary import Glossary
from nnterm.lesson.lesson import Lesson
from nnterm.lesson.loader import load_lesson
from nnterm.tui.course.course import CourseScreen
from nnterm.tui.course.glossary import GlossaryScreen
from nnterm.tui.dialogs.palette import Palette
from nnterm.tui.frame.under import lay_under
from nnterm.tui.lesson.screen import LessonScreen
from nnterm.tui.reading.lesson_text import LessonText
from tui.builders import SIZES, NewApp
from tui.conftest import MOMENT, running, screen_text, shows, until


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
        screen.call_after_refresh(screen._view.redraw)
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


class Lingering(Widget):
    """Something that is closed only when `enough` says so, as on a machine that is busy."""

    def __init__(self, gone: Callable[[], bool], enough: Callable[[], Awaitable[object]]) -> None:
        super().__init__()
        self._gone, self._enough = gone, enough

    async def on_unmount(self) -> None:
        async with asyncio.timeout(MOMENT):
            while not self._gone():
                await asyncio.sleep(0.001)
        await self._enough()


async def test_lessons_that_are_still_read_while_the_app_ends_do_no_harm(
    new_app: NewApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Event()

    def slowly(head: LessonHead) -> Lesson:
        read.wait(10)
        return load_lesson(head)

    async def go_on() -> None:
        read.set()
        await asyncio.sleep(0.2)

    monkeypatch.setattr("nnterm.lesson.loader.load_lesson", slowly)
    app = new_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: bool(app.screen.query(OptionList)) and bool(app.workers))
        screen = app.screen
        await screen.mount(Lingering(lambda: not screen.query(OptionList), go_on))
    assert app.return_code in (None, 0)


async def test_a_palette_that_still_looks_while_it_is_closed_does_no_harm(new_app: NewApp) -> None:
    found = asyncio.Event()

    class Slow(Provider):
        async def discover(self) -> Hits:
            await found.wait()
            yield DiscoveryHit("late", lambda: None)

        async def search(self, query: str) -> Hits:
            yield DiscoveryHit("none", lambda: None)

    async def go_on() -> None:
        found.set()
        await asyncio.sleep(0.3)

    app = new_app("flowers")
    async with running(app) as pilot:
        palette = Palette(providers=[Slow])
        await app.push_screen(palette)
        await palette.mount(Lingering(lambda: not palette.query(CommandList), go_on))
        await app.pop_screen()
        await shows(pilot, app, "step 1/3")


async def test_an_app_that_ends_while_the_course_is_laid_under_the_lesson_ends_in_order(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app):
        lay_under(app, CourseScreen(app.context))
        app.exit()
    assert app.crash.words == ""


async def test_an_app_that_ends_while_the_glossary_opens_ends_in_order(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app):
        app.push_screen(GlossaryScreen(app.context.course, Glossary(())))
        app.exit()
    assert app.crash.words == ""
