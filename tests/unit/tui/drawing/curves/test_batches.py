"""Epochs that take long show something at once: a chart of batches at first, then a tail beside the last epoch."""

import pytest

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.protocol.events import EpochsEnded, RunStarted, StepsEnded
from nnterm.experiment.run import MOST_BATCHES, Run
from nnterm.tui.drawing.curves.chart import Charts
from nnterm.tui.drawing.rows import Role, plain

STEPS = 125


@pytest.fixture
def run() -> Run:
    chosen = Hyperparameters(layers=(Dense(3),), epochs=5)
    run = Run(run_id="a", dataset=Dataset("iris"), split=Split(), hyperparameters=chosen)
    run.apply(
        RunStarted(
            run_id="a", parameters=1, train=1, validation=0, test=0, steps_per_epoch=STEPS, device="CPU", class_rows={}
        )
    )
    return run


def step(run: Run, epoch: int, number: int, loss: float) -> None:
    run.apply(StepsEnded(run_id="a", epoch=epoch, step=number, steps_per_epoch=STEPS, metrics={"loss": loss}))


def test_before_the_first_epoch_ends_the_chart_draws_the_loss_batch_by_batch(run: Run) -> None:
    for number in range(1, 41):
        step(run, 1, number, 2.0 / number)
    rows = [plain(row) for row in Charts(run).rows(70, 16)]
    assert "batch 40 of 125" in rows[0]
    inked = [row[8:].rstrip(" \u2800") for row in rows[1:-2]]
    # A third of the epoch is done, and the curve goes so far.
    assert 0.25 < max(map(len, inked)) / 61 < 0.4
    assert any(row.strip() for row in inked)


def test_of_later_epochs_there_is_a_tail_that_goes_when_the_epoch_ends(run: Run) -> None:
    run.apply(EpochsEnded(run_id="a", first=1, columns={"loss": [1.0, 0.5]}, seconds=9.0))
    before = Charts(run).rows(70, 12)
    for number in range(10, 110, 10):
        step(run, 3, number, 0.45)
    charts = Charts(run)
    rows = charts.rows(70, 12)
    tail = [(y, x) for y, row in enumerate(rows) for x, mark in enumerate(plain(row)) if mark == "·" and y > 1]
    assert len(tail) > 3
    assert len({y for y, _ in tail}) == 1
    assert any(ink is Role.TRAIN and "·" in text for row in rows for text, ink in row)
    run.apply(EpochsEnded(run_id="a", first=3, columns={"loss": [0.45]}, seconds=12.0))
    assert "·" not in "".join(plain(row) for row in Charts(run).rows(70, 12)[2:])
    assert before != rows


def test_a_long_epoch_keeps_no_more_than_can_be_drawn(run: Run) -> None:
    for number in range(1, 10 * MOST_BATCHES):
        step(run, 1, number, 1.0)
    assert len(run.losses) <= MOST_BATCHES
    assert run.losses[-1][0] == 10 * MOST_BATCHES - 1
    assert run.losses[0][0] == 1
