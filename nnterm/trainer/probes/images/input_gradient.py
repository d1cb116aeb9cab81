"""The gradient of a model's loss by what goes into it, on every backend of Keras."""

from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def input_gradient(model: Any, x: Array, y: Array) -> Array:
    """The gradient (n, ...) of the mean loss over rows `x` (n, ...) with targets `y`, dropout off, by each input.

    `x` are numbers, and `y` is encoded as the model is trained on it. What is no finite number is 0.
    """

    def loss_of(inputs: Any) -> Any:
        return model.compute_loss(x=inputs, y=y, y_pred=model(inputs, training=False), training=False)

    match keras.backend.backend():
        case "tensorflow":
            import tensorflow as tf

            inputs = tf.constant(x)
            with tf.GradientTape() as tape:
                tape.watch(inputs)
                loss = loss_of(inputs)
            found = tape.gradient(loss, inputs)
        case "torch":
            import torch

            inputs = keras.ops.convert_to_tensor(x).requires_grad_(True)
            (found,) = torch.autograd.grad(loss_of(inputs), [inputs])
        case _:
            import jax

            found = jax.grad(loss_of)(keras.ops.convert_to_tensor(x))
    gradient: Array = np.nan_to_num(keras.ops.convert_to_numpy(found))
    return gradient
