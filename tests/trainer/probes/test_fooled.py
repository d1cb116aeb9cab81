"""The Fooled panel: its step is that of a plain GradientTape, and counts and bins are those of its answers."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from nnterm.experiment.protocol.inspection_requests import CANVAS, InspectFooled
from nnterm.experiment.protocol.inspection_results import NotInspected
from nnterm.trainer.datasets.dataset import divide
from nnterm.trainer.probes.images.own_digit import like_mnist
from trainer.cases import CONVOLUTIONAL, IRIS
from trainer.child import Child
from trainer.oracle import fitted_model
from trainer.probes.asking import ask, run, shades

EPSILON = 0.15
CASE = CONVOLUTIONAL.with_(shuffle=False)
DIAGONAL = "".join("f" if abs(i // CANVAS - i % CANVAS) < 2 else "0" for i in range(CANVAS**2))


def slope_of(model: keras.Model, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    inputs = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        loss = keras.losses.sparse_categorical_crossentropy(y, model(inputs, training=False))
    return np.asarray(tape.gradient(loss, inputs))


def moved(x: np.ndarray, direction: np.ndarray) -> np.ndarray:
    return np.clip(x + EPSILON * direction, 0, 1).astype("float32")


def test_the_step_is_that_of_a_gradient_tape(child: Child) -> None:
    model, run_id = fitted_model(CASE), run(child, CASE)
    x, y = divide(CASE.dataset, CASE.split).validation
    shown = ask(child, run_id, InspectFooled(sample=7, epsilon=EPSILON))
    slope = slope_of(model, x[7:8], y[7:8])
    after = moved(x[7:8], np.sign(slope))
    assert (shown.sample, shown.truth, shown.part, shown.samples) == (7, y[7], "validation", len(x))
    np.testing.assert_allclose(shown.before, model(x[7:8])[0], atol=2e-3)
    np.testing.assert_allclose(shown.after, model(after)[0], atol=5e-3)
    # A slope of nearly 0 may have another sign by rounding.
    assert (np.abs(shades(shown.changed) - after[0, :, :, 0] * 15) <= 0.51).mean() > 0.99
    assert (np.abs(shades(shown.change) - (after - x[7:8])[0, :, :, 0] / EPSILON * 7) <= 0.51).mean() > 0.99
    steepest = np.unravel_index(np.abs(slope[0, :, :, 0]).argmax(), (28, 28))
    assert shades(shown.saliency)[steepest] == 15


def test_counts_are_those_of_images_that_were_right_before(child: Child) -> None:
    model, run_id = fitted_model(CASE), run(child, CASE)
    x, y = divide(CASE.dataset, CASE.split).validation
    shown = ask(child, run_id, InspectFooled(epsilon=EPSILON))

    def says(images: np.ndarray) -> np.ndarray:
        return np.asarray(model(images)).argmax(axis=1)

    is_right = says(x) == y
    fooled = is_right & (says(moved(x, np.sign(slope_of(model, x, y)))) != y)
    noise = np.random.default_rng(0).choice([-1.0, 1.0], size=x.shape)
    assert shown.right == is_right.sum()
    assert shown.fooled == pytest.approx(fooled.sum(), abs=1)
    assert shown.fooled_by_noise == pytest.approx((is_right & (says(moved(x, noise)) != y)).sum(), abs=1)
    assert shown.fooled > shown.fooled_by_noise
    nothing = ask(child, run_id, InspectFooled(epsilon=0.0))
    assert (nothing.fooled, nothing.fooled_by_noise, nothing.after) == (0, 0, nothing.before)


def test_bins_say_how_often_it_is_right_beside_how_sure_it_is(child: Child) -> None:
    outputs = np.asarray(fitted_model(CASE)(divide(CASE.dataset, CASE.split).validation[0]))
    y = divide(CASE.dataset, CASE.split).validation[1]
    bins = ask(child, run(child, CASE), InspectFooled()).bins
    assert sum(each.rows for each in bins) == len(y)
    for each in bins:
        certainty = outputs.max(axis=1)
        here = (each.low <= certainty) & (certainty < each.high)
        assert each.rows == here.sum()
        assert each.confidence == pytest.approx(certainty[here].mean(), abs=2e-3)
        assert each.accuracy == pytest.approx((outputs.argmax(axis=1) == y)[here].mean(), abs=2e-3)


def test_an_own_digit_is_pushed_away_from_what_it_is_taken_for(child: Child) -> None:
    model, run_id = fitted_model(CASE), run(child, CASE)
    canvas = np.array([int(cell, 16) / 15 for cell in DIAGONAL], dtype="float32").reshape(CANVAS, CANVAS)
    x = like_mnist(canvas).reshape(1, CANVAS, CANVAS, 1).astype("float32")
    shown = ask(child, run_id, InspectFooled(epsilon=EPSILON, cells=DIAGONAL))
    guess = np.asarray(model(x)).argmax(axis=1)
    assert shown.truth is None
    np.testing.assert_allclose(shown.after, model(moved(x, np.sign(slope_of(model, x, guess))))[0], atol=5e-3)
    assert shown.after[guess[0]] < shown.before[guess[0]]


def test_rows_that_are_no_images_are_refused(child: Child) -> None:
    assert isinstance(ask(child, run(child, IRIS.with_(epochs=1)), InspectFooled()), NotInspected)
