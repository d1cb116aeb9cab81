"""What was learned over the whole course: from the course, at its end, and what is open as the way back into it."""

from nnterm.tui.course.course import CourseScreen
from tui.builders import NewApp
from tui.conftest import running, screen_text, shows, until

SMALL = (80, 24)


async def test_the_course_lists_what_can_be_done_now_and_what_is_open(new_app: NewApp) -> None:
    app = new_app()
    progress = app.context.progress
    progress.visit("flowers", 2)
    progress.finish("flowers")
    progress.answer("flowers", "weights", "20", True)
    progress.answer("flowers", "total", "20", False)
    async with running(app, SMALL) as pilot:
        await pilot.press("t")
        await shows(pilot, app, "1 Flowers: read")
        text = screen_text(app)
        assert "You can now" in text and "Train a network" in text
        assert "step 2: Look at the plane" in text, "what was missed"
        await pilot.press("tab")
        await shows(pilot, app, "question, missed: Look at the plane")
        await pilot.press("enter")
        await shows(pilot, app, "step 2/3")


async def test_the_course_ends_on_it(new_app: NewApp) -> None:
    app = new_app("digits")
    async with running(app, SMALL) as pilot:
        await pilot.press("n")
        await shows(pilot, app, "n what you can do now")
        await pilot.press("n")
        await shows(pilot, app, "2 Digits: done")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, CourseScreen))


async def test_before_the_first_lesson_there_is_a_sentence(new_app: NewApp) -> None:
    app = new_app()
    async with running(app, SMALL) as pilot:
        await pilot.press("t")
        await shows(pilot, app, "No lesson was opened yet.")
