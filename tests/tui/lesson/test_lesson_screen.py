from collections.abc import Callable
from pathlib import Path

import pytest

from nnterm.experiment.protocol.device import Device
from nnterm.experiment.run import RunState
from nnterm.lesson.lesson import Course
from nnterm.tui.app import NntermApp
from nnterm.tui.course.course import CourseScreen
from nnterm.tui.lesson.screen import LessonScreen
from nnterm.tui.session.badge import badge
from tui.conftest import app_with_child, running, screen_text, shows, trained, until

NewApp = Callable[..., NntermApp]


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


async def test_a_setting_changes_table_code_and_weights_and_r_takes_it_back(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app, (120, 70)) as pilot:
        await shows(pilot, app, "1,047 parameters")
        await pilot.press("f", "right")
        await shows(pilot, app, "1,579 parameters")
        await pilot.press("v")
        await shows(pilot, app, "1,579")
        await pilot.press("v")
        await shows(pilot, app, "keras.layers.Dense(8,")
        await pilot.press("escape", "r")
        await shows(pilot, app, "keras.layers.Dense(4,")
        await shows(pilot, app, "1,047 parameters")


async def test_numbers_are_typed_and_bad_ones_explained(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("f", "6", "4", "enter")
        await shows(pilot, app, "64")
        await pilot.press("9", "9", "9", "9", "9", "enter")
        await shows(pilot, app, "out of range")
        await shows(pilot, app, "4096")
        screen = app.screen
        assert isinstance(screen, LessonScreen)
        assert screen.model.lab is not None
        assert screen.model.lab.experiment.hyperparameters.layers[0].units == 64  # type: ignore[union-attr]


async def test_layers_are_added_and_removed(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("f", "plus")
        await shows(pilot, app, "layer 3")
        await pilot.press("minus", "minus")
        assert "layer 2" not in screen_text(app)


async def test_the_mouse_changes_settings(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        lines = screen_text(app).splitlines()
        y = next(i for i, line in enumerate(lines) if "batch size" in line)
        x = lines[y].rindex("▸")
        await pilot.click(offset=(x, y))
        await until(pilot, lambda: "64" in screen_text(app).splitlines()[y])
        y = next(i for i, line in enumerate(lines) if "+ add layer" in line)
        await pilot.click(offset=(lines[y].index("+ add") + 2, y))
        await shows(pilot, app, "layer 3")


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


async def test_retrain_on_change_trains_after_a_rest(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("f", "up", "enter")
        await shows(pilot, app, "[x] retrain on change")
        await pilot.press("down", "right")
        run = await trained(pilot, app)
        assert run.hyperparameters.layers[0].units == 8  # type: ignore[union-attr]


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


async def test_behind_the_last_step_comes_the_next_lesson(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("n", "n", "n")
        await pilot.pause()
        await shows(pilot, app, "2 Digits")
        await pilot.press("l")
        await shows(pilot, app, "1 of 2 lessons done")
        await pilot.press("enter")
        await shows(pilot, app, "2 Digits")


@pytest.mark.parametrize(("key", "verdict"), [("1", "Not yet."), ("2", "Right.")])
async def test_a_quiz_explains_after_the_answer_and_remembers_it(new_app: NewApp, key: str, verdict: str) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("tab")
        assert "4 biases" not in screen_text(app)
        await pilot.press(key, "enter")
        assert verdict in screen_text(app)
        await shows(pilot, app, "4 biases")
        await pilot.press("escape", "n", "p")
        assert verdict in screen_text(app)


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


async def test_an_activation_is_explored_by_keyboard(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("n", "n")
        await shows(pilot, app, "1 / (1 + e^-x)")
        await shows(pilot, app, "0.7311")
        await pilot.press("tab", "down")
        await shows(pilot, app, "(-1, 1)")
        await pilot.press("d")
        assert "slope  " not in screen_text(app).replace("d slope", "")
        await pilot.press("up", "up")
        await shows(pilot, app, "= 1.000")


async def test_tune_narrows_the_form(new_app: NewApp) -> None:
    app = new_app("digits")
    async with running(app) as pilot:
        assert "learning rate" not in screen_text(app)
        assert "+ add layer" not in screen_text(app)
        await pilot.press("f", "left", "left", "left", "left", "left")
        await shows(pilot, app, "◂    4 ▸")


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


async def test_help_and_device_open_and_close(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("question_mark")
        await shows(pilot, app, "pause, and resume")
        await pilot.press("escape", "d")
        await shows(pilot, app, "There is no GPU here.")
        await pilot.press("escape")
        assert isinstance(app.screen, LessonScreen)


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


async def test_a_tiny_window_asks_for_more_room_and_comes_back(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.resize_terminal(30, 10)
        await shows(pilot, app, "too small")
        await pilot.resize_terminal(120, 40)
        await shows(pilot, app, "Twenty epochs")
        await shows(pilot, app, "epochs        ◂")


async def test_the_device_screen_compares_devices_while_nothing_trains(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await pilot.press("d", "c")
        await shows(pilot, app, "2,000 steps a second")
        await shows(pilot, app, "There is no GPU here.")
        await pilot.press("escape", "full_stop")
        await until(pilot, lambda: app.training.run is not None and app.training.run.state is RunState.PAUSED)
        await pilot.press("d", "c")
        await shows(pilot, app, "Something trains")


async def test_the_badge_names_another_backend(new_app: NewApp) -> None:
    app = new_app("flowers")
    async with running(app) as pilot:
        await until(pilot, lambda: app.training.device is not None)
        assert badge(app.training)[0].startswith("CPU 2 cores")
        app.training.device = Device(kind="CPU", name="CPU 2 cores", reason="", backend="JAX 0.10.2")
        assert badge(app.training)[0].startswith("JAX CPU 2 cores")
        await pilot.pause()
