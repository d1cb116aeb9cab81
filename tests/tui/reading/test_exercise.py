"""Code in a lesson, written, run and kept, by keyboard alone. The programs run in real processes."""

from pathlib import Path

import psutil
import pytest

from nnterm.tui.course.course import CourseScreen
from nnterm.tui.drawing import glyphs
from nnterm.tui.reading.exercise_report import ExerciseReport
from nnterm.tui.reading.exercise_view import ExerciseView
from nnterm.tui.reading.quiz_view import QuizView
from tui.builders import SIZES, NewApp, lesson_app
from tui.conftest import running, screen_text, shows, until

from .code_lesson import CODE, editor, write

RIGHT = "def double(x):\nreturn x * 2"
"""The editor indents by itself."""


@SIZES
async def test_code_is_written_run_and_passes(code_app: NewApp, size: tuple[int, int]) -> None:
    app = code_app()
    async with running(app, size) as pilot:
        await shows(pilot, app, "Twice 2 is 4.")
        await pilot.press("tab", "ctrl+r")
        await shows(pilot, app, "1 of 2 checks pass.")
        assert "double(2) gave 2; expected 4." in screen_text(app)
        await write(pilot, RIGHT)
        assert editor(app).text == "def double(x):\n    return x * 2"
        await pilot.press("ctrl+r")
        await shows(pilot, app, "esc leaves the editor, then n")
        await pilot.press("escape")
        await shows(pilot, app, "Now n goes on.")
        await pilot.press("n")
        await shows(pilot, app, "Change the numbers.")
        await pilot.press("p")
        await shows(pilot, app, "Passed.")
        assert app.context.progress.answers("code") == {"double": ("passed", True)}
        assert "return x * 2" in screen_text(app)
        assert "✓ Twice 2 is 4." in screen_text(app)


FOLLOWED = (
    CODE.split("## Play")[0]
    + """```{quiz}
id: twice
question: What is twice 3?
answer: 6
explanation: It is 6.
```
"""
)


async def test_code_that_passed_leads_on_to_a_question_below_it(tmp_path: Path) -> None:
    app = lesson_app(tmp_path, FOLLOWED)
    async with running(app, (80, 24)) as pilot:
        await pilot.press("tab")
        await write(pilot, RIGHT)
        await pilot.press("ctrl+r")
        await shows(pilot, app, "All checks pass.")
        assert "esc leaves the editor, then tab goes on." in screen_text(app)
        await pilot.press("x")
        await shows(pilot, app, "You have changed the code since")
        await pilot.press("backspace")
        await shows(pilot, app, "esc leaves the editor, then tab goes on.")
        await pilot.press("escape", "tab")
        assert app.screen.query_one(QuizView).has_focus_within


async def test_what_fails_is_explained_with_its_line(code_app: NewApp) -> None:
    app = code_app()
    async with running(app) as pilot:
        await pilot.press("tab")
        await write(pilot, "x = 1\nnp.zeros(x)")
        await pilot.press("ctrl+r")
        await shows(pilot, app, "line 2: the name `np` is not known.")
        await shows(pilot, app, "import numpy as np")
        await shows(pilot, app, "Python says: NameError")
        await write(pilot, "f = lambda a: a; f(b=1)")
        await pilot.press("ctrl+r")
        await shows(pilot, app, "line 1: ")
        assert screen_text(app).count("unexpected") == 1, "once is enough"
        await write(pilot, "x = (1\ny = 2")
        await pilot.press("ctrl+r")
        await shows(pilot, app, "line 1: something was opened and not closed")
        assert "\n" + " " * 6 in screen_text(app)


async def test_an_endless_loop_does_not_hang_the_app_and_is_stopped_by_the_same_key(code_app: NewApp) -> None:
    app = code_app()
    async with running(app) as pilot:
        await pilot.press("tab")
        await write(pilot, "while True: print(1)")
        await pilot.press("ctrl+r")
        await shows(pilot, app, "ctrl+r stop")
        await shows(pilot, app, "printed:")
        await pilot.press("x")
        assert editor(app).text.endswith("print(1)x")
        await pilot.press("ctrl+r")
        await shows(pilot, app, "stopped.")
        await shows(pilot, app, "ctrl+r run")


