"""The form in columns: every setting in its place, the lesson's value beside a changed one, the chosen one marked."""

from pathlib import Path

import msgspec
import pytest

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.lesson.loader import load_lesson
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import plain
from nnterm.tui.form.form_columns import columns
from nnterm.tui.form.form_rows import FormRows

FLOWERS = Path(__file__).parents[3] / "tui" / "lessons" / "01-flowers.md"


@pytest.fixture(autouse=True)
def _glyphs() -> None:
    glyphs.use("braille")


@pytest.fixture
def baseline() -> Experiment:
    return load_lesson(FLOWERS).experiments[0]


def drawn(form: FormRows, width: int = 59) -> list[str]:
    return [plain(row) for row in columns(form, width, 12)]


def trained_by(run: Experiment, state: RunState = RunState.RUNNING) -> Run:
    return Run(run_id="1", dataset=run.dataset, split=run.split, hyperparameters=run.hyperparameters, state=state)


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [("16", "4", "◂16▸ (4)"), ("16", "1024", "◂   16 ▸"), ("4096", "1", "◂ 4096 ▸"), ("2048", "1024", "◂ 2048 ▸")],
)
def test_a_changed_value_is_beside_the_lessons_or_alone(
    baseline: Experiment, now: str, before: str, expected: str
) -> None:
    baseline = assign(baseline, [f"units={before}"])
    rows = drawn(FormRows(assign(baseline, [f"units={now}"]), baseline, False, "", ""))
    assert rows[0].startswith(f" layer 1  {expected}")


@pytest.mark.parametrize(("now", "before"), [("tanh", "relu"), ("sigmoid", "tanh"), ("leaky_relu", "sigmoid")])
def test_a_change_moves_no_other_setting(baseline: Experiment, now: str, before: str) -> None:
    baseline = assign(baseline, [f"activation={before}", "units=8"])
    changed = assign(baseline, [f"activation={now}", "units=16"])
    for row, same in zip(
        drawn(FormRows(changed, baseline, False, "", "")),
        drawn(FormRows(baseline, baseline, False, "", "")),
        strict=True,
    ):
        for name in ("layer 1", "layer 2", "epochs", "learning rate", "batch size", "optimizer", "seed"):
            assert row.find(name) == same.find(name), (row, same)


@pytest.mark.parametrize(("width", "is_shown"), [(58, False), (64, True)])
def test_the_lessons_choice_is_shown_whole_or_not_at_all(baseline: Experiment, width: int, is_shown: bool) -> None:
    baseline = assign(baseline, ["optimizer=rmsprop"])
    rows = drawn(FormRows(assign(baseline, ["optimizer=adamw"]), baseline, False, "", ""), width)
    (row,) = (row for row in rows if "adamw" in row)
    assert row.rstrip().endswith("(rmsprop)" if is_shown else "▸")
    assert len(row.rstrip()) <= width


def test_what_the_lesson_says_of_the_chosen_setting_is_below(baseline: Experiment) -> None:
    changed = assign(baseline, ["activation=sigmoid"])
    assert drawn(FormRows(changed, baseline, False, "activation:0", ""))[-1].endswith("was relu: b resets it, r all ")


@pytest.mark.parametrize("name", ["units:1", "learning_rate", "seed"])
def test_the_chosen_setting_is_marked(baseline: Experiment, name: str) -> None:
    rows = drawn(FormRows(baseline, baseline, False, name, ""))
    marked = [row for row in rows if "▸layer" in row or "▸learning" in row or "▸seed" in row]
    assert len(marked) == 1
    assert {"units:1": "▸layer 2", "learning_rate": "▸learning rate", "seed": "▸seed"}[name] in marked[0]


def test_a_run_that_goes_on_without_a_change_says_so(baseline: Experiment) -> None:
    changed = assign(baseline, ["units=16"])
    words = "Not in this run. t trains it."
    assert words in drawn(FormRows(changed, baseline, False, "", "", training=trained_by(baseline)))[-1]
    assert words not in drawn(FormRows(changed, baseline, False, "", "", training=trained_by(changed)))[-1]
    over = trained_by(baseline, RunState.COMPLETED)
    assert words not in drawn(FormRows(changed, baseline, False, "", "", training=over))[-1]


@pytest.mark.parametrize(
    ("name", "when"),
    [
        ("learning_rate", "changes act at once"),
        ("units:0", "changes act with the next run"),
        ("seed", "changes act with the next run"),
    ],
)
def test_during_a_run_a_setting_says_when_it_acts(baseline: Experiment, name: str, when: str) -> None:
    form = FormRows(baseline, baseline, False, name, "", training=trained_by(baseline))
    assert drawn(form)[-1].rstrip().endswith(when)


def test_layers_that_may_not_be_changed_are_shown_with_their_output(baseline: Experiment) -> None:
    fixed = msgspec.structs.replace(baseline, tune={"epochs": baseline.tune.get("epochs", None)})
    rows = drawn(FormRows(fixed, fixed, False, "", ""))
    assert [row[:30].split() for row in rows[:3]] == [
        ["layer", "1", "4", "relu"],
        ["layer", "2", "128", "relu"],
        ["output", "3", "softmax"],
    ]
