"""What a run knows of its training rows: a sparse series of counts, and metrics without dropout after the end."""

from itertools import pairwise
from typing import Any

import pytest

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.protocol.events import EpochsEnded, RowsMemorised, RunContinued, RunEnded
from nnterm.experiment.run import Run
from nnterm.experiment.training_rows import MOST_COUNTS, TrainingRows
from nnterm.experiment.training_words import dropout_words, gap_without_dropout, memorised_words


@pytest.fixture
def run() -> Run:
    chosen = Hyperparameters(layers=(Dense(units=1),), metrics=("accuracy",), epochs=4)
    run = Run(run_id="a", dataset=Dataset("moons"), split=Split(validation=0.5), hyperparameters=chosen)
    columns: dict[str, list[float | None]] = {
        "loss": [0.9, 0.7, 0.5, 0.4],
        "accuracy": [0.5, 0.6, 0.7, 0.75],
        "val_loss": [0.8, 0.6, 0.7, 0.9],
    }
    run.apply(EpochsEnded(run_id="a", first=1, columns=columns, seconds=1))
    return run


def memorised(epoch: int, count: int) -> RowsMemorised:
    return RowsMemorised(run_id="a", epoch=epoch, count=count, of=6)


def end(run: Run, **changes: Any) -> None:
    given = {"outcome": "completed", "epochs": 4, "seconds": 1, "evaluate": {}, "evaluated_on": "validation"}
    run.apply(RunEnded(run_id="a", **{**given, **changes}))


def test_an_epoch_has_the_last_count_before_it(run: Run) -> None:
    assert memorised_words(run, 4) == ""
    assert run.apply(memorised(1, 0))
    assert run.apply(memorised(3, 5))
    # A count says nothing of an epoch that is known already.
    assert not run.apply(memorised(3, 2))
    assert memorised_words(run, 2) == "memorised 0 of 6 flipped"
    assert memorised_words(run, 4) == "memorised 5 of 6 flipped"
    # One of an epoch between, made up for later.
    assert run.apply(memorised(2, 4))
    assert memorised_words(run, 2) == "memorised 4 of 6 flipped"
    assert memorised_words(run, 4) == "memorised 5 of 6 flipped"


def test_a_fork_has_the_counts_of_its_beginning_and_goes_its_own_way(run: Run) -> None:
    run.apply(memorised(1, 0))
    run.apply(memorised(3, 5))
    fork = run.fork("b", 2)
    assert [each.epoch for each in fork.training_rows.memorised] == [1]
    fork.apply(RowsMemorised(run_id="b", epoch=3, count=1, of=6))
    assert memorised_words(run, 4) == "memorised 5 of 6 flipped"


def test_many_counts_are_thinned_over_the_whole_run() -> None:
    rows = TrainingRows()
    for epoch in range(1, 4 * MOST_COUNTS):
        rows.take(memorised(epoch, 1))
    epochs = [each.epoch for each in rows.memorised]
    assert len(epochs) <= MOST_COUNTS
    assert (epochs[0], epochs[-1]) == (1, 4 * MOST_COUNTS - 1)
    gaps = [later - earlier for earlier, later in pairwise(epochs)]
    assert max(gaps) <= 4 * 4


def test_training_is_said_with_dropout_and_without_and_the_gap_is_without(run: Run) -> None:
    end(run, train_evaluate={"loss": 0.25, "accuracy": 0.95})
    assert dropout_words(run) == "Training acc with dropout on: 0.750; without: 0.950."
    assert gap_without_dropout(run) == pytest.approx(0.9 - 0.25)


def test_weights_of_an_earlier_epoch_are_compared_with_that_one(run: Run) -> None:
    end(run, restored_epoch=2, train_evaluate={"loss": 0.25, "accuracy": 0.65})
    assert dropout_words(run).startswith("Training acc with dropout on: 0.600; without: 0.650")
    assert gap_without_dropout(run) == pytest.approx(0.6 - 0.25)


def test_nothing_is_said_without_dropout_while_a_run_goes_on_or_of_no_number(run: Run) -> None:
    assert dropout_words(run) == ""
    end(run, train_evaluate={"loss": None, "accuracy": None})
    assert (dropout_words(run), gap_without_dropout(run)) == ("", None)
    run.apply(RunContinued(run_id="a"))
    end(run, train_evaluate={"loss": 0.25, "accuracy": 0.95})
    assert dropout_words(run)
    run.apply(RunContinued(run_id="a"))
    assert (dropout_words(run), gap_without_dropout(run)) == ("", None)
