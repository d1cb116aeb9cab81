"""Whatever goes in, what comes out is one line that can be read, and nothing that can be read is lost."""

import pytest
from hostile import HOSTILE, is_harmless
from hypothesis import example, given
from hypothesis import strategies as st

from nnterm.errors import LessonError, NntermError
from nnterm.printable import MOST, cleaned, printable, printable_lines

anything = st.lists(st.sampled_from(HOSTILE) | st.text() | st.characters(), max_size=6).map("".join)


@given(anything)
@example("".join(HOSTILE))
@example("\ud800")
@example("x" * (MOST + 1))
def test_what_comes_out_is_harmless_and_stays_as_it_is(text: str) -> None:
    shown = printable(text)
    assert is_harmless(shown)
    assert len(shown) <= MOST
    assert printable(shown) == shown


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=MOST))
def test_plain_text_is_left_alone(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b]52;c;aGk=\x07b", "ab"),
        ("a\x1b]0;title\x1b\\b", "ab"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1bP1;2q#0\x1b\\sixel", "sixel"),
        ("never \x1b]52;c;ended", "never 52;c;ended"),
        ("one\ntwo\tthree\u2028four\xa0five", "one two three four five"),
        ("left\u202eright", "leftright"),
        ("Ähnlichkeit, 类别, إشارة, क्षेत्र", "Ähnlichkeit, 类别, إشارة, क्षेत्र"),
        # Persian is spelt with joiners; a name in Latin letters only hides them.
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("lo\u200css", "loss"),
        ("👩\u200d💻 ❤\ufe0f", "👩💻 ❤"),
        ("e\u0301", "e\u0301"),
    ],
)
def test_what_can_be_read_stays(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_lines_stay_lines() -> None:
    assert printable_lines("one\r\ntwo\x1b[2J\n\nthree") == "one\ntwo\n\nthree"


def test_every_text_of_a_structure_is_cleaned_names_too() -> None:
    raw = {"a\x07": ["b\x1b[2J", {"c": ["\u202ed", 1, None, True, 0.5]}]}
    assert cleaned(raw) == {"a": ["b", {"c": ["d", 1, None, True, 0.5]}]}


@given(anything, anything)
def test_no_error_says_what_a_terminal_would_obey(message: str, remedy: str) -> None:
    plain, lesson = NntermError(message, remedy), LessonError(message, 3, remedy, message)
    texts = (plain.message, plain.remedy, str(plain), lesson.path, lesson.reason, lesson.remedy, str(lesson))
    assert all(is_harmless(line) for text in texts for line in text.split("\n"))
