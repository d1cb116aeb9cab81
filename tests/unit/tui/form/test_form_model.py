"""What the form is about, without an app: what is typed, what becomes a value, which keys apply."""

from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest

from nnterm.errors import NntermError
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.lesson.loader import load_lesson
from nnterm.tui.drawing.rows import plain
from nnterm.tui.form.file_changes import Running
from nnterm.tui.form.form_columns import columns
from nnterm.tui.form.form_line import line
from nnterm.tui.form.form_model import FormModel
from nnterm.tui.form.hyperparameter_form import NARROW

FLOWERS = Path(__file__).parents[3] / "tui" / "lessons" / "01-flowers.md"


class Heard:
    """A listener that keeps what it hears."""

    def __init__(self) -> None:
        self.changes: list[Experiment] = []
        self.refusals: list[NntermError] = []

    def take_change(self, experiment: Experiment) -> None:
        self.changes.append(experiment)

    def take_refusal(self, error: NntermError, name: str, written: str) -> None:
        self.refusals.append(error)

    def redraw(self) -> None:
        pass


def beside(work: Coroutine[Any, Any, None]) -> Running:
    raise AssertionError("no file is read here")


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def model(heard: Heard) -> FormModel:
    model = FormModel(heard, beside, beside)
    experiment = load_lesson(FLOWERS).experiments[0]
    model.show(experiment, experiment)
    return model


def units(experiment: Experiment) -> int:
    return experiment.hyperparameters.layers[0].units  # type: ignore[union-attr, no-any-return]


def type_keys(model: FormModel, text: str) -> list[bool]:
    return [model.press(character, character) for character in text]


def test_what_is_typed_becomes_the_value_when_it_is_committed(model: FormModel, heard: Heard) -> None:
    assert type_keys(model, "12") == [True, True]
    assert not heard.changes
    assert model.commit()
    assert [units(change) for change in heard.changes] == [12]


def test_what_is_refused_changes_nothing(model: FormModel, heard: Heard) -> None:
    type_keys(model, "5..2")
    assert not model.commit()
    assert (len(heard.refusals), heard.changes) == (1, [])
    assert not model.typed.is_under_way


def test_moving_on_commits_what_was_typed(model: FormModel, heard: Heard) -> None:
    type_keys(model, "9")
    model.move(1)
    assert units(heard.changes[0]) == 9
    assert model.current() == "activation:0"


def test_a_change_of_its_own_that_is_shown_late_undoes_no_later_one(model: FormModel, heard: Heard) -> None:
    lesson = model.edited.baseline
    model.edited.step("units:0", 1)
    model.edited.step("units:0", 1)
    model.show(heard.changes[0], lesson)
    assert model.edited.experiment == heard.changes[1]


def test_while_a_number_is_typed_enter_alone_is_a_key(model: FormModel) -> None:
    assert [action for action in ("enter", "baseline", "sweep", "layer") if model.applies(action)] == ["sweep", "layer"]
    type_keys(model, "9")
    assert [action for action in ("enter", "baseline", "sweep", "layer") if model.applies(action)] == ["enter"]


def test_a_point_begins_a_number_that_may_have_a_fraction_and_is_a_key_elsewhere(
    model: FormModel, heard: Heard
) -> None:
    model.go_to("learning_rate")
    assert "." in model.typed_characters
    assert type_keys(model, ".05") == [True, True, True]
    assert model.commit()
    assert heard.changes[0].hyperparameters.learning_rate == 0.05
    model.go_to("epochs")
    assert "." not in model.typed_characters
    assert type_keys(model, ".") == [False]


def test_what_is_typed_is_known_to_be_a_value_or_none_before_it_is_committed(model: FormModel, heard: Heard) -> None:
    assert model.takes_typed
    for text, is_value in (("6", True), ("4", True), ("x", False)):
        type_keys(model, text)
        assert model.takes_typed is is_value
    assert not heard.changes and not heard.refusals


# --- what a key is answered with ---------------------------------------------------------------------
def whole(model: FormModel, width: int) -> str:
    form = model.drawn_as(has_focus=True)
    assert form is not None
    rows = columns(form, width, 20) if width >= NARROW else line(form, width, model.current())
    return plain(rows[-1])


@pytest.mark.parametrize("width", [38, NARROW - 1, NARROW, 80])
def test_every_answer_is_seen_whole_for_one_key(model: FormModel, width: int) -> None:
    answers = set()
    for _ in range(len(model.drawn_as(has_focus=True).names)):  # type: ignore[union-attr]
        for text in ("k", "1234567890"):
            assert any(type_keys(model, text)) == (text != "k")
            if model.answer:
                assert model.answer in whole(model, width)
                answers.add(model.answer)
                model.press("left", "")
            assert not model.answer
            model.typed.clear()
        model.move(1)
    assert len(answers) == 6


def test_an_answer_goes_when_the_focus_or_the_mouse_does(model: FormModel) -> None:
    model.press("k", "k")
    assert model.answer
    model.commit()
    assert not model.answer


def test_keys_that_train_or_set_are_not_answered_in_words(model: FormModel) -> None:
    for letter in "tmsrwuvV":
        model.press(letter, letter)
        assert not model.answer
    # Nothing to put back yet.
    model.press("b", "b")
    assert model.answer
    model.edited.step("units:0", 1)
    model.press("b", "b")
    assert not model.answer


def test_the_cursor_stays_at_its_setting_when_layers_come_and_go(model: FormModel, heard: Heard) -> None:
    baseline = load_lesson(FLOWERS).experiments[0]
    fewer = assign(baseline, ["layers=1"])
    model.go_to("epochs")
    model.show(fewer, baseline)
    assert model.current() == "epochs"
    model.show(baseline, baseline)
    assert model.current() == "epochs"
