"""A lesson that trains is not left by accident: what would be lost is said, and what goes on goes on."""

from pathlib import Path

import pytest

from nnterm.experiment.run_state import RunState
from nnterm.tui.app import NntermApp
from nnterm.tui.course.course import CourseScreen
from nnterm.tui.dialogs.leave import LeaveScreen
from nnterm.tui.dialogs.leave_lesson import LeaveLessonScreen
from nnterm.tui.lesson.screen import LessonScreen
from tui.builders import SIZES, NewApp, lesson_app
from tui.conftest import running, screen_text, shows, trained, until
from tui.reading.code_lesson import CODE


@SIZES
async def test_a_lesson_that_trains_asks_before_it_is_left(new_app: NewApp, size: tuple[int, int]) -> None:
    app = new_app("flowers")
    async with running(app, size) as pilot:
        await pilot.press("full_stop")
        await until(pilot, lambda: app.training.run is not None and app.training.run.state is RunState.PAUSED)
        for key in ("escape", "l"):
            await pilot.press(key)
            await shows(pilot, app, "Stop training and leave?")
            await shows(pilot, app, "Its epochs so far are kept either way.")
            await pilot.press("escape")
            assert isinstance(app.screen, LessonScreen), key
            assert app.training.run is not None
            assert app.training.run.state is RunState.PAUSED, key
        await pilot.press("escape", "s")
        await until(pilot, lambda: isinstance(app.screen, CourseScreen))
        run = await trained(pilot, app)
        assert run.state is RunState.STOPPED
        assert [kept.epochs for kept in app.context.store.runs("flowers", "iris")] == [1]


async def test_the_question_before_quitting_follows_the_training(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("full_stop")
        await until(pilot, lambda: app.training.run is not None and app.training.run.state is RunState.PAUSED)
        await pilot.press("q")
        await shows(pilot, app, "1 of 100 epochs are done and kept.")
        app.training.step()
        await shows(pilot, app, "2 of 100 epochs are done and kept.")


async def test_esc_leaves_the_field_first_and_asks_only_then(new_app: NewApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRIPT", "slow")
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("t", "f", "6", "escape")
        assert isinstance(app.screen, LessonScreen)
        assert app.focused is not None, "the number was given up"
        await pilot.press("escape")
        assert isinstance(app.screen, LessonScreen)
        assert app.focused is None
        await pilot.press("escape")
        assert isinstance(app.screen, LeaveLessonScreen)


async def test_the_end_of_a_lesson_asks_too(new_app: NewApp) -> None:
    app = new_app("digits")
    async with running(app) as pilot:
        await pilot.press("full_stop")
        await until(pilot, lambda: app.training.run is not None and app.training.run.state is RunState.PAUSED)
        await pilot.press("n")
        await shows(pilot, app, "This was the last lesson of the course.")
        await pilot.press("n")
        await shows(pilot, app, "Stop training and leave?")
        await pilot.press("k")
        await shows(pilot, app, "What you can do now")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, CourseScreen))
        assert app.context.progress.all()["digits"].finished


async def test_a_run_that_is_kept_goes_on_and_answers_the_guess_when_the_lesson_is_seen_again(
    new_app: NewApp,
) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("full_stop")
        await until(pilot, lambda: app.training.run is not None and app.training.run.state is RunState.PAUSED)
        await pilot.press("l", "k")
        await until(pilot, lambda: isinstance(app.screen, CourseScreen))
        app.training.resume()
        run = await trained(pilot, app)
        assert run.state is RunState.COMPLETED
        assert app.unseen is run
        await pilot.press("enter")
        await shows(pilot, app, "epoch 100/100")
        await until(pilot, lambda: app.unseen is None)


async def test_another_lesson_is_left_without_a_question_though_a_run_goes_on_elsewhere(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("full_stop")
        await until(pilot, lambda: app.training.run is not None and app.training.run.state is RunState.PAUSED)
        await pilot.press("l", "k", "down", "enter")
        await shows(pilot, app, "2 Digits")
        await pilot.press("l")
        assert isinstance(app.screen, CourseScreen)
        await pilot.press("q")
        assert isinstance(app.screen, LeaveScreen)
        await pilot.press("escape")


@SIZES
async def test_a_sweep_goes_on_without_its_lesson_and_is_asked_about_before_the_end(
    new_app: NewApp, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setenv("SCRIPT", "slow")
    app = new_app("flowers")
    async with running(app, size) as pilot:
        await pilot.press("f", "w")
        await until(pilot, lambda: app.context.studies.is_busy)
        await pilot.press("escape", "l")
        await until(pilot, lambda: isinstance(app.screen, CourseScreen))
        assert app.context.studies.is_busy
        await shows(pilot, app, "sweep 0/5")
        await pilot.press("q")
        await shows(pilot, app, "Several runs are under way")


async def test_an_idle_lesson_is_left_at_once(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("t")
        await trained(pilot, app)
        await pilot.press("l")
        assert isinstance(app.screen, CourseScreen)


def _kept(app: NntermApp) -> list:  # type: ignore[type-arg]
    from nnterm.runs.store.store import RunStore

    return RunStore.open().runs("flowers") or RunStore.open(_path(app)).runs("flowers")


def _path(app: NntermApp):  # type: ignore[no-untyped-def]
    from nnterm import paths

    return paths.home() / "runs.sqlite"


async def test_quitting_during_a_run_asks_once_and_keeps_the_run(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("full_stop")
        await until(pilot, lambda: app.training.run is not None and app.training.run.epochs == 1)
        await pilot.press("q")
        await shows(pilot, app, "A run is under way")
        await pilot.press("escape")
        assert isinstance(app.screen, LessonScreen)
        await pilot.press("q", "q")
    assert [kept.epochs for kept in _kept(app)] == [1]


@SIZES
async def test_a_lesson_whose_code_runs_asks_before_it_is_left(tmp_path: Path, size: tuple[int, int]) -> None:
    app = lesson_app(tmp_path, CODE)
    async with running(app, size) as pilot:
        await pilot.press("tab", "f7", "backspace", *"while", "space", "1", "colon", *"pass", "ctrl+r")
        await shows(pilot, app, "ctrl+r stop")
        await pilot.press("escape", "escape", "escape")
        await shows(pilot, app, "Stop your code and leave?")
        # It ends with its lesson, so it cannot go on without it.
        await pilot.press("k")
        assert isinstance(app.screen, LeaveLessonScreen)
        assert "keep training" not in screen_text(app)
        await pilot.press("escape")
        assert isinstance(app.screen, LessonScreen)
        await shows(pilot, app, "s stop your code")
        await pilot.press("l", "s")
        await until(pilot, lambda: isinstance(app.screen, CourseScreen))


async def test_code_that_runs_is_asked_about_before_its_step_or_the_app_is_left(tmp_path: Path) -> None:
    app = lesson_app(tmp_path, CODE)
    async with running(app) as pilot:
        await pilot.press("tab", "f7", "backspace", *"while", "space", "1", "colon", *"pass", "ctrl+r")
        await shows(pilot, app, "ctrl+r stop")
        await pilot.press("escape", "n")
        await shows(pilot, app, "Stop your code and leave?")
        await pilot.press("escape", "q")
        await shows(pilot, app, "Your code still runs")
        assert "Several runs" not in screen_text(app)
        await pilot.press("escape")
        await shows(pilot, app, "s stop your code")
        await pilot.press("n", "s")
        await shows(pilot, app, "step 2/2")
        # Nothing runs any more, so nothing is asked.
        await pilot.press("p")
        await shows(pilot, app, "step 1/2")
