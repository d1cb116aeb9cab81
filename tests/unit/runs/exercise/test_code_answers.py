"""What a learner's program may say of itself, and what is left out of it."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from nnterm.exercise.answers import LINE, TEXT, Answers
from nnterm.runs.exercise.code_events import Checked, Checking, Failed, Ran, decode

PARTS = st.one_of(
    st.sampled_from(["Ran", "Done", "Failed", "Checking", "Checked", "Started", "Printed", "Cut", "Ended"])
    .flatmap(
        lambda kind: st.fixed_dictionaries(
            {"type": st.just(kind)},
            optional={
                "index": st.one_of(st.integers(-2, 4), st.booleans(), st.floats(), st.none()),
                "wrong": st.one_of(st.text(), st.none(), st.lists(st.integers())),
                "message": st.one_of(st.text(), st.integers()),
                "python": st.text(),
                "line": st.one_of(st.integers(), st.none()),
                "column": st.one_of(st.integers(), st.none()),
                "pid": st.integers(),
                "folder": st.text(),
            },
        )
    )
    .map(lambda said: json.dumps(said).encode()),
    st.binary(),
)


def said(answers: Answers, *messages: dict[str, Any]) -> list[dict[str, Any]]:
    content = b"".join(json.dumps(message).encode() + b"\n" for message in messages)
    return list(answers.read(content))


@given(st.lists(PARTS), st.integers(1, 50))
def test_whatever_is_said_only_what_fits_is_passed_on(lines: list[bytes], size: int) -> None:
    answers = Answers([0, 2])
    content = b"\n".join(lines) + b"\n"
    pieces = [content[start : start + size] for start in range(0, len(content), size)]
    events = [decode(json.dumps(message).encode()) for piece in pieces for message in answers.read(piece)]
    assert all(isinstance(event, Ran | Failed | Checking | Checked) for event in events)
    assert [event.index for event in events if isinstance(event, Checking)] == [0, 2][: _count(events, Checking)]
    assert [event.index for event in events if isinstance(event, Checked)] == [0, 2][: _count(events, Checked)]
    assert _count(events, Ran) <= 1
    assert _count(events, Failed) <= 1


def _count(events: list[Any], kind: type) -> int:
    return sum(isinstance(event, kind) for event in events)


def test_an_honest_report_is_passed_on_whole() -> None:
    answers = Answers([1])
    messages = [
        {"type": "Ran"},
        {"type": "Checking", "index": 1},
        {"type": "Checked", "index": 1, "wrong": "f(1) gave 2; expected 3."},
    ]
    assert said(answers, *messages) == messages
    assert not answers.is_done
    assert said(answers, {"type": "Done"}) == []
    assert answers.is_done


def test_it_is_not_done_before_every_check() -> None:
    answers = Answers([0])
    assert said(answers, {"type": "Done"}, {"type": "Ran"}, {"type": "Done"}) == [{"type": "Ran"}]
    assert not answers.is_done


def test_a_line_that_is_too_long_is_left_out_and_the_next_is_read() -> None:
    answers = Answers([])
    for _ in range(100):
        assert list(answers.read(b"x" * LINE)) == []
    assert list(answers.read(b'\n{"type":"Ran"}\n')) == [{"type": "Ran"}]


def test_a_long_text_is_cut_and_half_a_character_replaced() -> None:
    failed = {"type": "Failed", "message": "\ud800" + "x" * 2 * TEXT, "line": 1, "column": 0, "python": ""}
    [message] = said(Answers([]), failed)
    assert message["message"] == "?" + "x" * (TEXT - 1)
