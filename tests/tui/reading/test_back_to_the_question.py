"""On a narrow screen a question that takes the keys is seen, also when it takes them from the lab."""

from collections.abc import Callable
from pathlib import Path

from nnterm.lesson.loader import load_course
from nnterm.tui.app import NntermApp
from nnterm.tui.reading.reader import Reader
from tui.conftest import COURSE, app_over, running, screen_text, shows, until

NewApp = Callable[..., NntermApp]
LESSON = COURSE / "01-flowers.md"


async def test_tab_comes_back_to_the_question_where_it_stands(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (80, 24)) as pilot:
        assert app.screen.query_one(Reader).max_scroll_y > 0, "without scrolling nothing is tested"
        for _ in range(3):
            await pilot.press("tab")
            await shows(pilot, app, "enter answers")
            await pilot.press("tab")
            await until(pilot, lambda: "enter answers" not in screen_text(app))


async def test_what_is_told_below_an_answer_is_scrolled_into_sight(tmp_path: Path) -> None:
    text = LESSON.read_text(encoding="utf-8").replace("and 4 biases.", "and 4 biases. " * 9 + "That is all.")
    (tmp_path / LESSON.name).write_text(text, encoding="utf-8")
    course = load_course(tmp_path)
    app = app_over(course, tmp_path, course.lessons[0].id)
    async with running(app, (80, 24)) as pilot:
        await pilot.press("tab")
        await shows(pilot, app, "enter answers")
        await pilot.press("1", "enter")
        await shows(pilot, app, "That is all.")