@pytest.mark.parametrize("keys", [("escape", "n", "s"), ("escape", "l", "s"), ("ctrl+q", "q")])
async def test_a_program_ends_with_its_step_its_lesson_and_the_app(code_app: NewApp, keys: tuple[str, ...]) -> None:
    app = code_app()
    async with running(app) as pilot:
        await pilot.press("tab")
        await write(pilot, "while True: pass")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: any(each.children() for each in _supervisors()))
        family = [process for supervisor in _supervisors() for process in (supervisor, *supervisor.children())]
        await pilot.press(*keys)
        if keys != ("ctrl+q", "q"):
            await until(pilot, lambda: not _supervisors())
    assert not psutil.wait_procs(family, timeout=5)[1]


def _supervisors() -> list[psutil.Process]:
    found = []
    for child in psutil.Process().children():
        try:
            if "nnterm.exercise.supervisor" in child.cmdline():
                found.append(child)
        except psutil.Error:
            continue
    return found


@pytest.mark.parametrize("keys", [("escape", "n", "p"), ("escape", "l", "enter")])
async def test_what_was_written_comes_back(code_app: NewApp, keys: tuple[str, ...]) -> None:
    app = code_app()
    async with running(app) as pilot:
        await pilot.press("tab")
        await write(pilot, "mine = 1")
        await pilot.press(*keys)
        await shows(pilot, app, "mine = 1")


async def test_what_was_written_is_kept_at_once_and_when_the_app_ends(code_app: NewApp) -> None:
    app = code_app()
    async with running(app) as pilot:
        await pilot.press("tab")
        await write(pilot, "mine = 1")
        await until(pilot, lambda: app.context.progress.drafts("code") == {"double": "mine = 1"})
        await pilot.press("2", "ctrl+q")
    again = code_app()
    async with running(again) as pilot:
        await shows(pilot, again, "mine = 12")


async def test_reset_asks_first_and_can_be_taken_back(code_app: NewApp) -> None:
    app = code_app()
    async with running(app) as pilot:
        await pilot.press("tab")
        await write(pilot, "mine = 1")
        await pilot.press("escape", "right", "enter")
        await shows(pilot, app, "Put the lesson's code in place of yours?")
        await pilot.press("n")
        assert editor(app).text == "mine = 1"
        assert "step 1/2" in screen_text(app)
        await pilot.press("enter", "y")
        await shows(pilot, app, "def double(x):")
        assert editor(app).text == "def double(x):\n    return x"
        await until(pilot, lambda: not app.context.progress.drafts("code"))
        await pilot.press("shift+tab", "ctrl+z")
        assert editor(app).text == "mine = 1"


async def test_the_solution_is_shown_after_a_try_or_a_question(code_app: NewApp) -> None:
    app = code_app()
    async with running(app) as pilot:
        await pilot.press("tab", "escape", "right", "right", "enter")
        await shows(pilot, app, "You have not tried it yet.")
        assert "return 2 * x" not in screen_text(app)
        await pilot.press("y")
        await shows(pilot, app, "return 2 * x")
        await pilot.press("enter")
        await until(pilot, lambda: "return 2 * x" not in screen_text(app))
        await pilot.press("n", "p", "ctrl+r")
        await shows(pilot, app, "1 of 2 checks pass.")
        await pilot.press("tab", "escape", "right", "right", "enter")
        await shows(pilot, app, "return 2 * x")


async def test_the_key_line_says_how_the_question_is_answered(code_app: NewApp) -> None:
    app = code_app()
    async with running(app) as pilot:
        await pilot.press("tab", "escape", "right", "right")
        await shows(pilot, app, "n next")
        await pilot.press("enter")
        await shows(pilot, app, "y yes  n no  tab go on")
        await pilot.press("n")
        # It is answered, and goes to no other step.
        await shows(pilot, app, "n next")
        assert "Complete double." in screen_text(app)


