"""Pinned runs: each has a letter that stays, a curve that ends with it, and a line that names what differs."""

import msgspec
import pytest

from nnterm.experiment.experiment import Dataset, Experiment, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.protocol.events import EpochsEnded
from nnterm.experiment.run import Run
from nnterm.tui.drawing.changes import one_difference
from nnterm.tui.drawing.curves.chart import Charts
from nnterm.tui.drawing.curves.pins import MOST, pinned_rows, pins_of
from nnterm.tui.drawing.rows import plain

BASELINE = Experiment(
    id="e",
    title="E",
    dataset=Dataset("iris"),
    split=Split(),
    hyperparameters=Hyperparameters(layers=(Dense(4, "relu"), Dense(3, "softmax")), epochs=100),
)


def run_of(name: str, level: float, **changes: object) -> Run:
    chosen = msgspec.structs.replace(BASELINE.hyperparameters, **changes)
    run = Run(run_id=name, dataset=BASELINE.dataset, split=BASELINE.split, hyperparameters=chosen)
    falling = [level + 1 / epoch for epoch in range(1, chosen.epochs + 1)]
    run.apply(EpochsEnded(run_id=name, first=1, columns={"loss": falling, "val_loss": falling}, seconds=1.0))
    return run


def test_a_letter_stays_with_its_run_and_a_free_one_is_used_again() -> None:
    runs = [run_of(str(number), 0.1) for number in range(MOST)]
    pins = pins_of(runs)
    assert [pin.letter for pin in pins] == list("ABCDE")
    fewer = pins_of([runs[0], runs[2]], pins)
    assert [pin.letter for pin in fewer] == ["A", "C"]
    again = pins_of([runs[0], runs[2], runs[4]], fewer)
    assert [pin.letter for pin in again] == ["A", "C", "B"]
    assert len({pin.role for pin in pins}) == MOST


def test_the_curve_of_a_pinned_run_ends_with_its_letter_at_its_height() -> None:
    charts = Charts(run_of("now", 0.0))
    charts.pins = pins_of([run_of("high", 0.8), run_of("low", 0.2)])
    rows = [plain(row) for row in charts.rows(70, 20)]
    at = {letter: next(y for y, row in enumerate(rows) if row.rstrip().endswith(letter)) for letter in "AB"}
    assert at["A"] < at["B"]


def test_a_longer_pinned_run_widens_the_chart_and_an_exploded_one_flattens_nothing() -> None:
    charts = Charts(run_of("now", 0.0))
    before = charts.rows(70, 20)
    charts.pins = pins_of([run_of("exploded", 1e9)])
    assert charts.rows(70, 20) == before
    charts.pins = pins_of([run_of("long", 0.1, epochs=300)])
    assert "300" in plain(charts.rows(70, 20)[-1])


def test_a_line_names_what_the_runs_do_not_share_and_what_they_came_to() -> None:
    now = run_of("now", 0.1, dropout=0.2, seed=7)
    pins = pins_of([run_of("a", 0.1, dropout=0.2), run_of("b", 0.3, dropout=0.2, seed=3)])
    lines = [plain(row) for row in pinned_rows(pins, now, BASELINE, 100)]
    # It differs in nothing from the current one but the seed, and has not the lesson's values either.
    assert lines[0].startswith(" A dropout 0.2")
    assert lines[1].startswith(" B seed 3")
    assert "dropout" not in lines[1]
    assert "best val 0.110 at 100, last 0.110 at 100" in lines[0]


@pytest.mark.parametrize("width", [30, 50, 76])
def test_no_word_of_a_line_is_cut(width: int) -> None:
    pins = pins_of([run_of("a", 0.1, dropout=0.25, l2=0.001, seed=4), run_of("b", 0.3)])
    lines = [plain(row) for row in pinned_rows(pins, None, BASELINE, width)]
    assert all(len(line) <= width for line in lines)
    whole = " ".join(plain(row) for row in pinned_rows(pins, None, BASELINE, 500)).split()
    assert " ".join(lines).split() == whole


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"dropout": 0.2}, "dropout 0.2 instead of 0"),
        ({"layers": (Dense(64, "relu"), Dense(3, "softmax"))}, "units 64 instead of 4"),
        ({"dropout": 0.2, "seed": 3}, ""),
        # Adam has no weight decay: what another optimizer left there trains nothing.
        ({"dropout": 0.2, "weight_decay": 3.0}, "dropout 0.2 instead of 0"),
        ({}, ""),
    ],
)
def test_one_changed_setting_is_named(changes: dict[str, object], said: str) -> None:
    assert one_difference(run_of("a", 0.1), run_of("b", 0.1, **changes)) == said


def test_a_run_has_the_lessons_values_only_where_it_has_them() -> None:
    changed, same = run_of("changed", 0.1, learning_rate=0.5), run_of("same", 0.1)
    again = run_of("again", 0.1, learning_rate=0.5)
    lines = [plain(row) for row in pinned_rows(pins_of([changed]), again, BASELINE, 100)]
    assert "learning rate 0.5" in lines[0]
    assert "the lesson's values" in plain(pinned_rows(pins_of([same]), again, BASELINE, 100)[0])
