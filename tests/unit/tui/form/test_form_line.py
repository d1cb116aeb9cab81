"""The form as one line: whole names, and each setting always in the same place among its neighbours."""

from pathlib import Path

import pytest

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.lesson.loader import load_lesson
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import plain
from nnterm.tui.form.form_line import line
from nnterm.tui.form.form_rows import FormRows

FLOWERS = Path(__file__).parents[3] / "tui" / "lessons" / "01-flowers.md"


@pytest.fixture(autouse=True)
def _glyphs() -> None:
    glyphs.use("braille")


@pytest.fixture
def baseline() -> Experiment:
    return load_lesson(FLOWERS).experiments[0]


def names(baseline: Experiment) -> list[str]:
    return FormRows(baseline, baseline, False, "", "").names


def shown(experiment: Experiment, baseline: Experiment, name: str, typed: str = "", width: int = 80) -> list[str]:
    return [plain(row) for row in line(FormRows(experiment, baseline, False, name, typed), width, name)]


def test_settings_keep_their_order_and_place(baseline: Experiment) -> None:
    """Going from one to the next moves a setting only where another line of them begins."""
    lines = [shown(baseline, baseline, name)[0].replace("▸", " ").rstrip() for name in names(baseline)]
    pages = list(dict.fromkeys(lines))
    assert lines == sorted(lines, key=pages.index)
    assert len(pages) < len(lines)


@pytest.mark.parametrize("width", [40, 57, 80])
def test_every_setting_is_whole_and_counted(baseline: Experiment, width: int) -> None:
    for number, name in enumerate(names(baseline), 1):
        form = FormRows(baseline, baseline, False, name, "")
        row, hints = (plain(row) for row in line(form, width, name))
        (spot,) = (spot for spot in form.spots if spot.name == name)
        assert spot.end <= width
        field = form.field(name)
        assert field is None or f"▸{field.label} ◂ {field.value} ▸" in row
        assert f"{number} of {len(names(baseline))}" in hints or width < 80


def test_layers_are_named_with_what_is_set(baseline: Experiment) -> None:
    assert "▸layer 1 units ◂ 4 ▸" in shown(baseline, baseline, "units:0")[0]
    assert "▸layer 2 activation ◂ relu ▸" in shown(baseline, baseline, "activation:1")[0]


def test_a_number_that_is_typed_moves_no_setting_before_it(baseline: Experiment) -> None:
    before = shown(baseline, baseline, "batch_size")[0]
    after = shown(baseline, baseline, "batch_size", typed="1234567")[0]
    place = before.index("▸batch size ◂ ")
    assert place > 0
    assert after.startswith(f"{before[:place]}▸batch size ◂ 1234567_")


def test_a_changed_value_has_the_lessons_beside_it(baseline: Experiment) -> None:
    changed = assign(baseline, ["units=16"])
    row, hints = shown(changed, baseline, "units:0")
    assert "layer 1 units ◂ 16 ▸ (4) " in row
    assert hints.endswith("was 4: b resets it, r all ")