async def test_without_checks_it_is_for_play(code_app: NewApp) -> None:
    app = code_app()
    async with running(app) as pilot:
        await pilot.press("n", "ctrl+r")
        await shows(pilot, app, "printed:")
        await shows(pilot, app, "hello")
        assert "solution" not in screen_text(app)
        assert app.context.progress.answers("code") == {}


async def test_a_long_program_that_runs_says_so_in_sight(code_app: NewApp) -> None:
    app = code_app()
    async with running(app, (80, 24)) as pilot:
        await pilot.press("tab")
        await write(pilot, "")
        editor(app).insert("while True: pass\n" * 40)
        await pilot.press("ctrl+home", "ctrl+r")
        await shows(pilot, app, "ctrl+r stop")
        await shows(pilot, app, "running 1 s of 60")
        await pilot.press("ctrl+r")
        await shows(pilot, app, "stopped.")


@SIZES
async def test_the_mouse_runs_code(code_app: NewApp, size: tuple[int, int]) -> None:
    app = code_app()
    async with running(app, size) as pilot:
        await shows(pilot, app, "ctrl+r run")
        lines = screen_text(app).splitlines()
        y = next(index for index, line in enumerate(lines) if "ctrl+r run" in line)
        await pilot.click(offset=(lines[y].index("ctrl+r run") + 2, y))
        await shows(pilot, app, "1 of 2 checks pass.")


async def test_poor_terminals_get_plain_marks(code_app: NewApp) -> None:
    glyphs.use("ascii")
    app = code_app()
    async with running(app) as pilot:
        await pilot.press("ctrl+r")
        await shows(pilot, app, "[no] Twice 2 is 4.")
        await shows(pilot, app, "[ok] Twice 0 is 0.")
        assert all(line[:52].isascii() for line in screen_text(app).splitlines())


async def test_a_store_that_fails_is_reported_and_the_code_runs(code_app: NewApp) -> None:
    app = code_app()
    async with running(app) as pilot:
        app.context.store.execute("PRAGMA query_only = ON")
        await pilot.press("tab")
        await write(pilot, RIGHT)
        await pilot.press("ctrl+r")
        await shows(pilot, app, "All checks pass.")
        assert app._notifications


async def test_leaving_the_course_screen_is_as_before(code_app: NewApp) -> None:
    app = code_app()
    async with running(app) as pilot:
        await pilot.press("n", "tab", "escape", "tab", "2", "enter")
        await shows(pilot, app, "Right.")
        await pilot.press("escape", "l")
        assert isinstance(app.screen, CourseScreen)
        assert not app.screen.query(ExerciseView)


MORE = "\n".join(f'  - {{expression: "double({n})", equals: "{2 * n}", say: No {n}.}}' for n in range(8))
MANY = CODE.replace("      return x\n", "      pass\n", 1).replace("Twice 0 is 0.}", f"Twice 0 is 0.}}\n{MORE}")


@SIZES
async def test_code_that_is_not_written_yet_is_said_to_be_so_in_place_of_failures(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    app = lesson_app(tmp_path, MANY)
    async with running(app, size) as pilot:
        await pilot.press("tab", "ctrl+r")
        await shows(pilot, app, "Nothing is written yet")
        assert "None" not in screen_text(app)
        assert "✗" not in screen_text(app)
        # Something is written, and it is of no use: some of what is wrong is enough.
        await write(pilot, "def double(x):\nreturn x + 7")
        await pilot.press("ctrl+r")
        await shows(pilot, app, "1 of 10 checks pass.")
        rows = app.screen.query_one(ExerciseReport).rows(60, 0)
        assert sum("expected" in "".join(text for text, _ in row) for row in rows) == 3


async def test_a_name_that_is_missing_is_said_once(tmp_path: Path) -> None:
    app = lesson_app(tmp_path, MANY)
    async with running(app) as pilot:
        await pilot.press("tab")
        await write(pilot, "x = 1")
        await pilot.press("ctrl+r")
        await shows(pilot, app, "Not there yet: double.")
        assert "is not known" not in screen_text(app)
