from math import log

import numpy as np
import pytest

from nnterm.experiment.verdict.base_rates import of_classes, of_regression


def test_crossentropy_of_guessing_is_the_entropy_of_the_shares() -> None:
    base = of_classes(2, {"train": [360, 180], "validation": [30, 30]}, "categorical_crossentropy", 2)
    assert base.loss == pytest.approx(-(2 / 3) * log(2 / 3) - (1 / 3) * log(1 / 3))
    assert base.val_loss == pytest.approx(-0.5 * log(2 / 3) - 0.5 * log(1 / 3))
    assert (base.accuracy, base.val_accuracy) == (pytest.approx(2 / 3), 0.5)


def test_shares_that_are_not_known_are_equal() -> None:
    base = of_classes(10, {}, "sparse_categorical_crossentropy", 10)
    assert base.loss == pytest.approx(log(10))
    assert (base.accuracy, base.val_loss, base.val_accuracy) == (0.1, None, None)


def test_a_class_that_was_never_trained_on_has_no_loss_of_guessing() -> None:
    base = of_classes(3, {"train": [10, 30, 0], "validation": [0, 0, 9]}, "categorical_crossentropy", 3)
    assert base.val_loss is None
    assert base.val_accuracy == 0


@pytest.mark.parametrize("loss", ["mean_squared_error", "mean_absolute_error", "huber"])
@pytest.mark.parametrize("units", [1, 2])
def test_distances_of_guessing_are_the_smallest_that_one_answer_can_have(loss: str, units: int) -> None:
    labels = np.array([0] * 70 + [1] * 30)
    wanted = labels[:, None] if units == 1 else np.eye(2)[labels]
    each = {
        "mean_squared_error": lambda error: error**2,
        "mean_absolute_error": np.abs,
        "huber": lambda error: error**2 / 2,
    }[loss]
    best = [min(each(column - answer).mean() for answer in np.linspace(0, 1, 1001)) for column in wanted.T]
    assert of_classes(2, {"train": [70, 30]}, loss, units).loss == pytest.approx(np.mean(best), abs=1e-6)


def test_hinge_of_guessing_the_larger_class() -> None:
    assert of_classes(2, {"train": [70, 30]}, "hinge", 1).loss == pytest.approx(0.3 * 2)


def test_a_regression_has_the_loss_that_was_measured() -> None:
    assert of_regression(5962.0).loss == 5962
    assert of_regression(None).loss is None


def test_a_part_that_counts_other_classes_says_nothing() -> None:
    equal = of_classes(3, {}, "sparse_categorical_crossentropy", 3)
    assert of_classes(3, {"train": [5, 5], "validation": [1, 2, 3, 4]}, "sparse_categorical_crossentropy", 3) == equal
