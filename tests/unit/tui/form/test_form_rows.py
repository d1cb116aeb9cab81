"""How the form names what a setting was before it was changed."""

from pathlib import Path

import pytest

from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.lesson.loader import load_lesson
from nnterm.tui.drawing import glyphs
from nnterm.tui.form.form_rows import FormRows

FLOWERS = Path(__file__).parents[3] / "tui" / "lessons" / "01-flowers.md"


@pytest.fixture(autouse=True)
def _glyphs() -> None:
    glyphs.use("braille")


@pytest.mark.parametrize(("before", "words"), [("relu", " 1 (relu) "), ("sigmoid", " sigmoid ")])
def test_what_a_setting_was_is_shown_whole(before: str, words: str) -> None:
    baseline = assign(load_lesson(FLOWERS).experiments[0], [f"activation={before}"])
    form = FormRows(assign(baseline, ["activation=tanh"]), baseline, False, "", "")
    first = form.columns(62, 12)[0]
    assert "".join(text for text, _ in first).startswith(words)


@pytest.mark.parametrize(("width", "is_told"), [(58, False), (62, True)])
def test_what_a_choice_was_is_told_whole_or_not_at_all(width: int, is_told: bool) -> None:
    baseline = assign(load_lesson(FLOWERS).experiments[0], ["optimizer=rmsprop"])
    form = FormRows(assign(baseline, ["optimizer=adamw"]), baseline, False, "", "")
    rows = ["".join(text for text, _ in row) for row in form.columns(width, 12)]
    (row,) = (row for row in rows if "adamw" in row)
    assert row.rstrip().endswith("rmsprop" if is_told else "▸")
    assert len(row.rstrip()) <= width
