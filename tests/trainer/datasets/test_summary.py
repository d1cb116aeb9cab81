"""The facts about the targets of a split, against arithmetic by hand and scikit-learn's dummies."""

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.metrics import log_loss, mean_absolute_error, mean_squared_error, r2_score

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.trainer.datasets.dataset import divide, raw
from nnterm.trainer.datasets.summary import summary

HELD_OUT = Split(test=0.2, validation=0.25)


def test_the_largest_class_is_that_of_the_training_rows() -> None:
    dataset = Dataset("breast_cancer")
    parts = divide(dataset, HELD_OUT)
    chosen = Hyperparameters(layers=(Dense(1, "sigmoid"),), loss="binary_crossentropy", metrics=("accuracy", "auc"))
    found = summary(parts, dataset, chosen)
    assert parts.test is not None
    guess = DummyClassifier(strategy="prior").fit(*parts.train)
    x, y = parts.test
    assert found.guessing["test"] == pytest.approx(
        {"accuracy": guess.score(x, y), "loss": log_loss(y, guess.predict_proba(x))}
    )
    assert found.guessing.keys() == {"train", "validation", "test"}
    assert found.deviation is None
    assert found.left_out == {}


@pytest.mark.parametrize(("options", "scaled"), [({}, True), ({"scaled_target": False}, False)])
def test_the_mean_is_that_of_the_training_rows(options: dict[str, bool], scaled: bool) -> None:
    dataset = Dataset("diabetes", dict(options))
    parts = divide(dataset, HELD_OUT)
    metrics = ("mean_absolute_error", "r2_score")
    chosen = Hyperparameters(layers=(Dense(1),), loss="mean_squared_error", metrics=metrics)
    found = summary(parts, dataset, chosen)
    assert parts.test is not None
    x, y = parts.test
    guess = DummyRegressor().fit(*parts.train).predict(x)
    expected = {
        "loss": mean_squared_error(y, guess),
        "mean_absolute_error": mean_absolute_error(y, guess),
        "r2_score": r2_score(y, guess),
    }
    assert found.guessing["test"] == pytest.approx(expected, rel=1e-4)
    deviation = raw(dataset, HELD_OUT).train[1].std()
    assert found.deviation == (pytest.approx(deviation) if scaled else None)


def test_a_sorted_table_leaves_classes_out_of_its_last_rows() -> None:
    dataset = Dataset("wine")
    chosen = Hyperparameters(layers=(Dense(3, "softmax"),), loss="categorical_crossentropy")
    found = summary(divide(dataset, Split(validation=142)), dataset, chosen)
    assert found.left_out == {"train": ["second", "third"]}
    found = summary(divide(dataset, Split(validation=40)), dataset, chosen)
    assert found.left_out == {"validation": ["first", "second"]}
    assert np.isfinite(found.guessing["validation"]["accuracy"])
    assert "loss" in summary(divide(dataset, HELD_OUT), dataset, chosen).guessing["test"]
