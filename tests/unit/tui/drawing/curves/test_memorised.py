"""The row of bars says how many flipped labels are learned by heart, column by column, and at the epoch looked at."""

import pytest

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.protocol.events import EpochsEnded, RowsMemorised
from nnterm.experiment.run import Run
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.curves.chart import Charts
from nnterm.tui.drawing.curves.chart_view import ChartView
from nnterm.tui.drawing.curves.memorised import FROM
from nnterm.tui.drawing.rows import Role, plain


def run_of(counts: dict[int, int], epochs: int = 100) -> Run:
    hyperparameters = Hyperparameters(layers=(Dense(1, "sigmoid"),), epochs=100, metrics=("accuracy",))
    run = Run(run_id="r", dataset=Dataset("moons"), split=Split(), hyperparameters=hyperparameters)
    columns: dict[str, list[float | None]] = {"loss": [0.5] * epochs, "accuracy": [0.5] * epochs}
    run.apply(EpochsEnded(run_id="r", first=1, columns=columns, seconds=1.0))
    for epoch, count in counts.items():
        run.apply(RowsMemorised(run_id="r", epoch=epoch, count=count, of=8))
    return run


def last_row(run: Run, cursor: int | None = None, height: int = 20) -> str:
    charts = Charts(run)
    charts.view = ChartView(cursor)
    rows = charts.rows(49, height)
    assert len(rows) == height
    return plain(rows[-1])


@pytest.mark.parametrize("name", ["braille", "ascii"])
def test_each_column_has_the_count_of_its_epoch(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glyphs, "current", lambda: glyphs.SETS[name])
    full, half = glyphs.SETS[name].bars[-1], glyphs.SETS[name].bars[round((len(glyphs.SETS[name].bars) - 1) / 2)]
    row = last_row(run_of({50: 4, 75: 8}))
    assert row.startswith("   8/8 ")
    bars = row[8:]
    assert bars.startswith("memorised ")
    assert bars.count(half) == pytest.approx(10, abs=1) and bars.count(full) == pytest.approx(10, abs=1)
    assert bars.rstrip().endswith(full)


def test_the_numbers_are_of_the_epoch_that_is_looked_at() -> None:
    run = run_of({50: 4, 75: 8})
    assert last_row(run, cursor=60).startswith("   4/8 ")
    assert last_row(run, cursor=10).startswith("       ")


def test_what_is_still_to_come_has_no_bars() -> None:
    row = last_row(run_of({10: 8, 50: 8}, epochs=50))[8:]
    full = glyphs.current().bars[-1]
    assert full in row[15:19] and full not in row[22:]


def test_without_flipped_labels_or_room_the_charts_have_all_rows() -> None:
    assert "memorised" not in " ".join(plain(row) for row in Charts(run_of({})).rows(49, 20))
    rows = Charts(run_of({50: 4})).rows(49, FROM - 1)
    assert len(rows) == FROM - 1
    assert not any(role is Role.WARNING for row in rows for _, role in row)
