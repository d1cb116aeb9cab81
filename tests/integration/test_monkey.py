"""A minute of the monkey in each of its forms; the long one is a command of its own, see `monkey.py`."""

import asyncio
from pathlib import Path

import pytest
from monkey import LESSONS, SCRIPTED, play
from monkey_events import Event, Recorded, events_of, keys_of, read, written
from monkey_losses import LossError, Losses
from monkey_terminal import play_on_terminal
from steady_pilot import SteadyPilot

from nnterm import paths
from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.lesson.course_loader import load_course
from nnterm.runs.store.store import RunStore
from nnterm.tui.app import NntermApp
from nnterm.tui.form.form_model import FormModel
from nnterm.tui.form.hyperparameter_form import HyperparameterForm


def test_what_was_done_can_be_kept_and_done_again() -> None:
    recorded = Recorded("overfitting", 7, events_of(7, 300), real=True, failure="it fell over\n")
    assert read(written(recorded)) == recorded
    assert events_of(7, 300) == recorded.events
    assert events_of(8, 300) != recorded.events
    assert sum(event.do == "key" for event in keys_of(7, 200)) == 200
    assert {event.do for event in recorded.events} == {"key", "resize", "click", "scroll", "paste"}


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))


async def test_an_app_that_breaks_its_word_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NntermApp, "action_help", lambda app: app.exit())
    keys = [Event("key", key=key, rest=0.01) for key in ("v", "v", "question_mark", "v")]
    with pytest.raises(AssertionError, match="the app ended by"):
        await play(Recorded("dense-iris", 0, keys), tmp_path)


async def test_a_number_that_is_not_what_was_typed_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    accepted = FormModel.commit

    def rounded(form: FormModel) -> bool:
        form.typed.text = form.typed.text and form.typed.text[0] + "0"
        return accepted(form)

    course = load_course(paths.course())
    app = NntermApp(course, RunStore.open(tmp_path / "runs.sqlite"), course.find("perceptron"), SCRIPTED)
    async with app.run_test(size=(120, 40)):
        pilot = SteadyPilot(app)
        await pilot.wait_for(lambda: getattr(app.screen, "is_open", False) and app.training.device is not None)
        await pilot.press("f")
        await pilot.wait_for(lambda: isinstance(app.focused, HyperparameterForm))
        losses = Losses(app)

        async def type_twelve() -> None:
            for key in ("1", "2", "enter"):
                await pilot.press(key)
                losses.check([Event("key", key=key)], [key])

        await type_twelve()
        monkeypatch.setattr(FormModel, "commit", rounded)
        with pytest.raises(LossError, match=r"'12' was typed into .* and accepted; the form has '10"):
            await type_twelve()


@pytest.mark.slow
@pytest.mark.parametrize(("table", "words"), [("runs", "runs .* were kept"), ("answers", "answers to .* are gone")])
async def test_what_is_kept_no_longer_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, words: str
) -> None:
    def lose(app: NntermApp) -> None:
        app.context.store.execute(f"DELETE FROM {table}")

    def keep(app: NntermApp) -> None:
        # Kept by itself: a run that is trained comes at a pace of its own.
        app.context.progress.answer("perceptron", "first", "1", True)
        chosen = Hyperparameters(layers=(Dense(1),))
        run = Run(
            run_id="kept", dataset=Dataset("moons"), split=Split(), hyperparameters=chosen, state=RunState.STOPPED
        )
        run.history.extend(1, {"loss": [0.5]})
        app.context.store.finish(run)

    monkeypatch.setattr(NntermApp, "action_device", keep)
    monkeypatch.setattr(NntermApp, "action_help", lose)
    keys = [Event("key", key=key, rest=0.4) for key in ("v", "d", "v", "question_mark", "v")]
    with pytest.raises(LossError, match=words):
        await play(Recorded("perceptron", 0, keys), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_survives_what_is_pressed_and_clicked(tmp_path: Path, lesson: str) -> None:
    asyncio.run(play(Recorded(lesson, 11, events_of(11, 120)), tmp_path))


@pytest.mark.slow
def test_a_lesson_that_trains_with_keras_survives_it_too(tmp_path: Path) -> None:
    asyncio.run(play(Recorded("overfitting", 12, events_of(12, 100), real=True, training=True), tmp_path))


@pytest.mark.slow
def test_the_app_survives_it_on_a_terminal_and_ends_in_order(tmp_path: Path) -> None:
    play_on_terminal(Recorded("overfitting", 13, events_of(13, 175), real=True, terminal=True), tmp_path)
