"""What an author promises is read exactly and judged by the run."""

import pytest
from series_run import series_run

from nnterm.errors import HyperparameterError
from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.history import History
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.experiment.verdict.conditions import DIAGNOSES, FIGURES, figures, parse, verdicts

NAN = float("nan")


def run(**columns: list[float]) -> Run:
    """A finished run on iris with these columns."""
    return Run(
        run_id="r",
        dataset=Dataset("iris"),
        split=Split(validation=0.1),
        hyperparameters=Hyperparameters(layers=(Dense(units=3),), epochs=4),
        state=RunState.COMPLETED,
        parameters=15,
        history=History(columns),
        evaluate={"loss": 0.25, "accuracy": 0.9},
    )


LEARNT = run(
    loss=[1.0, 0.8, 0.6, 0.4],
    accuracy=[0.3, 0.5, 0.7, 0.9],
    val_loss=[1.0, 0.7, 0.5, 0.6],
    val_accuracy=[0.3, 0.9, 0.7, 0.6],
)


@pytest.mark.parametrize(
    ("text", "kept", "broken"),
    [
        (">= 0.9", [0.9, 1.0], [0.89]),
        ("> 0.9", [0.91], [0.9]),
        ("<= 0.9", [0.9, -1.0], [0.91]),
        ("<0.9", [0.89], [0.9]),
        ("== 1047", [1047], [1046, 1048]),
        ("!= 3", [2], [3]),
        (">= -1e-3", [0.0, -0.001], [-0.002]),
        (" >=.5 ", [0.5], [0.4]),
        ("== 0.3", [0.1 + 0.2], [0.3001]),
    ],
)
def test_comparisons(text: str, kept: list[float], broken: list[float]) -> None:
    condition = parse("loss", text)
    assert all(condition.holds(value) for value in kept)
    assert not any(condition.holds(value) for value in broken)


@pytest.mark.parametrize("text", ["<= 5", "!= 5", "> -1"])
def test_what_is_missing_or_no_number_keeps_no_promise(text: str) -> None:
    assert not parse("loss", text).holds(NAN)
    assert not parse("loss", text).holds(None)


@pytest.mark.parametrize(
    "text", ["0.9", "=> 0.9", ">= ", ">= high", "= 3", ">= 0.9 0.8", "", ">= nan", ">= 1e999", ">=="]
)
def test_what_is_no_condition(text: str) -> None:
    with pytest.raises(HyperparameterError) as caught:
        parse("val_accuracy", text)
    assert ">= 0.9" in caught.value.remedy


def test_whole_figures_get_a_whole_example() -> None:
    with pytest.raises(HyperparameterError) as caught:
        parse("parameters", "1047")
    assert "== 20" in caught.value.remedy


def test_unknown_figure_names_the_nearest() -> None:
    with pytest.raises(HyperparameterError, match="'val_acuracy'") as caught:
        parse("val_acuracy", ">= 1")
    assert "Did you mean val_accuracy?" in caught.value.remedy


def test_diagnosis_is_one_of_the_kinds() -> None:
    assert [parse("diagnosis", kind).bound for kind in DIAGNOSES] == list(DIAGNOSES)
    assert parse("diagnosis", "overfitting").holds("overfitting")
    assert not parse("diagnosis", "overfitting").holds("good fit")
    with pytest.raises(HyperparameterError, match="'overfit'") as caught:
        parse("diagnosis", "overfit")
    assert "Did you mean overfitting?" in caught.value.remedy


def test_figures_of_a_run() -> None:
    found = figures(LEARNT)
    assert found["diagnosis"] in DIAGNOSES
    assert {**found, "diagnosis": ""} == {
        "best_val_loss": 0.5,
        "loss": 0.4,
        "accuracy": 0.9,
        "val_loss": 0.6,
        "val_accuracy": 0.6,
        "best_val_loss_epoch": 3,
        "best_val_accuracy": 0.9,
        "evaluate_loss": 0.25,
        "evaluate_accuracy": 0.9,
        "gap_loss": pytest.approx(0.2),
        "gap_accuracy": pytest.approx(0.3),
        "parameters": 15,
        "hidden_layers": 0,
        "units": 0,
        "train_rows": 0,
        "epochs": 4,
        "diagnosis": "",
    }
    assert set(found) <= set(FIGURES)


def test_a_gap_is_measured_without_dropout_and_with_the_weights_that_are_kept() -> None:
    dropping = run(loss=[1.0, 0.9], accuracy=[0.5, 0.6], val_loss=[0.8, 0.9], val_accuracy=[0.75, 0.5])
    dropping.training_rows.end({"loss": 0.5, "accuracy": 1.0})
    assert figures(dropping)["gap_loss"] == pytest.approx(0.4)
    assert figures(dropping)["gap_accuracy"] == pytest.approx(0.5)
    dropping.restored_epoch = 1
    assert figures(dropping)["gap_loss"] == pytest.approx(0.3)
    assert figures(dropping)["gap_accuracy"] == pytest.approx(0.25)
    assert figures(dropping)["accuracy"] == 0.6


def test_the_best_of_a_distance_is_the_smallest_and_of_a_share_the_largest() -> None:
    columns = {"loss": [3.0, 1.0], "val_mean_absolute_error": [0.5, NAN, 0.3, 0.4], "val_r2_score": [-2.0, 0.6, 0.5]}
    found = figures(run(**columns))
    assert found["best_val_mean_absolute_error"] == 0.3
    assert found["val_mean_absolute_error"] == 0.4
    assert found["best_val_r2_score"] == 0.6


@pytest.mark.parametrize(
    ("written", "figure"),
    [
        ("val_mae", "val_mean_absolute_error"),
        ("evaluate_MSE", "evaluate_mean_squared_error"),
        ("best_val_acc", "best_val_accuracy"),
        ("auc", "auc"),
    ],
)
def test_aliases_name_the_same_figure(written: str, figure: str) -> None:
    assert parse(written, ">= 0").figure == figure
    (verdict,) = verdicts({written: "<= 0.5"}, run(**{figure: [0.25]}))
    assert verdict.found == (0.25 if figure in ("val_mean_absolute_error", "auc") else None)


def test_a_run_without_validation_or_epochs_has_fewer_figures() -> None:
    assert "val_loss" not in figures(run(loss=[1.0, 0.9]))
    assert "best_val_loss_epoch" not in figures(run(loss=[1.0], val_loss=[NAN]))
    always = {"parameters", "hidden_layers", "units", "train_rows", "epochs"}
    assert set(figures(run())) == {*always, "evaluate_loss", "evaluate_accuracy"}


def test_verdicts_say_what_was_found() -> None:
    kept, broken, missing = verdicts(
        {"parameters": "== 15", "val_accuracy": ">= 0.8", "best_val_loss_epoch": "<= 9"},
        run(loss=[1.0], val_accuracy=[0.5]),
    )
    assert (kept.is_kept, kept.found, str(kept.condition)) == (True, 15, "parameters == 15")
    assert (broken.is_kept, broken.found, str(broken.condition)) == (False, 0.5, "val_accuracy >= 0.8")
    assert (missing.is_kept, missing.found) == (False, None)


def test_the_last_value_loss_of_a_series_is_a_figure_for_each_part() -> None:
    found = figures(series_run())
    assert found["last_value_loss"] == 0.4
    assert found["val_last_value_loss"] == 0.8
    assert found["evaluate_last_value_loss"] == 0.6
    promised = {"val_last_value_loss": ">= 0.7", "evaluate_last_value_loss": "< 0.6"}
    assert [verdict.is_kept for verdict in verdicts(promised, series_run())] == [True, False]
