"""Every lesson that ships, from its first step to the next lesson, in the real app with the real trainer."""

from pathlib import Path

import pytest
from lesson_walker import LessonWalker
from steady_pilot import SteadyPilot

from nnterm import paths
from nnterm.lesson.course import LessonHead
from nnterm.lesson.course_loader import load_course
from nnterm.lesson.loader import load_lesson
from nnterm.runs.store.store import RunStore
from nnterm.tui.app import NntermApp
from nnterm.tui.course.course import CourseScreen
from nnterm.tui.drawing import glyphs

COURSE = load_course(paths.course())


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("head", COURSE.lessons, ids=lambda head: head.id)
@pytest.mark.usefixtures("warm_programs")
async def test_a_lesson_is_walked_by_keyboard_to_the_next_one(
    head: LessonHead, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SSH_CONNECTION", "SSH_TTY", "TEXTUAL_THEME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path))
    glyphs.use("braille")
    app = NntermApp(COURSE, RunStore.open(), head)
    async with app.run_test(size=(80, 24), notifications=True):
        walker = LessonWalker(app, SteadyPilot(app), load_lesson(head))
        await walker.walk()
        following = next((other for other in COURSE.lessons if other.number > head.number), None)
        if following is None:
            await walker.sees("What you can do now")
            await walker.press("escape")
            await walker.until(lambda: isinstance(app.screen, CourseScreen), "the course after its last lesson")
        else:
            await walker.until(lambda: app.opened == following, f"{following.title} is opened")
            await walker.skip_questions()
            await walker.sees("step 1/")
            assert app.opened == following
        assert app.context.progress.all()[head.id].finished
    assert not walker.stumbles, "\n".join(walker.stumbles)
