"""The course: what is done and what is next, search, another look at missed quizzes, and beginning afresh."""

from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import OptionList

from nnterm.lesson.course import Course
from nnterm.lesson.course_loader import load_course
from nnterm.tui.app import NntermApp
from nnterm.tui.course.course import CourseScreen
from nnterm.tui.lesson.screen import LessonScreen
from tui.builders import LONG, NewApp, lesson_app
from tui.conftest import app_over, running, screen_text, shows, until

SMALL = (80, 24)


async def opened(pilot: Pilot[None], app: NntermApp, title: str) -> None:
    """Wait until a lesson is open at the step called `title`."""
    await until(pilot, lambda: isinstance(app.screen, LessonScreen))
    await shows(pilot, app, title)


async def test_progress_in_all_and_by_lesson(new_app: NewApp) -> None:
    app = new_app()
    app.context.progress.visit("flowers", 1)
    app.context.progress.answer("flowers", "weights", "20", True)
    app.context.progress.answer("flowers", "total", "20", False)
    async with running(app, SMALL) as pilot:
        await shows(pilot, app, "2 of 4 steps")
        text = screen_text(app)
        assert "0 of 2 lessons done" in text
        assert "Next: 1 Flowers, step 2: Look at the plane" in text
        assert "1 missed" in text
        line = next(line for line in text.splitlines() if "Flowers" in line and "Next" not in line)
        assert line.split()[-4:] == ["Flowers", "2/3", "1/2", "12"]


async def test_c_goes_on_at_the_exact_step(new_app: NewApp) -> None:
    app = new_app()
    app.context.progress.visit("flowers", 2)
    async with running(app, SMALL) as pilot:
        await pilot.press("down", "c")
        await opened(pilot, app, "Choose a function")
        await pilot.press("l")
        await until(pilot, lambda: isinstance(app.screen, CourseScreen))
        assert app.screen.query_one(OptionList).highlighted == 0, "on the lesson that was left"


async def test_a_click_on_what_is_next_goes_there(new_app: NewApp) -> None:
    app = new_app()
    app.context.progress.visit("flowers", 2)
    async with running(app) as pilot:
        y = next(i for i, line in enumerate(screen_text(app).splitlines()) if "Next:" in line)
        await pilot.click(offset=(30, y))
        await opened(pilot, app, "Choose a function")


async def test_what_a_lesson_builds_on_is_said_and_nothing_is_locked(new_app: NewApp) -> None:
    app = new_app()
    async with running(app, SMALL) as pilot:
        await pilot.press("down")
        await shows(pilot, app, "Builds on 1 Flowers (not done yet).")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LessonScreen))


async def test_search_opens_exactly_there(new_app: NewApp) -> None:
    app = new_app()
    async with running(app, SMALL) as pilot:
        await pilot.press("slash", *"plane")
        await shows(pilot, app, "step 2: Look at the plane")
        await pilot.press("enter")
        await opened(pilot, app, "Points in the plane")


async def test_search_goes_down_and_back(new_app: NewApp) -> None:
    app = new_app()
    async with running(app, SMALL) as pilot:
        await pilot.press("slash", *"how many weights")
        await shows(pilot, app, "2 places")
        await pilot.press("down", "enter")
        await opened(pilot, app, "Points in the plane")
        await pilot.press("l", "slash", *"nowhere at all")
        await shows(pilot, app, "Nothing was found")
        await pilot.press("enter", "escape")
        await until(pilot, lambda: isinstance(app.screen, CourseScreen))


async def test_a_missed_quiz_leaves_the_review_when_it_is_right(new_app: NewApp) -> None:
    app = new_app()
    app.context.progress.answer("flowers", "weights", "16", False)
    app.context.progress.answer("flowers", "total", "20", False)
    async with running(app, SMALL) as pilot:
        await pilot.press("e")
        await shows(pilot, app, "1 of 2")
        assert "1 Flowers, step 1: Train it" in screen_text(app)
        await pilot.press("1", "enter")
        await shows(pilot, app, "Not yet.")
        await pilot.press("3", "enter")
        await shows(pilot, app, "Not yet.")
        await pilot.press("2", "enter")
        await shows(pilot, app, "Right.")
        await pilot.press("n")
        await shows(pilot, app, "1 of 1")
        await pilot.press("3", "3", "enter", "n")
        await shows(pilot, app, "nothing to look at again")


async def test_right_answers_of_the_review_are_kept(new_app: NewApp) -> None:
    app = new_app()
    app.context.progress.answer("flowers", "total", "20", False)
    async with running(app, SMALL) as pilot:
        await pilot.press("e")
        await shows(pilot, app, "1 of 1")
        await pilot.press("3", "3", "enter")
        await shows(pilot, app, "Right.")
        assert app.context.progress.answers("flowers") == {"total": ("33", True)}
        await pilot.press("escape", "e")
        await shows(pilot, app, "nothing to look at again")


async def test_the_review_leads_to_the_step(new_app: NewApp) -> None:
    app = new_app()
    app.context.progress.answer("flowers", "total", "20", False)
    async with running(app, SMALL) as pilot:
        await pilot.press("e")
        await shows(pilot, app, "1 of 1")
        await pilot.press("o")
        await opened(pilot, app, "Points in the plane")


async def test_beginning_afresh_asks_first(new_app: NewApp) -> None:
    app = new_app()
    for lesson in ("flowers", "digits"):
        app.context.progress.visit(lesson, 0)
        app.context.progress.answer(lesson, "weights", "20", True)
    async with running(app, SMALL) as pilot:
        await pilot.press("home", "x")
        await shows(pilot, app, "Begin 1 Flowers afresh?")
        await pilot.press("escape")
        assert set(app.context.progress.all()) == {"flowers", "digits"}
        await pilot.press("x", "y")
        await shows(pilot, app, "1 of 4 steps")
        assert set(app.context.progress.all()) == set(app.context.progress.all_answers()) == {"digits"}
        await pilot.press("x", "a")
        await shows(pilot, app, "Begin all 2 lessons afresh?")
        await pilot.press("y")
        await shows(pilot, app, "0 of 4 steps")
        assert not app.context.progress.all()


async def test_a_lesson_that_cannot_be_read_says_why(new_app: NewApp, course: Course, tmp_path: Path) -> None:
    for head in course.lessons:
        text = head.path.read_text(encoding="utf-8")
        (tmp_path / head.path.name).write_text(text.replace("dataset: mnist10k", "dataset: mnist10"), encoding="utf-8")
    broken = load_course(tmp_path)
    app = app_over(broken, tmp_path)
    async with running(app, SMALL) as pilot:
        await pilot.press("down")
        await shows(pilot, app, "It cannot be read")
        await pilot.press("up")
        await shows(pilot, app, "About 12 minutes. Enter opens it.")


async def test_what_search_found_takes_two_rows_each_and_ends_with_a_word(tmp_path: Path) -> None:
    app = lesson_app(tmp_path, LONG)
    async with running(app, (80, 24)) as pilot:
        await pilot.press("l", "slash", *"marvellous")
        await shows(pilot, app, "place")
        found = [line.rstrip() for line in screen_text(app).splitlines()[4:-2] if line.strip()]
        assert len(found) == 2
        assert found[1].endswith(" ...")
