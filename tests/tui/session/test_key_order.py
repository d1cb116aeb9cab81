"""Keys that come in one piece, as over a slow line, go where the ones before have led."""

from pathlib import Path

from nnterm import paths
from nnterm.lesson.course_loader import load_course
from nnterm.tui.app import NntermApp
from nnterm.tui.lesson.screen import LessonScreen
from nnterm.tui.reading.exercise_view import ExerciseView
from tui.builders import NewApp
from tui.conftest import app_over, running, shows, until


def first_units(app: NntermApp) -> int:
    screen = app.screen
    assert isinstance(screen, LessonScreen)
    assert screen.model.lab is not None
    return screen.model.lab.experiment.hyperparameters.layers[0].units  # type: ignore[union-attr]


async def test_a_number_goes_to_the_setting_that_the_key_before_has_led_to(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.burst("f", "6", "4", "enter", "escape", "n")
        await shows(pilot, app, "step 2/3")
        await pilot.press("p")
        await shows(pilot, app, "step 1/3")
        assert first_units(app) == 64


async def test_an_answer_goes_to_the_question_of_the_step_that_was_opened(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (80, 24)) as pilot:
        await pilot.burst("n", "tab", "3", "3", "enter")
        await until(pilot, lambda: app.context.progress.answers("flowers") == {"total": ("33", True)})


async def test_a_key_after_esc_is_none_of_the_code(tmp_path: Path) -> None:
    course = load_course(paths.course())
    app = app_over(course, tmp_path, "regression")
    async with running(app) as pilot:
        await pilot.press("n", "n", "n", "tab")
        view = app.screen.query_one(ExerciseView)
        before = view.text
        await pilot.burst("x", "backspace", "escape", "escape", "n")
        await shows(pilot, app, "step 5/")
        assert app.context.progress.drafts("regression") in ({}, {view.block.id: before})
        assert view.text == before


async def test_nothing_is_held_back_for_ever(new_app: NewApp) -> None:
    app = new_app("flowers")
    keys = ("question_mark", "escape", "d", "escape", "g", "escape", "n", "l", "enter", "p", "f", "1", "enter")

    def is_there() -> bool:
        return isinstance(app.screen, LessonScreen) and app.screen.is_open and first_units(app) == 1

    async with running(app) as pilot:
        for _ in range(3):
            await pilot.burst(*keys)
            await until(pilot, is_there)
            await pilot.press("r", "escape")
            await until(pilot, lambda: first_units(app) == 4)
