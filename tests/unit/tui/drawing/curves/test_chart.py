"""The charts say true numbers: on axes of their own run, at the height where values are drawn, on round epochs."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.protocol.events import EpochsEnded
from nnterm.experiment.run import Run
from nnterm.tui.drawing.curves.axes import MANTISSAS, Axis, epoch_ticks, epochs_axis, share_axis, tick
from nnterm.tui.drawing.curves.chart import Charts
from nnterm.tui.drawing.curves.chart_view import ChartView
from nnterm.tui.drawing.curves.guess_mark import GuessMark
from nnterm.tui.drawing.rows import plain

BLANK = " \u2800"


def run_of(planned: int = 100, metrics: tuple[str, ...] = ("accuracy",), **columns: list[float]) -> Run:
    run = Run(
        run_id="a",
        dataset=Dataset("iris"),
        split=Split(),
        hyperparameters=Hyperparameters(layers=(Dense(units=3),), epochs=planned, metrics=metrics),
    )
    if columns:
        run.apply(EpochsEnded(run_id="a", first=1, columns=dict(columns), seconds=1.0))
    return run


def labels(rows: list[str]) -> dict[int, str]:
    """Row -> what is named on the axis there."""
    found = {y: re.match(r" *(\S+) ┤", row) for y, row in enumerate(rows)}
    return {y: match[1] for y, match in found.items() if match}


def inked(row: str) -> bool:
    return bool(row[8:].strip(BLANK))


def drawn(charts: Charts, width: int = 70, height: int = 14) -> list[str]:
    return [plain(row) for row in charts.rows(width, height)]


@pytest.mark.parametrize(
    ("planned", "most"), [(p, m) for p in (10, 20, 50, 75, 100, 137, 200, 1000) for m in (2, 5, 9)]
)
def test_ticks_are_round_epochs(planned: int, most: int) -> None:
    ticks = epoch_ticks(epochs_axis(planned, 0), most)
    assert ticks[0] == 0
    assert 1 < len(ticks) <= most
    assert {str(tick).strip("0") for tick in ticks[1:2]} <= {"1", "2", "5"}


def test_a_few_epochs_have_a_tick_each() -> None:
    assert epoch_ticks(epochs_axis(5, 0), 9) == [1, 2, 3, 4, 5]


@given(st.floats(min_value=1e-12, max_value=1e30) | st.floats(min_value=-1e30, max_value=-1e-12))
def test_a_label_is_rounded_and_never_cut(value: float) -> None:
    label = tick(value)
    assert len(label) <= 6
    assert "+" not in label
    assert abs(float(label) - value) <= abs(value) * 0.51


@given(st.integers(-9, 25), st.sampled_from(MANTISSAS))
def test_the_label_of_a_round_axis_is_exact(power: int, mantissa: float) -> None:
    assert float(tick(mantissa * 10.0**power)) == pytest.approx(mantissa * 10.0**power)


def test_a_tick_is_on_the_row_where_its_value_is_drawn() -> None:
    flat = [0.0] * 100
    rows = drawn(Charts(run_of(loss=flat, val_loss=flat, accuracy=flat)))
    at = {text: y for y, text in labels(rows).items()}
    assert [y for y, row in enumerate(rows[2:-2], 2) if inked(row)] == [at["0"]]
    charts = Charts(run_of(loss=flat, accuracy=[1.0] * 100))
    charts.metric_only = True
    rows = drawn(charts)
    at = {text: y for y, text in labels(rows).items()}
    assert [y for y, row in enumerate(rows[1:-2], 1) if inked(row)] == [at["1"]]


def test_an_exploded_run_before_leaves_the_scale_alone() -> None:
    exploded = run_of(loss=[10.0**epoch for epoch in range(30)])
    calm = run_of(loss=[1.0 - epoch / 40 for epoch in range(30)])
    assert labels(drawn(Charts(calm, exploded))) == labels(drawn(Charts(calm)))
    beside = run_of(loss=[1.7] * 30)
    assert "2" in labels(drawn(Charts(calm, beside))).values()


def test_what_lies_beyond_the_axis_is_not_drawn_along_its_edge() -> None:
    calm, exploded = run_of(loss=[0.4] * 30), run_of(loss=[1e9] * 100)
    rows = drawn(Charts(calm, exploded))
    assert not inked(rows[2])


def test_the_axis_of_accuracy_begins_where_the_data_do() -> None:
    assert share_axis(0.63) == Axis(0.6, 1.0)
    assert share_axis(0.98) == Axis(0.9, 1.0)
    assert share_axis(1.0) == Axis(0.9, 1.0)
    assert share_axis(0.98, Axis(0.4, 1.0)) == Axis(0.4, 1.0)
    charts = Charts(run_of(loss=[1.0], accuracy=[0.72]))
    charts.metric_only = True
    assert set(labels(drawn(charts)).values()) == {"0.7", "0.85", "1"}


@pytest.mark.parametrize("width", [46, 50, 70, 120])
@pytest.mark.parametrize("best", [1, 3, 12, 50, 88, 100])
def test_the_best_epoch_is_named_whatever_is_beside_it(best: int, width: int) -> None:
    losses = [1.0 + abs(epoch - best) for epoch in range(1, 101)]
    for guess in range(1, 101, 3):
        charts = Charts(run_of(loss=losses, val_loss=losses))
        charts.guess = GuessMark(guess)
        assert f"best epoch {best}" in drawn(charts, width)[1]
        charts.view = ChartView(cursor=guess)
        assert f"best epoch {best}" in drawn(charts, width)[1]


# --- looking at a part of them, or at an epoch -------------------------------------------------------


def overfitted(epochs: int = 200, best: int = 40) -> Run:
    """Training loss falls to the end, validation loss rises after `best`."""
    train = [2.0 * 0.97**epoch for epoch in range(epochs)]
    validation = [0.4 + abs(epoch - best) / 100 for epoch in range(1, epochs + 1)]
    return run_of(epochs, (), loss=train, val_loss=validation)


def viewed(run: Run, view: ChartView, height: int = 14) -> list[str]:
    charts = Charts(run)
    charts.view = view
    return drawn(charts, height=height)


def test_the_epoch_that_is_looked_at_has_a_line_and_its_number() -> None:
    rows = viewed(overfitted(), ChartView(cursor=100))
    assert "epoch 100 ▼" in rows[1] or "▼ epoch 100" in rows[1]
    column = rows[1].index("▼")
    assert sum(row[column] == "│" for row in rows[2:-2]) >= len(rows) / 2
    # Half way along the canvas.
    assert abs((column - 8) / (len(rows[0]) - 9) - 0.5) < 0.05


def test_from_near_the_curves_fill_the_chart_and_ticks_are_around_the_epoch() -> None:
    run = overfitted()
    rows = viewed(run, ChartView(cursor=150, zoomed=True))
    ticks = [int(word) for word in rows[-1].split()]
    assert ticks
    assert all(120 <= epoch <= 180 for epoch in ticks)
    high, low = (float(label) for label in list(labels(rows).values())[:: len(labels(rows)) - 1])
    seen = run.history["val_loss"][130:170] + run.history["loss"][130:170]
    assert low <= min(seen)
    assert max(seen) <= high <= 1.5 * max(seen)


def test_a_logarithmic_axis_has_powers_of_ten_and_draws_a_constant_rate_as_a_straight_line() -> None:
    rows = viewed(run_of(100, (), loss=[10 * 0.9**epoch for epoch in range(100)]), ChartView(logarithmic=True), 20)
    assert rows[0].startswith(" loss, log")
    values = [float(label) for label in labels(rows).values()]
    assert all(f"{value:e}"[0] == "1" for value in values)
    assert values == sorted(values, reverse=True)
    canvas = rows[2:-2]
    places = [(row, line.rstrip(BLANK).rfind(line.rstrip(BLANK)[-1])) for row, line in enumerate(canvas) if inked(line)]
    ends = [column for _, column in places]
    steps = [later - earlier for earlier, later in pairwise(ends[1:-1])]
    assert max(steps) - min(steps) <= 2


def test_losses_of_zero_and_below_have_no_place_on_a_logarithmic_axis_but_break_nothing() -> None:
    for loss in ([0.0] * 9, [-1.0, 2.0, 0.0], [1e-12, 5.0]):
        rows = viewed(run_of(20, (), loss=loss), ChartView(logarithmic=True))
        assert len(rows) == 14


def test_the_gap_is_shaded_only_after_the_best_epoch_and_between_the_curves() -> None:
    rows = viewed(overfitted(), ChartView(), 20)
    best = rows[1].index("▾")
    shaded = [(y, x) for y, row in enumerate(rows) for x, cell in enumerate(row) if cell == "░"]
    assert len(shaded) > 50
    assert min(x for _, x in shaded) > best
    for x in {x for _, x in shaded}:
        column = [y for y, at in shaded if at == x]
        assert column == list(range(min(column), max(column) + 1))


def test_a_curve_that_never_turned_is_not_shaded() -> None:
    falling = [2.0 * 0.97**epoch for epoch in range(100)]
    rows = viewed(run_of(100, (), loss=falling, val_loss=[value + 0.3 for value in falling]), ChartView())
    assert "░" not in "".join(rows)


@given(st.integers(0, 80), st.booleans(), st.integers(1, 200))
def test_a_place_in_the_chart_is_an_epoch_that_was_trained(column: int, zoomed: bool, cursor: int) -> None:
    run = overfitted(150)
    charts = Charts(run)
    charts.view = ChartView(cursor=min(cursor, 150), zoomed=zoomed)
    drawn(charts)
    epoch = charts.epoch_at(column)
    assert (epoch is None) == (not 8 <= column < 69)
    assert epoch is None or 1 <= epoch <= run.epochs


@pytest.mark.parametrize("height", [10, 20], ids=["one chart", "two charts"])
@pytest.mark.parametrize("width", [36, 70])
def test_the_line_of_a_guess_is_named_in_every_chart_whatever_else_is_marked(width: int, height: int) -> None:
    losses = [1.0 - 0.015 * epoch for epoch in range(60)]
    rising = [abs(epoch - 30) / 40 + 0.4 for epoch in range(60)]
    run = run_of(loss=losses, val_loss=rising, accuracy=losses, val_accuracy=losses)
    for guess in range(1, 101, 3):
        for metric_only in (False, True):
            charts = Charts(run)
            charts.guess, charts.metric_only, charts.view = GuessMark(guess), metric_only, ChartView(cursor=45)
            count = sum(row.count(f"your guess {guess}") for row in drawn(charts, width, height))
            assert count == (2 if height == 20 else 1)
