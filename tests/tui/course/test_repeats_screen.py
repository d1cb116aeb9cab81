"""Questions of earlier lessons open a lesson: they are asked once, may be skipped, and stand in nobody's way."""

from pathlib import Path

import pytest

from nnterm.lesson.course_loader import load_course
from nnterm.tui.app import NntermApp
from nnterm.tui.course.course import CourseScreen
from nnterm.tui.lesson.screen import LessonScreen
from tui.builders import FLOWERS
from tui.conftest import app_over, running, screen_text, shows, until

SMALL = (80, 24)


@pytest.fixture
def app(tmp_path: Path) -> NntermApp:
    """An app over four lessons; the first and the third have an answer each."""
    return four_lessons(tmp_path)


def four_lessons(folder: Path, opened: str | None = None) -> NntermApp:
    place = folder / "course"
    place.mkdir()
    for number, id in enumerate(("red", "green", "blue", "last"), 1):
        text = FLOWERS.replace("id: flowers", f"id: {id}").replace("title: Flowers", f"title: {id.title()}")
        (place / f"{number:02}-{id}.md").write_text(text, encoding="utf-8")
    app = app_over(load_course(place), folder, opened)
    app.context.progress.answer("blue", "weights", "24", True)
    app.context.progress.answer("red", "total", "20", False)
    return app


async def test_two_questions_open_a_lesson_that_is_new(app: NntermApp) -> None:
    async with running(app, SMALL) as pilot:
        app.open_lesson(app.context.course.find("last"))
        await shows(pilot, app, "Before lesson 4, Last")
        text = screen_text(app)
        assert "Two questions from earlier lessons first." in text
        assert "3 Blue, step 1: Train it" in text and "1 of 2" in text
        await pilot.press("1", "enter")
        await shows(pilot, app, "Not yet.")
        assert app.context.progress.answers("blue")["weights"] == ("16", False), "it is among the missed ones again"
        await pilot.press("n")
        await shows(pilot, app, "1 Red, step 2: Look at the plane")
        await pilot.press("3", "3", "enter")
        await shows(pilot, app, "Right.")
        assert app.context.progress.answers("red") == {"total": ("33", True)}
        await pilot.press("escape")
        await shows(pilot, app, "step 1/3")
        await pilot.press("l")
        await until(pilot, lambda: isinstance(app.screen, CourseScreen))
        app.open_lesson(app.context.course.find("last"))
        await until(pilot, lambda: isinstance(app.screen, LessonScreen))


async def test_they_may_be_skipped(app: NntermApp) -> None:
    async with running(app, SMALL) as pilot:
        app.open_lesson(app.context.course.find("last"))
        await shows(pilot, app, "1 of 2")
        await pilot.press("n")
        await shows(pilot, app, "2 of 2")
        # A number is typed here, and letters are text.
        assert "esc skip" in screen_text(app) and "n skip" not in screen_text(app)
        await pilot.press("escape")
        await shows(pilot, app, "step 1/3")
        assert app.context.progress.answers("red") == {"total": ("20", False)}


async def test_the_way_back_leads_to_the_course_and_asks_again_later(app: NntermApp) -> None:
    async with running(app, SMALL) as pilot:
        app.open_lesson(app.context.course.find("last"))
        await shows(pilot, app, "1 of 2")
        await pilot.press("l")
        await until(pilot, lambda: isinstance(app.screen, CourseScreen))
        assert app.context.progress.of("last") is None
        await pilot.press("end", "enter")
        await shows(pilot, app, "Before lesson 4, Last")


async def test_a_place_that_is_looked_for_opens_at_once(app: NntermApp) -> None:
    async with running(app, SMALL) as pilot:
        app.open_lesson(app.context.course.find("last"), 1)
        await shows(pilot, app, "step 2/3")


async def test_a_lesson_that_the_app_is_started_with_asks_too(tmp_path: Path) -> None:
    app = four_lessons(tmp_path, "last")
    async with app.run_test(size=SMALL):
        from steady_pilot import SteadyPilot

        pilot = SteadyPilot(app)
        await shows(pilot, app, "Before lesson 4, Last")
        await pilot.press("escape", "escape")
        await shows(pilot, app, "step 1/3")
        await pilot.press("l")
        await until(pilot, lambda: isinstance(app.screen, CourseScreen))


async def test_a_broken_earlier_lesson_asks_nothing_and_keeps_nobody_out(app: NntermApp) -> None:
    async with running(app, SMALL) as pilot:
        course = app.context.course
        course.find("blue").path.write_text("no lesson\n", encoding="utf-8")
        app.open_lesson(course.find("last"))
        await shows(pilot, app, "1 Red, step 2: Look at the plane")
        assert "One question from an earlier lesson first." in screen_text(app)
        await pilot.press("escape")
        await shows(pilot, app, "step 1/3")
