"""Hyperparameters to a Keras model. This is the file to read to see what nnterm trains: nothing but Keras."""

import random
from collections.abc import Iterator
from typing import Any

import keras
import msgspec

from nnterm.errors import ModelError
from nnterm.experiment.hyperparameters import optimizer_arguments
from nnterm.experiment.hyperparameters.graph import OF_MODEL, wiring
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import (
    GRU,
    LSTM,
    Activation,
    Add,
    AveragePooling2D,
    BatchNormalization,
    Bidirectional,
    Concatenate,
    Conv1D,
    Conv2D,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    Join,
    Layer,
    LayerNormalization,
    MaxPooling1D,
    MaxPooling2D,
    MultiHeadAttention,
    Multiply,
    PositionEmbedding,
    Reshape,
    SimpleRNN,
    width,
)
from nnterm.experiment.hyperparameters.optimizers import CLASSES
from nnterm.experiment.hyperparameters.schedules import CosineDecay, ExponentialDecay, InverseTimeDecay, resolved
from nnterm.experiment.hyperparameters.shapes import summarize
from nnterm.trainer import position_embedding


def build(hyperparameters: Hyperparameters, input_shape: tuple[int, ...], dtype: str = "float32") -> Any:
    """A compiled `keras.Sequential`, or a functional `keras.Model` of a graph, its weights drawn from the seed.

    `input_shape` is the shape of one sample; `dtype` is `int32` for token numbers. Raises ModelError where layers do
    not fit together.
    """
    stack = hyperparameters.stack()
    summarize(stack, input_shape)
    set_random_seed(hyperparameters.seed)
    inputs = keras.Input(input_shape, dtype=dtype)
    made = _keras_layers(stack, hyperparameters.l2)
    model = connected(stack, made, inputs) if hyperparameters.is_functional else keras.Sequential([inputs, *made])
    model.compile(
        optimizer=optimizer(hyperparameters),
        loss=hyperparameters.loss,
        metrics=[keras_metric(metric, hyperparameters) for metric in hyperparameters.metrics],
    )
    return model


def _keras_layers(stack: tuple[Layer, ...], l2: float) -> Iterator[Any]:
    """The Keras layers of `stack`, each made when it is asked for; `l2` is the penalty on hidden ones with units."""
    for position, layer in enumerate(stack):
        is_hidden = position < len(stack) - 1 and width(layer) is not None
        made = keras_layer(layer, keras.regularizers.L2(l2) if is_hidden and l2 else None)
        made.trainable = layer.trainable
        yield made


def connected(stack: tuple[Layer, ...], made: Iterator[Any], inputs: Any) -> Any:
    """The functional model in which the Keras layers `made` take their inputs as the layers of `stack` say.

    Each is called before the next one is made, as a script does it: some draw the seeds of their weights when they are
    called first.
    """
    outputs = {OF_MODEL: inputs}
    for place, (layer, places, keras_made) in enumerate(zip(stack, wiring(stack), made, strict=True)):
        incoming = [outputs[each] for each in places]
        match layer:
            case Join():
                outputs[place] = keras_made(incoming)
            case MultiHeadAttention():
                # Query, value and key are the same: the sequence looks at itself.
                outputs[place] = keras_made(incoming[0], incoming[0], use_causal_mask=layer.use_causal_mask)
            case _:
                outputs[place] = keras_made(incoming[0])
    return keras.Model(inputs, outputs[len(stack) - 1])


def set_random_seed(seed: int) -> None:
    """Give the next model the weights and dropout that follow `keras.utils.set_random_seed(seed)`.

    Keras draws the seed of every layer from Python's generator. Its own function seeds TensorFlow as well, which makes
    TensorFlow forget what it has compiled for other models: half a second for each, when they are trained again.
    """
    random.seed(seed)
    if keras.backend.backend() == "torch":
        # There dropout draws from PyTorch's own generator.
        keras.utils.set_random_seed(seed)


