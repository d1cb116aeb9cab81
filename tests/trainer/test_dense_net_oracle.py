"""The small network that lessons follow by hand gives what Keras gives."""

import os

import pytest

from nnterm.experiment.arithmetic.dense_net import DenseNet, backward, forward, squared_error


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "relu", "gelu", "elu"])
def test_values_loss_and_slopes_are_those_of_keras(name: str) -> None:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import keras
    import numpy as np
    import tensorflow as tf

    net = DenseNet(
        (((0.5, -0.3, 0.8), (0.2, 0.7, -0.6)), ((0.4, 0.1), (-0.9, 0.3), (0.6, -0.2))),
        ((0.1, -0.1, 0.2), (0.05, 0.0)),
        (name, "linear"),
    )
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, activation=name), keras.layers.Dense(2)])
    for layer, weights, biases in zip(model.layers, net.weights, net.biases, strict=True):
        layer.set_weights([np.array(weights), np.array(biases)])
    inputs, target = (1.0, -2.0), (0.5, -0.5)
    with tf.GradientTape() as tape:
        answer = model(np.array([inputs], "float32"))
        loss = tf.reduce_mean(keras.losses.mean_squared_error(np.array([target], "float32"), answer))
    found = tape.gradient(loss, [w.value for w in model.trainable_weights])
    flowed = forward(net, inputs)
    slopes = backward(net, flowed, target)
    assert flowed.outputs[-1] == pytest.approx(answer.numpy()[0].tolist(), abs=1e-5)
    assert squared_error(flowed.outputs[-1], target) == pytest.approx(float(loss), abs=1e-5)
    mine = [np.array(part) for pair in zip(slopes.weights, slopes.biases, strict=True) for part in pair]
    for theirs, ours in zip(found, mine, strict=True):
        assert ours == pytest.approx(theirs.numpy(), abs=1e-5)
