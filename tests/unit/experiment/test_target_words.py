"""What a run says of the guess to beat, of its error in the target's own unit, and of classes that a part lacks."""

from pathlib import Path

import pytest

from nnterm.commands.training.report import PlainReport
from nnterm.errors import NntermError
from nnterm.experiment.experiment import Dataset, Experiment, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.protocol import wire
from nnterm.experiment.protocol.events import RunEnded, RunStarted
from nnterm.experiment.protocol.target_summary import TargetSummary
from nnterm.experiment.run import Run
from nnterm.experiment.target_words import error_in_unit, left_out_words
from nnterm.runs.store.store import RunStore

PRICES = TargetSummary(
    guessing={"test": {"loss": 1.21, "mean_absolute_error": 0.9}, "train": {"loss": 1.0}}, deviation=1000.0
)
CHURN = TargetSummary(guessing={"test": {"accuracy": 0.64}}, left_out={"validation": ["no", "maybe"]})


def run(target: TargetSummary, evaluate: dict[str, float | None], **more: object) -> Run:
    chosen = Hyperparameters(layers=(Dense(1),), loss="mean_squared_error", metrics=("mean_absolute_error",))
    found = Run(run_id="r", dataset=Dataset("diabetes"), split=Split(test=0.2), hyperparameters=chosen, **more)  # type: ignore[arg-type]
    for event in (
        RunStarted(
            run_id="r", parameters=2, train=8, validation=2, test=2, steps_per_epoch=1, device="CPU", target=target
        ),
        RunEnded(run_id="r", outcome="completed", epochs=1, seconds=1, evaluate=evaluate, evaluated_on="test"),
    ):
        found.apply(event)
    return found


@pytest.mark.parametrize(
    ("evaluate", "said"),
    [
        ({"loss": 0.25, "mean_absolute_error": 0.42}, ("mean_absolute_error", 420.0, 900.0)),
        ({"loss": 0.25}, ("root_mean_squared_error", 500.0, 1100.0)),
        ({"loss": 0.3, "mean_squared_error": 0.16}, ("root_mean_squared_error", 400.0, 1100.0)),
        ({"loss": None}, None),
        ({}, None),
    ],
)
def test_an_error_is_said_in_the_unit_of_the_target(
    evaluate: dict[str, float | None], said: tuple[str, float, float] | None
) -> None:
    found = error_in_unit(run(PRICES, evaluate))
    assert found is None if said is None else found is not None and found == pytest.approx(said)
    assert error_in_unit(run(CHURN, {"accuracy": 0.7})) is None


def test_the_report_has_the_guess_and_the_unit_beside_the_result(capsys: pytest.CaptureFixture[str]) -> None:
    PlainReport(_experiment()).finish(run(PRICES, {"loss": 0.25, "mean_absolute_error": 0.42}))
    out = capsys.readouterr().out
    assert "always the mean, on the test rows: loss 1.2100, mean_absolute_error 0.9000" in out
    assert "in the target's own unit: mean_absolute_error 420 (always the mean: 900)" in out


def test_classes_that_a_part_lacks_are_a_warning() -> None:
    (words,) = left_out_words(run(CHURN, {"accuracy": 0.7}))
    assert words == "No validation row is of class no, maybe, so nothing is measured for it."
    many = TargetSummary(left_out={"train": [f"c{i}" for i in range(9)]})
    assert "c4 and 4 more, so it is never learned" in left_out_words(run(many, {}))[0]


def test_the_facts_are_kept_with_the_run(tmp_path: Path) -> None:
    store = RunStore.open(tmp_path / "runs.sqlite")
    store.finish(run(PRICES, {"loss": 0.25}, lesson="x"))
    (kept,) = store.runs("x")
    assert kept.target == PRICES
    store.close()


@pytest.mark.parametrize(
    "target",
    [
        TargetSummary(guessing={"test": {"loss": float("inf")}}),
        TargetSummary(guessing={"elsewhere": {"loss": 1.0}}),
        TargetSummary(left_out={"test": ["x" * 81]}),
        TargetSummary(left_out={"test": ["x"] * 1001}),
        TargetSummary(deviation=1e200),
    ],
)
def test_facts_without_bounds_are_no_message(target: TargetSummary) -> None:
    event = RunStarted(
        run_id="r", parameters=2, train=8, validation=2, test=2, steps_per_epoch=1, device="CPU", target=target
    )
    with pytest.raises(NntermError):
        wire.decode_event(wire.encode(event))


def _experiment() -> Experiment:
    blank = run(PRICES, {})
    return Experiment(id="e", dataset=blank.dataset, split=blank.split, hyperparameters=blank.hyperparameters)