def keras_layer(layer: Layer, penalty: Any = None) -> Any:
    """The Keras layer that `layer` describes, with a penalty on its kernel."""
    match layer:
        case Dense(units, activation, use_bias, initializer):
            return keras.layers.Dense(
                units,
                activation=activation,
                use_bias=use_bias,
                kernel_initializer=initializer,
                kernel_regularizer=penalty,
            )
        case Conv2D(filters, kernel_size, activation, padding, strides, initializer):
            return keras.layers.Conv2D(
                filters,
                kernel_size,
                strides=strides,
                padding=padding,
                activation=activation,
                kernel_initializer=initializer,
                kernel_regularizer=penalty,
            )
        case GlobalAveragePooling2D():
            return keras.layers.GlobalAveragePooling2D()
        case Conv1D(filters, kernel_size, activation, padding, strides, initializer):
            return keras.layers.Conv1D(
                filters,
                kernel_size,
                strides=strides,
                padding=padding,
                activation=activation,
                kernel_initializer=initializer,
                kernel_regularizer=penalty,
            )
        case MaxPooling1D(pool_size):
            return keras.layers.MaxPooling1D(pool_size)
        case GlobalAveragePooling1D():
            return keras.layers.GlobalAveragePooling1D()
        case Reshape(target_shape):
            return keras.layers.Reshape(target_shape)
        case Activation(activation):
            return keras.layers.Activation(activation)
        case BatchNormalization(momentum, epsilon):
            return keras.layers.BatchNormalization(momentum=momentum, epsilon=epsilon)
        case LayerNormalization(epsilon):
            return keras.layers.LayerNormalization(epsilon=epsilon)
        case MaxPooling2D(pool_size):
            return keras.layers.MaxPooling2D(pool_size)
        case AveragePooling2D(pool_size):
            return keras.layers.AveragePooling2D(pool_size)
        case Flatten():
            return keras.layers.Flatten()
        case Dropout(rate):
            return keras.layers.Dropout(rate)
        case Embedding(input_dim, output_dim, mask_zero):
            return keras.layers.Embedding(input_dim, output_dim, mask_zero=mask_zero)
        case PositionEmbedding(sequence_length):
            return position_embedding.PositionEmbedding(sequence_length)
        case MultiHeadAttention(num_heads, key_dim):
            return keras.layers.MultiHeadAttention(num_heads, key_dim)
        case SimpleRNN(units, activation, return_sequences, initializer):
            return keras.layers.SimpleRNN(
                units,
                activation=activation,
                return_sequences=return_sequences,
                kernel_initializer=initializer,
                kernel_regularizer=penalty,
            )
        case LSTM(units, activation, return_sequences, initializer):
            return keras.layers.LSTM(
                units,
                activation=activation,
                return_sequences=return_sequences,
                kernel_initializer=initializer,
                kernel_regularizer=penalty,
                # cuDNN takes neither XLA nor padding in front of a sequence, and only a GPU has it.
                use_cudnn=False,
            )
        case GRU(units, activation, return_sequences, initializer):
            return keras.layers.GRU(
                units,
                activation=activation,
                return_sequences=return_sequences,
                kernel_initializer=initializer,
                kernel_regularizer=penalty,
                use_cudnn=False,
            )
        case Bidirectional(wraps):
            return keras.layers.Bidirectional(keras_layer(wraps, penalty))
        case Add():
            return keras.layers.Add()
        case Multiply():
            return keras.layers.Multiply()
        case Concatenate():
            return keras.layers.Concatenate()
    raise ModelError(f"There is no layer {layer!r}.")


def keras_metric(metric: str, hyperparameters: Hyperparameters) -> Any:
    """What Keras takes for `metric`: its name, which Keras makes fit the targets, or an object where it cannot."""
    if metric != "f1_score":
        return metric
    # By itself Keras gives one score a class; of one unit it asks for the place of the line between two classes.
    threshold = 0.5 if width(hyperparameters.output) == 1 else None
    return keras.metrics.F1Score(average="macro", threshold=threshold, name="f1_score")


def optimizer(hyperparameters: Hyperparameters) -> Any:
    """The Keras optimizer with its learning rate or schedule, and the arguments that differ from Keras's defaults."""
    kind = getattr(keras.optimizers, CLASSES[hyperparameters.optimizer].name)
    return kind(learning_rate(hyperparameters), **optimizer_arguments.given(hyperparameters))


def learning_rate(hyperparameters: Hyperparameters) -> Any:
    """The learning rate, or the Keras schedule that makes it fall; a schedule's `decay_steps` must be filled in."""
    rate = hyperparameters.learning_rate
    schedules = keras.optimizers.schedules
    match hyperparameters.schedule:
        case None:
            return rate
        case InverseTimeDecay(decay_steps, decay_rate):
            return schedules.InverseTimeDecay(rate, decay_steps, decay_rate)
        case ExponentialDecay(decay_steps, decay_rate):
            return schedules.ExponentialDecay(rate, decay_steps, decay_rate)
        case CosineDecay(decay_steps, alpha):
            return schedules.CosineDecay(rate, decay_steps, alpha=alpha)


def with_steps(hyperparameters: Hyperparameters, rows: int) -> Hyperparameters:
    """`hyperparameters` whose schedule knows its number of steps, for `rows` training rows."""
    if hyperparameters.schedule is None:
        return hyperparameters
    steps_per_epoch = -(-rows // hyperparameters.batch_size)
    schedule = resolved(hyperparameters.schedule, hyperparameters.epochs, steps_per_epoch)
    return msgspec.structs.replace(hyperparameters, schedule=schedule)
