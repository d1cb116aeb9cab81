"""The page a lesson ends on: what was learned, what is open, the way back to it, and the way on."""

from collections.abc import Callable

import pytest

from nnterm.tui.app import NntermApp
from nnterm.tui.course.course import CourseScreen
from nnterm.tui.reading.quiz_view import QuizView
from tui.conftest import running, screen_text, shows, until

NewApp = Callable[..., NntermApp]

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["small", "large"])


@SIZES
async def test_what_is_open_is_listed_and_enter_goes_there(new_app: NewApp, size: tuple[int, int]) -> None:
    app = new_app("flowers")
    app.context.progress.visit("flowers", 2)
    app.context.progress.answer("flowers", "weights", "20", False)
    async with running(app, size) as pilot:
        await pilot.press("n")
        await shows(pilot, app, "You have read all of lesson 1.")
        text = screen_text(app)
        assert "0 of 2 questions right" in text
        assert "question, missed: " in text
        assert "Next: 2 Digits" in text
        await pilot.press("enter")
        await shows(pilot, app, "step 1/3")
        await until(pilot, lambda: isinstance(app.focused, QuizView))
        assert isinstance(app.focused, QuizView)
        assert app.focused._quiz.id == "weights"
        await pilot.press("escape")
        progress = app.context.progress.of("flowers")
        assert progress is not None and progress.finished


async def test_what_is_done_meanwhile_is_seen(new_app: NewApp) -> None:
    app = new_app("flowers")
    app.context.progress.visit("flowers", 2)
    app.context.progress.answer("flowers", "weights", "24", True)
    async with running(app) as pilot:
        await pilot.press("n")
        await shows(pilot, app, "1 of 2 questions right")
        app.context.progress.answer("flowers", "total", "67", True)
        await shows(pilot, app, "2 of 2 questions right")
        assert "Still open" not in screen_text(app)
        await shows(pilot, app, "1 Flowers")


async def test_a_lesson_is_done_when_nothing_is_open(new_app: NewApp) -> None:
    app = new_app("flowers")
    app.context.progress.visit("flowers", 2)
    app.context.progress.answer("flowers", "weights", "24", True)
    async with running(app) as pilot:
        await pilot.press("n")
        await shows(pilot, app, "Still open")
        await pilot.press("l")
        await until(pilot, lambda: isinstance(app.screen, CourseScreen))
        await shows(pilot, app, "Next: 2 Digits")
        assert "0 of 2 lessons done" in screen_text(app)
        await shows(pilot, app, "Read to its end, 1 still open.")
        app.context.progress.answer("flowers", "total", "67", True)
        await pilot.press("enter")
        await shows(pilot, app, "step 1/3")
        await pilot.press("n", "n", "n")
        await shows(pilot, app, "Lesson 1 is done.")
        assert "Still open" not in screen_text(app)
        await pilot.press("l")
        await shows(pilot, app, "1 of 2 lessons done")


@pytest.mark.parametrize("key", ["p", "escape"])
async def test_back_to_the_last_step_and_on_to_the_next_lesson(new_app: NewApp, key: str) -> None:
    app = new_app("flowers")
    app.context.progress.visit("flowers", 2)
    async with running(app) as pilot:
        await pilot.press("n", key)
        await shows(pilot, app, "step 3/3")
        await pilot.press("n", "n")
        await shows(pilot, app, "step 1/1")
        await pilot.press("n")
        await shows(pilot, app, "This was the last lesson of the course.")
        await pilot.press("l")
        await until(pilot, lambda: isinstance(app.screen, CourseScreen))
