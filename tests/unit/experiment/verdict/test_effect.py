"""What one changed setting did: the sentence says what is in the histories, by a count of its own."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.protocol.events import EpochsEnded
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.experiment.verdict.effect import effect
from nnterm.experiment.verdict.rounding import number
from nnterm.experiment.verdict.run_diagnosis import diagnosis_of

LOSSES = st.lists(st.floats(0.001, 1000.0), min_size=1, max_size=40)


def run_of(loss: list[float], val_loss: list[float] | None = None) -> Run:
    run = Run(run_id="a", dataset=Dataset("iris"), split=Split(), hyperparameters=Hyperparameters(layers=(Dense(3),)))
    columns: dict[str, list[float | None]] = {"loss": list(loss)}
    if val_loss is not None:
        columns["val_loss"] = list(val_loss)
    run.apply(EpochsEnded(run_id="a", first=1, columns=columns, seconds=1.0))
    return run


@given(LOSSES, LOSSES)
def test_every_number_of_the_sentence_is_in_the_histories(before: list[float], after: list[float]) -> None:
    said = effect(run_of(before, before), run_of(after, after))
    least = {number(sorted(values)[0]) for values in (before, after)}
    first = {str(1 + values.index(sorted(values)[0])) for values in (before, after)}
    # A learner subtracts the numbers that are shown.
    rises = {number(round(float(number(v[-1])) - float(number(sorted(v)[0])), 6)) for v in (before, after)}
    figures = re.findall(r"\d+(?:\.\d+)?(?:e-?\d+)?", said.replace(",", ""))
    assert set(figures) <= least | first | rises
    assert number(sorted(after)[0]) in figures
    assert ("as before" in said) == (len(least) == 1)
    assert ("again at epoch" in said) == (len(first) == 1)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            [0.4, 0.31, 1.21],
            [0.35, 0.29, 0.31],
            "best validation loss 0.290 instead of 0.310, again at epoch 2. "
            "Afterwards it rises by 0.020 (before: 0.900).",
        ),
        (
            [0.4, 0.31, 1.21],
            [0.5, 0.4, 0.3],
            "best validation loss 0.300 instead of 0.310, at epoch 3 instead of 2, the last one "
            "(before, it rose by 0.900 afterwards).",
        ),
        (
            [0.4, 0.31, 1.21],
            [0.5, 0.3, 0.301],
            "best validation loss 0.300 instead of 0.310, again at epoch 2. "
            "It hardly rises afterwards (before: by 0.900).",
        ),
        (
            [0.4, 0.31, 0.33],
            [0.5, 0.31, 0.322],
            "best validation loss 0.310, as before, again at epoch 2. Afterwards it rises by 0.012 (before: 0.020).",
        ),
        (
            [0.4, 0.31, 0.322],
            [0.5, 0.31, 0.33],
            "best validation loss 0.310, as before, again at epoch 2. Afterwards it rises by 0.020 (before: 0.012).",
        ),
        (
            [0.4, 0.31, 0.312],
            [0.35, 0.29, 0.31],
            "best validation loss 0.290 instead of 0.310, again at epoch 2. "
            "Afterwards it rises by 0.020 (before: hardly).",
        ),
        ([0.4, 0.31, 0.311], [0.4, 0.31, 0.312], "best validation loss 0.310, as before, again at epoch 2."),
        ([0.4, 0.31], [0.4, 0.31], "best validation loss 0.310, as before, again at epoch 2."),
    ],
)
def test_the_sentence_reads_so(before: list[float], after: list[float], said: str) -> None:
    assert effect(run_of(before, before), run_of(after, after)) == said


def test_without_validation_rows_the_ends_of_training_are_compared() -> None:
    assert effect(run_of([1.0, 0.5]), run_of([1.0, 0.25])) == "loss at the end 0.250 instead of 0.500."
    assert effect(run_of([1.0, float("inf")]), run_of([1.0])) == ""


@given(st.integers(4, 60), st.floats(0.2, 2.0), st.lists(st.floats(-1.0, 1.0), min_size=60, max_size=60))
def test_no_loss_rises_in_one_sentence_and_still_falls_in_the_other(
    count: int, slope: float, noise: list[float]
) -> None:
    loss = [1.0 - slope * 0.4 * epoch / count for epoch in range(count)]
    run = run_of(loss, [value + 0.08 * jump for value, jump in zip(loss, noise, strict=False)])
    run.state = RunState.COMPLETED
    diagnosis = diagnosis_of(run)
    assert diagnosis is not None
    if "validation loss still falls" in diagnosis.sentence:
        assert "Afterwards it rises" not in effect(run, run)


def scored(options: dict[str, bool], l2: float, r2: float) -> Run:
    chosen = Hyperparameters(layers=(Dense(1),), loss="mse", metrics=("r2_score",), l2=l2)
    run = Run(
        run_id="a", dataset=Dataset("diabetes", dict(options)), split=Split(validation=0.2), hyperparameters=chosen
    )
    columns: dict[str, list[float | None]] = {"loss": [9.0], "val_loss": [9.0], "r2_score": [r2], "val_r2_score": [r2]}
    run.apply(EpochsEnded(run_id="a", first=1, columns=columns, seconds=1.0))
    return run


def test_losses_that_are_not_measured_alike_are_not_compared() -> None:
    plain, scaled = scored({"scaled_target": False}, 0.0, -0.1), scored({"scaled_target": True}, 0.0, 0.25)
    assert effect(plain, scaled) == "validation r2 at the end 0.250 instead of -0.100. The losses have different units."
    costly = scored({"scaled_target": True}, 0.01, 0.3)
    said = (
        "validation r2 at the end 0.300 instead of 0.250. L2 is a part of the loss, so the losses cannot be compared."
    )
    assert effect(scaled, costly) == said
    assert "best validation loss" in effect(scaled, scored({"scaled_target": True}, 0.0, 0.3))
