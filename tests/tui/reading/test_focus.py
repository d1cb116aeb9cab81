"""Where the keys go: tab from question to question, esc out of a field, what has it shown as such."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widget import Widget

from nnterm import paths
from nnterm.experiment.run_state import RunState
from nnterm.lesson.course_loader import load_course
from nnterm.tui.app import NntermApp
from nnterm.tui.form.hyperparameter_form import HyperparameterForm
from nnterm.tui.lab.lab import Lab
from nnterm.tui.lab.runs.table import RunsTable
from nnterm.tui.lesson.screen import LessonScreen
from nnterm.tui.reading.code_editor import CodeEditor
from nnterm.tui.reading.exercise_bar import ExerciseBar
from nnterm.tui.reading.exercise_view import ExerciseView
from nnterm.tui.reading.question_view import QuestionView
from nnterm.tui.reading.quiz_view import QuizView
from nnterm.tui.reading.reader import Reader
from tui.builders import SIZES, NewApp, lesson_app
from tui.conftest import app_over, running, screen_text, shows, trained, until

from .code_lesson import CODE


@pytest.fixture
def whole_course(tmp_path: Path) -> Callable[[str], NntermApp]:
    def make(lesson: str) -> NntermApp:
        course = load_course(paths.course())
        return app_over(course, tmp_path, lesson)

    return make


def last_line(app: NntermApp) -> str:
    return screen_text(app).splitlines()[-1]


async def go_on(pilot: Pilot[None], app: NntermApp) -> Widget | None:
    """What the keys say that goes on from here: esc and tab out of an editor, tab elsewhere."""
    await pilot.press(*(("escape", "tab") if isinstance(app.focused, CodeEditor) else ("tab",)))
    return app.focused


# --- tab ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("size", "leaving"),
    [((120, 40), ("escape", "tab")), ((80, 24), ("escape", "escape", "tab"))],
    ids=["esc", "esc esc"],
)
async def test_tab_comes_past_the_code_to_the_question(
    whole_course: Callable[[str], NntermApp], size: tuple[int, int], leaving: tuple[str, ...]
) -> None:
    app = whole_course("regression")
    async with running(app, size) as pilot:
        await pilot.press("n", "n", "n", "n", "p")
        await shows(pilot, app, "step 4/")
        view = app.screen.query_one(ExerciseView)
        before = view.text
        await pilot.press("tab")
        await shows(pilot, app, "esc leave the editor, then tab goes on")
        await pilot.press(*leaving)
        assert isinstance(app.focused, QuestionView)
        await shows(pilot, app, "enter answers")
        await pilot.press("2", "enter")
        await until(pilot, lambda: bool(app.context.progress.answers("regression")))
        assert view.text == before


@pytest.mark.parametrize("before", [("f", "escape"), ("1",), ()], ids=["field", "half", "nothing"])
async def test_an_esc_too_many_stays_in_the_lesson(new_app: NewApp, before: tuple[str, ...]) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press(*before, "escape")
        await shows(pilot, app, "esc once more goes back to the lessons.")
        assert isinstance(app.screen, LessonScreen)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, LessonScreen))


@pytest.mark.slow
@SIZES
async def test_tab_goes_through_all_that_is_open_then_the_lab_and_comes_round(
    whole_course: Callable[[str], NntermApp], size: tuple[int, int]
) -> None:
    app = whole_course("regression")
    seen = set()
    async with running(app, size) as pilot:
        for head in app.context.course.lessons:
            app.open_lesson(head, 0)
            await until(pilot, lambda: isinstance(app.screen, LessonScreen) and app.screen.is_open)
            for index, step in enumerate(app.screen.model.lesson.steps):  # type: ignore[attr-defined]
                shape = tuple(type(block).__name__ for block in step.blocks)
                kinds = tuple(dict.fromkeys(kind for kind in shape if kind != "Prose")), step.explore is not None
                if kinds in seen:
                    continue
                seen.add(kinds)
                app.pop_screen()
                app.open_lesson(head, index)
                await until(pilot, lambda: isinstance(app.screen, LessonScreen) and app.screen.is_open)
                await check_round(pilot, app, f"{head.id}, step {index + 1}")
            app.pop_screen()
    assert len(seen) > 10


async def check_round(pilot: Pilot[None], app: NntermApp, where: str) -> None:
    """Every question of the step, then what the lab has, then the first one again."""
    reader = app.screen.query_one(Reader)
    wanted = [w for w in reader.query(Widget) if isinstance(w, QuestionView | CodeEditor | ExerciseBar) and w.can_focus]
    wanted += list(reader.query("ChallengeView"))
    # What would tell the answer of an open prediction is folded until it is given.
    wanted = [w for w in wanted if all(node.display for node in w.ancestors_with_self if isinstance(node, Widget))]
    order = {widget: place for place, widget in enumerate(reader.query(Widget))}
    wanted.sort(key=order.__getitem__)
    code = [view.text for view in reader.query(ExerciseView)]
    visited: list[Widget | None] = []
    await pilot.press("tab")
    for _ in range(len(wanted) + 4):
        if isinstance(app.focused, CodeEditor):
            visited.append(app.focused)
            await pilot.press("escape")
            visited.append(app.focused)
        else:
            visited.append(app.focused)
        if app.focused is not None:
            shown = app.screen.find_widget(app.focused).visible_region
            assert shown, f"{where}: {app.focused} is out of sight"
        await pilot.press("tab")
    assert visited[: len(wanted)] == wanted, where
    lab = visited[len(wanted)]
    assert lab is None or reader not in lab.ancestors, f"{where}: after the questions comes {lab}"
    if wanted:
        assert wanted[0] in visited[len(wanted) :], f"{where}: tab does not come round"
    assert [view.text for view in reader.query(ExerciseView)] == code, where


async def test_tab_passes_by_what_is_answered_and_shift_tab_comes_back_to_it(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("tab", "2", "enter")
        quiz = app.focused
        assert isinstance(quiz, QuizView)
        await shows(pilot, app, "Right.")
        await pilot.press("tab")
        assert isinstance(app.focused, HyperparameterForm)
        await pilot.press("tab")
        assert isinstance(app.focused, HyperparameterForm), "nothing else is open"
        await shows(pilot, app, "Nothing else in this step waits for keys.")
        await pilot.press("shift+tab")
        assert app.focused is quiz, "it may be answered again"
        await pilot.press("tab")
        assert isinstance(app.focused, HyperparameterForm)
        await pilot.press("escape", "n", "p", "tab")
        assert isinstance(app.focused, HyperparameterForm), "nothing is open"


@pytest.mark.parametrize("direction", ["tab", "shift+tab"])
async def test_with_the_lab_alone_tab_stays_in_sight(new_app: NewApp, direction: str) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("2", direction)
        assert isinstance(app.focused, HyperparameterForm)
        await pilot.press(direction)
        assert isinstance(app.focused, HyperparameterForm)
        await pilot.press("escape", "1", "shift+tab")
        assert isinstance(app.focused, QuizView)


async def test_the_text_comes_back_with_another_step_and_with_a_question_that_is_to_be_answered(
    whole_course: Callable[[str], NntermApp],
) -> None:
    app = whole_course("overfitting")
    async with running(app) as pilot:
        await pilot.press("2", "t")
        await shows(pilot, app, "t trains without")
        assert isinstance(app.focused, QuestionView)
        await pilot.press("escape", "2", "n")
        await shows(pilot, app, "Travel back in time")


async def test_the_focus_is_in_sight_in_a_window_made_wide_after_the_lab_was_alone(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("2")
        await pilot.resize_terminal(80, 24)
        await pilot.press("1", "tab")
        quiz = app.focused
        assert isinstance(quiz, QuizView)
        await pilot.resize_terminal(120, 40)
        await shows(pilot, app, "enter answers")
        assert app.focused is quiz


async def test_back_tab_goes_the_other_way(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("shift+tab")
        assert isinstance(app.focused, HyperparameterForm)
        await pilot.press("shift+tab")
        assert isinstance(app.focused, QuizView)


async def test_another_step_begins_without_a_field(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("tab")
        assert isinstance(app.focused, QuizView)
        await pilot.press("n")
        await shows(pilot, app, "step 2/3")
        assert app.focused is None
        await pilot.press("tab", "3", "3", "enter")
        await shows(pilot, app, "Right.")


# --- where the focus is ------------------------------------------------------------------------------
async def test_the_focus_goes_along_from_panel_to_panel_and_is_never_hidden(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("t")
        await trained(pilot, app)
        await pilot.press("tab", "v", "v", "v")
        await pilot.press("tab")
        await shows(pilot, app, "▸Network")
        for _ in range(12):
            await pilot.press("v")
            focused = app.focused
            assert focused is None or all(node.display for node in focused.ancestors_with_self)
        app.screen.set_focus(None)
        await until(pilot, lambda: re.search("▸[A-Z]", screen_text(app)) is None)


async def test_what_is_hidden_does_not_keep_the_focus_that_a_late_click_gives_it(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        hidden = app.screen.query_one(RunsTable)
        app.screen.set_focus(hidden)
        await until(pilot, lambda: app.focused is None)


async def test_the_half_with_the_focus_stays_in_sight_in_a_window_made_narrow(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("t")
        await trained(pilot, app)
        await pilot.press("tab")
        assert isinstance(app.focused, QuizView)
        await pilot.resize_terminal(80, 24)
        await shows(pilot, app, "enter answers")
        await pilot.resize_terminal(120, 40)
        await pilot.press("escape", "f", "1")
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "←→ change  ↑↓ setting" in screen_text(app))


@SIZES
async def test_the_last_line_speaks_of_what_has_the_focus(new_app: NewApp, size: tuple[int, int]) -> None:
    app = new_app("flowers")
    async with running(app, size) as pilot:
        assert "train" in last_line(app)
        await pilot.press("tab")
        await until(pilot, lambda: "↑↓ choose  enter answer" in last_line(app))
        await pilot.press("escape", "f")
        await until(pilot, lambda: "←→ change  ↑↓ setting  w sweep" in last_line(app))
        assert "tab go on  esc leave" in last_line(app)
        await pilot.press("6")
        await until(pilot, lambda: "enter accept" in last_line(app))
        await pilot.press("enter")
        await until(pilot, lambda: "enter accept" not in last_line(app) and "b reset" in last_line(app))
        await pilot.press("escape")
        await until(pilot, lambda: last_line(app).lstrip().startswith("t train"))


async def test_tab_comes_back_to_the_question_in_sight(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (80, 24)) as pilot:
        assert app.screen.query_one(Reader).max_scroll_y > 0, "without scrolling nothing is tested"
        for _ in range(3):
            await pilot.press("tab")
            await shows(pilot, app, "enter answers")
            await pilot.press("tab")
            await until(pilot, lambda: "enter answers" not in screen_text(app))


async def test_no_key_is_offered_that_is_text_by_now(new_app: NewApp) -> None:
    app = new_app("flowers")
    app.context.progress.visit("flowers", 1)
    async with running(app) as pilot:
        await shows(pilot, app, "Look at the plane")
        await pilot.press("tab")
        assert "t train" in last_line(app)
        await pilot.press("f")
        assert "t train" not in last_line(app)
        await pilot.press("backspace")
        assert "t train" in last_line(app)


async def test_shift_tab_and_esc_lead_back_past_a_code_editor(tmp_path: Path) -> None:
    quiz = CODE[CODE.index("```{quiz}") :]
    app = lesson_app(tmp_path, CODE.replace("```{code}", f"{quiz}\n```{{code}}", 1).replace("id: sum", "id: first", 1))
    async with running(app) as pilot:
        await pilot.press("tab", "tab", "escape")
        assert isinstance(app.focused, ExerciseBar)
        await shows(pilot, app, "solution  shift+tab back")
        await pilot.press("tab")
        # It has come round to the question above.
        await shows(pilot, app, "solution  tab to write")
        await pilot.press("shift+tab", "shift+tab")
        assert isinstance(app.focused, CodeEditor), "who came forwards gets back into it"
        await pilot.press("escape", "shift+tab")
        assert isinstance(app.focused, QuizView)
        await pilot.press("tab")
        assert isinstance(app.focused, CodeEditor)


@SIZES
async def test_tab_leads_back_to_a_question_that_esc_has_left_without_an_answer(
    new_app: NewApp, size: tuple[int, int]
) -> None:
    app = new_app("flowers")
    async with running(app, size) as pilot:
        await pilot.press("tab")
        question = app.focused
        assert isinstance(question, QuizView)
        await pilot.press("escape", "tab")
        assert app.focused is question
        await pilot.press("tab")
        assert app.focused is not question


async def test_a_run_that_goes_on_is_seen(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (80, 24)) as pilot:
        await pilot.press("full_stop")
        await until(pilot, lambda: app.training.run is not None and app.training.run.state is RunState.PAUSED)
        for key in ("full_stop", "space"):
            await pilot.press("1")
            assert not app.screen.query_one(Lab).display
            await pilot.press(key)
            assert app.screen.query_one(Lab).display, key


async def test_tab_leads_to_the_open_question_from_a_panel_that_esc_has_left(
    whole_course: Callable[[str], NntermApp],
) -> None:
    app = whole_course("regression")
    async with running(app, (120, 40)) as pilot:
        await pilot.press("n", "n", "v", "v", "tab")
        question = app.focused
        assert isinstance(question, QuizView)
        await pilot.press("tab")
        assert app.focused is app.screen.query_one("#fit")
        await pilot.press("escape", "tab")
        assert app.focused is question


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
async def test_the_key_that_is_said_to_lead_to_the_code_does(code_app: NewApp, size: tuple[int, int]) -> None:
    app = code_app()
    app.context.progress.answer("code", "double", "def double(x):\n    return 2 * x", True)
    async with running(app, size) as pilot:
        # What is done is no stop of tab.
        await shows(pilot, app, "solution  shift+tab")
        await pilot.press("shift+tab", "shift+tab")
        assert isinstance(app.focused, CodeEditor)
        await pilot.press("escape", "escape", "n")
        await shows(pilot, app, "tab to write")
        assert "shift+tab" not in screen_text(app)
        await pilot.press("tab")
        assert isinstance(app.focused, CodeEditor)
        await pilot.press("escape", "escape", "2", "1")
        # Where the other half took its place, tab begins at the top again.
        key = "tab" if size[0] == 80 else "shift+tab"
        await shows(pilot, app, f" {key} to write")
        await pilot.press(key)
        assert isinstance(app.focused, CodeEditor)


async def test_tab_leads_back_into_what_esc_has_left_where_the_lab_is_all_that_is_seen(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (80, 24)) as pilot:
        await pilot.press("2", "tab")
        left = app.focused
        assert left is not None
        await pilot.press("escape", "tab")
        assert app.focused is left
