"""Every loss and metric under its Keras name gives the history that `fit` gives, whatever the path."""

import keras
import numpy as np
import pytest

from nnterm.errors import HyperparameterError, ModelError
from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.hyperparameters.losses import (
    DISTANCE_METRICS,
    DISTANCES,
    LOSS_ALIASES,
    LOSSES,
    METRIC_ALIASES,
    METRICS,
    SHARES,
)
from nnterm.trainer.loops.compiled_loops import Loops
from nnterm.trainer.loops.cost import Path
from trainer.cases import IRIS, MOONS, Case
from trainer.oracle import fit
from trainer.training import start, train, trained

WHOLE, STEPS = Path(xla=False, whole_epochs=True), Path(xla=False, whole_epochs=False)
XLA = Path(xla=True, whole_epochs=True)

DIABETES = Case(
    Dataset("diabetes"),
    Split(test=0.2, validation=0.1),
    Hyperparameters(
        layers=(Dense(6, "relu"), Dense(1)),
        optimizer="sgd",
        momentum=0.5,
        loss="mean_squared_error",
        metrics=DISTANCE_METRICS,
        epochs=3,
        batch_size=50,
        shuffle=False,
        seed=2,
    ),
)
"""317 training rows: six full batches and a ragged one."""

ONE_UNIT = tuple(name for name in SHARES if name not in ("categorical_accuracy", "sparse_categorical_accuracy"))
ONE_HOT = tuple(name for name in METRICS if name != "sparse_categorical_accuracy")
INTEGERS = ("accuracy", "sparse_categorical_accuracy")
MOONS_3 = MOONS.with_(epochs=3, shuffle=False)
IRIS_3 = IRIS.with_(epochs=3, shuffle=False)

CASES = {
    "mse": DIABETES,
    "mae": DIABETES.with_(loss="mean_absolute_error", metrics=()),
    "huber": DIABETES.with_(loss="huber", metrics=("mean_absolute_error",)),
    "target as it is": Case(
        Dataset("diabetes", {"scaled_target": False, "features": 5}), DIABETES.split, DIABETES.hyperparameters
    ).with_(learning_rate=1e-5),
    "wave": Case(Dataset("wave"), Split(validation=0.2), DIABETES.hyperparameters),
    "binary": MOONS_3.with_(metrics=(*ONE_UNIT, *DISTANCE_METRICS)),
    "hinge": MOONS_3.with_(loss="hinge", layers=(Dense(6, "tanh"), Dense(1, "tanh"))),
    "classes as a number": MOONS_3.with_(loss="huber", metrics=("accuracy", "f1_score")),
    "one-hot": IRIS_3.with_(metrics=ONE_HOT),
    "integers": IRIS_3.with_(loss="sparse_categorical_crossentropy", metrics=INTEGERS),
    "breast cancer": Case(Dataset("breast_cancer"), IRIS.split, MOONS_3.with_(metrics=ONE_UNIT).hyperparameters),
}


BOTH_PATHS = ("mse",)
OTHER_DATA = ("target as it is", "wave", "breast cancer")
"""Losses and metrics that are compared on other data already."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] if name in OTHER_DATA else []) for name in CASES]
)
def test_the_history_is_that_of_fit(name: str, loops: Loops) -> None:
    case = CASES[name]
    expected, evaluated = fit(case)
    columns = {"loss", *case.hyperparameters.metrics}
    assert set(expected) == columns | {f"val_{column}" for column in columns}
    # What a loss or metric is computed with does not depend on the path. Classes take both in `test_epochs.py`.
    for path in (WHOLE, STEPS) if name in BOTH_PATHS else (WHOLE,):
        loop = start(case, loops, path)
        assert train(loop, 3) == expected
    parts = loops.load(case.dataset, case.split)
    part = loops.tensors(case.dataset, parts, case.hyperparameters)["test" if case.split.test else "validation"]
    assert list(loop.evaluate(part))[-1] == evaluated


@pytest.mark.slow
@pytest.mark.parametrize("name", ["mse", "binary", "one-hot", "hinge"])
def test_with_xla_it_is_nearly_that_of_fit(name: str, loops: Loops) -> None:
    case = CASES[name]
    expected, _ = fit(case)
    found = trained(case, loops, XLA)
    for key, values in expected.items():
        # A row on the other side of a threshold moves a share by one row.
        np.testing.assert_allclose(found[key], values, atol=0.02 if key.removeprefix("val_") in SHARES else 1e-3)


def test_every_loss_and_metric_is_compared() -> None:
    assert {case.hyperparameters.loss for case in CASES.values()} == set(LOSSES)
    assert {metric for case in CASES.values() for metric in case.hyperparameters.metrics} == set(METRICS)
    assert {"mean_squared_error", "mean_absolute_error", "huber"} == set(DISTANCES)


def test_metrics_of_a_kept_model_start_afresh(loops: Loops) -> None:
    case = CASES["binary"]
    assert trained(case, loops, WHOLE) == trained(case, loops, WHOLE) == fit(case)[0]


def test_one_hot_and_integer_labels_give_the_same_training(loops: Loops) -> None:
    one_hot, integers = CASES["one-hot"].with_(epochs=10), CASES["integers"].with_(epochs=10)
    first, second = trained(one_hot, loops, WHOLE), trained(integers, loops, WHOLE)
    for key in ("loss", "val_loss", "accuracy", "val_accuracy"):
        np.testing.assert_allclose(first[key], second[key], rtol=1e-5, err_msg=key)
    assert first["accuracy"] == first["categorical_accuracy"]
    assert second["accuracy"] == second["sparse_categorical_accuracy"]


def test_aliases_are_those_of_keras() -> None:
    for alias, loss in LOSS_ALIASES.items():
        found, meant = keras.losses.get(alias), keras.losses.get(loss)
        assert getattr(found, "fn", found) is meant, alias
    for alias, metric in METRIC_ALIASES.items():
        if metric != "accuracy":
            # Keras gives `accuracy` and `acc` a meaning in `compile` only.
            assert type(keras.metrics.get(alias)) is type(keras.metrics.get(metric)), alias
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(metrics=["acc", "Accuracy"], loss="mse")
    model.evaluate(np.zeros((1, 2)), np.zeros((1, 1)), verbose=0)
    assert [type(metric) for metric in model.metrics[1].metrics] == [keras.metrics.BinaryAccuracy] * 2


@pytest.mark.parametrize(
    ("case", "error", "says"),
    [
        (DIABETES.with_(metrics=("accuracy",)), HyperparameterError, "metric accuracy judges classes"),
        (DIABETES.with_(loss="binary_crossentropy"), HyperparameterError, "compares classes, but diabetes"),
        (DIABETES.with_(layers=(Dense(3),)), ModelError, "3 units, but diabetes asks for a number"),
        (IRIS.with_(loss="sparse_categorical_crossentropy", metrics=("auc",)), HyperparameterError, "one-hot labels"),
        (IRIS.with_(metrics=("sparse_categorical_accuracy",)), HyperparameterError, "integer labels"),
        (MOONS.with_(metrics=("categorical_accuracy",)), HyperparameterError, "the output has one unit"),
        (
            IRIS.with_(loss="huber", metrics=("recall",), layers=(Dense(1),)),
            HyperparameterError,
            "needs two classes, but iris has 3",
        ),
    ],
)
def test_what_does_not_fit_is_refused(case: Case, error: type[Exception], says: str, loops: Loops) -> None:
    with pytest.raises(error, match=says) as raised:
        start(case, loops)
    assert raised.value.remedy
