"""Whoever types on while a lesson opens loses nothing by it."""

from pathlib import Path

import pytest
from textual.css.stylesheet import Stylesheet

from nnterm.experiment.protocol.device import Device
from nnterm.experiment.run_state import RunState
from nnterm.lesson.course import Course
from nnterm.lesson.loader import load_lesson
from nnterm.tui.app import NntermApp
from nnterm.tui.course.course import CourseScreen
from nnterm.tui.lab.curves import Curves
from nnterm.tui.lesson.screen import LessonScreen
from nnterm.tui.session.badge import badge
from tui.builders import NewApp
from tui.conftest import app_with_child, running, screen_text, shows, trained, until


async def test_training_draws_curves_numbers_best_epoch_and_verdict(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("t")
        run = await trained(pilot, app)
        text = screen_text(app)
    assert run.state is RunState.COMPLETED
    assert run.epochs == 100
    assert "epoch 100/100" in text
    assert "best epoch" in text
    assert "epochs/s" in text
    assert "Overfitting:" in text
    assert any("\u2801" <= letter <= "\u28ff" for letter in text), "no curve"


async def test_t_is_answered_in_the_same_frame(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        app.training._send = lambda command: None  # type: ignore[method-assign]  # the trainer hears nothing
        await pilot.press("t")
        await shows(pilot, app, "compiling")


async def test_one_epoch_then_another_then_go_on(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("full_stop")
        await until(pilot, lambda: app.training.run is not None and app.training.run.state is RunState.PAUSED)
        run = app.training.run
        assert run is not None
        assert run.epochs == 1
        await shows(pilot, app, "paused")
        await pilot.press("full_stop")
        await until(pilot, lambda: run.epochs == 2)
        await pilot.press("space")
        await trained(pilot, app)
        assert run.epochs == 100


async def test_a_stopped_run_is_kept_and_listed(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("full_stop")
        await until(pilot, lambda: app.training.run is not None and app.training.run.epochs == 1)
        await pilot.press("s")
        await trained(pilot, app)
        await pilot.press("V")
        text = screen_text(app)
    assert "(stopped)" in text


async def test_the_run_before_stays_as_a_ghost(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("t")
        first = await trained(pilot, app)
        assert "before" not in screen_text(app)
        await pilot.press("f", "right", "escape", "t")
        await until(pilot, lambda: app.training.run is not first)
        await trained(pilot, app)
        await shows(pilot, app, "before")


async def test_the_step_is_kept_when_the_learner_leaves(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("n")
        await shows(pilot, app, "step 2/3")
        await pilot.press("l")
        assert isinstance(app.screen, CourseScreen)
        await shows(pilot, app, "at step 2")
        await pilot.press("enter")
        await shows(pilot, app, "step 2/3")


async def test_after_the_last_step_comes_the_next_lesson(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("n", "n", "n")
        await shows(pilot, app, "Next: 2 Digits")
        await pilot.press("n")
        await shows(pilot, app, "step 1/1")
        await pilot.press("l")
        await shows(pilot, app, "0 of 2 lessons done")
        await pilot.press("enter")
        await shows(pilot, app, "2 Digits")


async def test_a_quiz_explains_after_the_answer_and_remembers_it(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        assert "4 biases" not in screen_text(app)
        for key, verdict, explains in (("1", "Not yet.", False), ("2", "Right.", True)):
            await pilot.press("shift+tab", "shift+tab", key, "enter")
            await shows(pilot, app, verdict)
            assert ("4 biases" in screen_text(app)) is explains
            await pilot.press("escape", "n", "p")
            await shows(pilot, app, verdict)


async def test_a_quiz_that_is_missed_twice_is_explained(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("shift+tab", "shift+tab", "1", "enter")
        await shows(pilot, app, "Try another answer")
        assert "4 biases" not in screen_text(app)
        await pilot.press("3", "enter")
        await shows(pilot, app, "4 biases")


async def test_a_number_answers_a_quiz(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("n", "tab", "3", "4", "enter")
        await shows(pilot, app, "Not yet.")
        await pilot.press("3", "3", "enter")
        await shows(pilot, app, "Right.")


async def test_points_are_drawn_before_the_first_run(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("n")
        await until(pilot, lambda: screen_text(app).count("●") > 8 and screen_text(app).count("○") > 5)


async def test_a_trainer_that_dies_is_reported_and_t_starts_another(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRIPT", "die")
    app = app_with_child(course, tmp_path, "flowers")
    async with running(app) as pilot:
        await pilot.press("t")
        run = await trained(pilot, app)
        assert run.state is RunState.FAILED
        assert run.epochs == 5
        text = screen_text(app)
        assert "exit code 3" in text
        assert "t trains again" in text
        monkeypatch.setenv("SCRIPT", "")
        await until(pilot, lambda: app.training.device is None)
        await pilot.press("t")
        await until(pilot, lambda: app.training.run is not run)
        again = await trained(pilot, app)
        assert again.state is RunState.COMPLETED
    assert [kept.epochs for kept in _kept(app)] == [100, 5]


def _kept(app: NntermApp) -> list:  # type: ignore[type-arg]
    from nnterm.runs.store.store import RunStore

    return RunStore.open().runs("flowers") or RunStore.open(_path(app)).runs("flowers")


def _path(app: NntermApp):  # type: ignore[no-untyped-def]
    from nnterm import paths

    return paths.home() / "runs.sqlite"


async def test_everything_is_reachable_at_80x24(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (80, 24)) as pilot:
        await shows(pilot, app, "Twenty epochs")
        await shows(pilot, app, "step 1/3")
        await pilot.press("t")
        await trained(pilot, app)
        assert "Twenty epochs" not in screen_text(app)
        text = screen_text(app)
        assert "loss" in text
        assert "Overfitting:" in text
        assert "step 1/3" in text
        await pilot.press("a")
        await shows(pilot, app, "accuracy")
        await pilot.press("f", "right")
        await shows(pilot, app, "1,579 parameters")
        await pilot.press("escape", "1")
        await shows(pilot, app, "Train it")
        await pilot.press("tab")
        await shows(pilot, app, "enter answers")


async def test_a_step_to_play_with_offers_no_run_of_the_step_before(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("n")
        await shows(pilot, app, "t train")
        await pilot.press("n")
        await shows(pilot, app, "f play")
        assert "t train" not in screen_text(app)
        await pilot.press("t", ".", "m")
        assert app.training.run is None
        await pilot.press("p")
        await shows(pilot, app, "t train")


@pytest.mark.parametrize("delay", [-1.0, 1e-9])
async def test_what_is_put_off_by_next_to_nothing_is_done(new_app: NewApp, delay: float) -> None:
    app, called = new_app("flowers"), []
    async with running(app) as pilot:
        timer = app.screen.set_timer(delay, lambda: called.append(True))
        assert timer._interval > 0, "one of negative length never ends, and no key is answered"
        await until(pilot, lambda: bool(called))


async def test_another_experiment_begins_with_its_loss(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (80, 24)) as pilot:
        charts = app.screen.query_one(Curves)
        for key in ("t", "a"):
            await pilot.press(key)
            await trained(pilot, app)
        assert charts._charts.metric_only
        await pilot.press("t")
        await trained(pilot, app)
        assert charts._charts.metric_only, "the same experiment again is looked at as before"
        await pilot.press("n", "t")
        await until(pilot, lambda: charts._shown[0] is app.training.run is not None)
        assert not charts._charts.metric_only


async def test_a_lost_disk_is_said_once_and_training_goes_on(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        app.context.store.execute("PRAGMA max_page_count = 1")
        app.context.store.execute("PRAGMA query_only = ON")
        await pilot.press("t")
        run = await trained(pilot, app)
        assert run.epochs == 100
        assert len([n for n in app._notifications if "run" in n.title or "file" in n.title]) <= 2
        assert len(app._notifications) >= 1


async def test_the_badge_names_another_backend(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await until(pilot, lambda: app.training.device is not None)
        assert badge(app.training)[0].startswith("CPU 2 cores")
        app.training.device = Device(kind="CPU", name="CPU 2 cores", reason="", backend="JAX 0.10.2")
        assert badge(app.training)[0].startswith("JAX CPU 2 cores")
        await pilot.pause()


async def test_a_key_that_comes_before_the_step_does_no_harm(new_app: NewApp) -> None:
    app = new_app()
    async with running(app) as pilot:
        for action in (
            "train",
            "run('reset')",
            "form",
            "panel(1)",
            "run('more')",
            "change_step(1)",
            "pause",
            "view('lab')",
        ):
            screen = LessonScreen(app.context, load_lesson(app.context.course.find("flowers")), 0)
            opened = app.push_screen(screen)
            await app.run_action(action, screen)
            await opened
            await shows(pilot, app, "step 1/")
            assert app.training.run is None, action
            await app.pop_screen()
        await app.push_screen(LessonScreen(app.context, load_lesson(app.context.course.find("flowers"))))
        await pilot.press("t")
        await trained(pilot, app)


async def test_a_lesson_opens_without_every_style_sheet_being_parsed_again(
    new_app: NewApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed = []
    reparse = Stylesheet.reparse
    app = new_app()
    async with running(app) as pilot:
        monkeypatch.setattr(Stylesheet, "reparse", lambda sheet: (parsed.append(sheet), reparse(sheet)))
        await pilot.press("enter")
        await shows(pilot, app, "step 1/3")
        assert not parsed
