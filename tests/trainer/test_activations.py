"""The activations that lessons draw are those that Keras trains."""

import keras
import numpy as np
import pytest

from nnterm.experiment.arithmetic.activations import DERIVATIVES, FUNCTIONS, OTHERS, softmax
from nnterm.experiment.hyperparameters.layers import ACTIVATIONS

POINTS = [-30.0, -6.5, -2.0, -1.0, -0.25, 0.0, 0.25, 1.0, 2.0, 6.5, 30.0]


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "softmax"])
def test_a_function_is_that_of_keras(name: str) -> None:
    expected = np.array(keras.activations.get(name)(np.array(POINTS, dtype="float32")))
    np.testing.assert_allclose([FUNCTIONS[name](x) for x in POINTS], expected, rtol=1e-5, atol=1e-6)


def test_softmax_beside_its_other_scores_is_that_of_keras() -> None:
    rows = np.array([(x, *OTHERS) for x in POINTS], dtype="float32")
    expected = np.array(keras.activations.softmax(rows))
    np.testing.assert_allclose([softmax(tuple(row)) for row in rows.tolist()], expected, rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose([FUNCTIONS["softmax"](x) for x in POINTS], expected[:, 0], rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "softmax"])
def test_a_slope_is_the_gradient_that_training_follows(name: str) -> None:
    import tensorflow as tf

    # At 0 itself several functions have a corner, where any slope between the two sides is right.
    x = tf.constant([point for point in POINTS if point])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = keras.activations.get(name)(x)
    # Where keras returns its input untouched, as for linear, there is still a gradient.
    expected = tape.gradient(y, x).numpy()
    np.testing.assert_allclose([DERIVATIVES[name](float(p)) for p in x], expected, rtol=1e-4, atol=1e-5)
