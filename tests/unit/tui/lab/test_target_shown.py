"""Beside the result of a table: the guess that costs nothing, the error in its own unit, and classes without a row."""

import pytest

from nnterm.experiment.datasets.table import Column, Table
from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.protocol.events import EpochsEnded, RunEnded, RunStarted
from nnterm.experiment.protocol.target_summary import TargetSummary
from nnterm.experiment.run import Run
from nnterm.experiment.verdict.run_diagnosis import diagnosis_of
from nnterm.tui.drawing.rows import plain
from nnterm.tui.lab.run_status import RunStatus

HOUSES = Dataset(
    "csv",
    {"path": "houses.csv"},
    Table(digest="d", delimiter=",", header=("size", "price"), columns=(Column("size"),), target="price", rows=90),
)
PRICES = TargetSummary(
    guessing={part: {"loss": 1.21, "mean_absolute_error": 0.9} for part in ("train", "validation")}, deviation=1000.0
)
WINE = TargetSummary(guessing={"validation": {"accuracy": 0.4}}, left_out={"validation": ["first"]})


def shown(
    dataset: Dataset,
    target: TargetSummary,
    metric: str,
    width: int,
    *more: str,
    over: bool = True,
    on: str = "validation",
) -> str:
    chosen = Hyperparameters(layers=(Dense(1),), metrics=(metric, *more), epochs=1)  # type: ignore[arg-type]
    run = Run(run_id="r", dataset=dataset, split=Split(validation=0.2), hyperparameters=chosen)
    columns: dict[str, list[float | None]] = {"loss": [0.25], "val_loss": [0.3], metric: [0.5], f"val_{metric}": [0.45]}
    columns |= {name: [value] for other in more for name, value in ((other, 0.7), (f"val_{other}", 0.65))}
    evaluate: dict[str, float | None] = {"loss": 0.3, metric: 0.45, **dict.fromkeys(more, 0.625)}
    events = [
        RunStarted(
            run_id="r", parameters=2, train=8, validation=2, test=0, steps_per_epoch=1, device="CPU", target=target
        ),
        EpochsEnded(run_id="r", first=1, columns=columns, seconds=1),
        RunEnded(run_id="r", outcome="completed", epochs=1, seconds=1, evaluate=evaluate, evaluated_on=on),
    ]
    for event in events if over else events[:-1]:
        run.apply(event)
    run.open_test()
    widget = RunStatus()
    widget._run, widget._diagnosis = run, diagnosis_of(run)
    return " ".join(" ".join(plain(row) for row in widget.rows(width, 6)).split())


@pytest.mark.parametrize("width", [58, 80, 120])
def test_an_error_is_in_the_unit_of_the_target_beside_that_of_the_mean(width: int) -> None:
    text = shown(HOUSES, PRICES, "mean_absolute_error", width)
    assert "mae in the unit of price: 450, always the mean 900." in text
    assert "in the unit of price" not in shown(HOUSES, PRICES, "mean_absolute_error", width, over=False)


def test_the_guess_to_beat_is_beside_the_numbers_from_the_first_epoch_on() -> None:
    for over in (False, True):
        assert "(always the mean: mae 0.9" in shown(HOUSES, PRICES, "mean_absolute_error", 100, over=over)
        assert "(largest class: acc 0.4" in shown(Dataset("wine"), WINE, "accuracy", 100, over=over)
    # Points in the plane are no table.
    assert "largest class" not in shown(Dataset("moons"), WINE, "accuracy", 100)


def test_a_largest_class_that_is_a_small_one_here_is_no_guess_to_beat() -> None:
    few = TargetSummary(guessing={"validation": {"accuracy": 0.25}})
    assert "largest class" not in shown(Dataset("wine"), few, "accuracy", 100, over=False)


def test_beside_a_test_figure_the_guess_is_that_of_the_test_rows() -> None:
    both = TargetSummary(guessing={"test": {"accuracy": 0.375}, "validation": {"accuracy": 0.4}})
    text = shown(Dataset("wine"), both, "accuracy", 100, on="test")
    assert "test acc 0.450 (largest class: acc 0.375)" in text
    assert "(largest class: acc 0.4" in shown(Dataset("wine"), both, "accuracy", 100, over=False)


@pytest.mark.parametrize("over", [False, True])
def test_a_class_without_a_row_is_a_warning(over: bool) -> None:
    text = shown(Dataset("wine"), WINE, "accuracy", 80, over=over)
    assert "No validation row is of class first, so nothing is measured for it." in text


def test_every_metric_is_told_of_the_test_rows_that_were_opened() -> None:
    text = shown(Dataset("wine"), WINE, "accuracy", 100, "f1_score", on="test")
    assert "test acc 0.450" in text
    assert "f1 0.700 val 0.650 test f1 0.625" in text


def test_the_r2_of_a_guess_is_0_on_any_rows() -> None:
    target = TargetSummary(guessing={"validation": {"r2_score": -2e-4}}, deviation=1000.0)
    assert "(always the mean: r2 0)" in shown(HOUSES, target, "r2_score", 100)
