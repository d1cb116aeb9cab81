"""What a program may say of its trainings: all of it is checked, and it is never more than can be shown."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnterm.exercise.answers import Answers
from nnterm.exercise.fit_answers import ROOM, FitAnswers
from nnterm.runs.exercise.code_events import decode

BEGAN: dict[str, Any] = {
    "type": "FitBegan",
    "epochs": 3,
    "batch_size": 32,
    "loss": "mse",
    "optimizer": "Adam",
    "learning_rate": 0.1,
    "parameters": 5,
    "train": 7,
    "validation": 3,
    "classes": 2,
    "class_rows": {"train": [3, 4], "validation": [1, 2]},
    "guessing_loss": 0.5,
    "layers": [["Dense", "relu", "(None, 1)", 5]],
}
EPOCHS: dict[str, Any] = {"type": "FitEpochs", "first": 1, "columns": {"loss": [1.0]}, "seconds": 1.0}
ENDED: dict[str, Any] = {"type": "FitEnded", "is_whole": True, "seconds": 2.0, "restored_epoch": 1}

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=50), st.just(10**400)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=5), inner, max_size=4)),
    max_leaves=6,
)


def mutated(message: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """`message` with any of its fields replaced by anything."""
    changed = st.dictionaries(st.sampled_from([key for key in message if key != "type"]), JSON, max_size=2)
    return changed.map(lambda fields: {**message, **fields})


def said(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    content = b"".join(json.dumps(message).encode() + b"\n" for message in messages)
    return list(Answers([], 1.0).read(content))


def test_a_training_is_passed_on_as_it_goes() -> None:
    assert [decode(json.dumps(each).encode()) for each in said([BEGAN, EPOCHS, ENDED])]


@given(st.lists(st.one_of(mutated(BEGAN), mutated(EPOCHS), mutated(ENDED)), max_size=6))
def test_whatever_is_passed_on_the_app_can_read(messages: list[dict[str, Any]]) -> None:
    for passed in said(messages):
        assert decode(json.dumps(passed).encode())


@pytest.mark.parametrize("messages", [[EPOCHS], [ENDED], [BEGAN, BEGAN], [BEGAN, ENDED, EPOCHS]])
def test_what_is_out_of_place_is_left_out(messages: list[dict[str, Any]]) -> None:
    assert len(said(messages)) == len(messages) - 1


def test_nothing_is_trained_after_the_program() -> None:
    assert said([{"type": "Ran"}, BEGAN]) == [{"type": "Ran"}]


@pytest.mark.parametrize("value", [1e200, float("inf"), float("nan"), 10**400, -(10**101)])
def test_a_number_that_cannot_be_drawn_is_none(value: float) -> None:
    passed = said([BEGAN, {**EPOCHS, "columns": {"loss": [value]}}])
    assert passed[1]["columns"] == {"loss": [None]}


def test_a_flood_ends_at_what_can_be_shown() -> None:
    answers = FitAnswers(seconds=0.0)
    assert answers.read(BEGAN)
    passed = [answers.read({**EPOCHS, "first": at}) for at in range(1, 10 * ROOM)]
    assert sum(each is not None for each in passed) == ROOM - 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"epochs": 10**9},
        {"layers": [["Dense", "", "", 1]] * 101},
        {"class_rows": [1]},
        {"class_rows": {"train": [1] * 1001}},
        {"learning_rate": "fast"},
        {"parameters": True},
    ],
)
def test_a_training_that_cannot_be_is_none(wrong: dict[str, Any]) -> None:
    assert said([{**BEGAN, **wrong}]) == []


@pytest.mark.parametrize(
    "columns", [{}, {"loss": [1.0], "accuracy": []}, {"loss": [1.0] * 101}, {str(at): [1.0] for at in range(17)}, [1.0]]
)
def test_columns_that_cannot_be_are_none(columns: object) -> None:
    assert len(said([BEGAN, {**EPOCHS, "columns": columns}])) == 1
