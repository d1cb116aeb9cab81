"""The layers a model is made of: frozen structs that carry Keras's names and Keras's defaults."""

from typing import get_args

import msgspec

from nnterm.errors import HyperparameterError
from nnterm.experiment.hyperparameters.layers.attention import MultiHeadAttention, PositionEmbedding
from nnterm.experiment.hyperparameters.layers.base import (
    ACTIVATIONS,
    INITIALIZERS,
    MAXIMUM_UNITS,
    NODE_NAME,
    ActivationName,
    InitializerName,
    LayerBase,
    Shape,
)
from nnterm.experiment.hyperparameters.layers.dense import Activation, Dense, Dropout, Flatten, Reshape
from nnterm.experiment.hyperparameters.layers.images import (
    AveragePooling2D,
    Conv2D,
    GlobalAveragePooling2D,
    MaxPooling2D,
)
from nnterm.experiment.hyperparameters.layers.joins import Add, Concatenate, Join, Multiply
from nnterm.experiment.hyperparameters.layers.normalization import BatchNormalization, LayerNormalization
from nnterm.experiment.hyperparameters.layers.sequences import (
    GRU,
    LSTM,
    Bidirectional,
    Conv1D,
    Embedding,
    GlobalAveragePooling1D,
    MaxPooling1D,
    Recurrent,
    SimpleRNN,
)
from nnterm.experiment.nearest import did_you_mean

__all__ = [
    "ACTIVATIONS",
    "GRU",
    "INITIALIZERS",
    "LAYER_TYPES",
    "LSTM",
    "MAXIMUM_UNITS",
    "NODE_NAME",
    "Activation",
    "ActivationName",
    "Add",
    "AveragePooling2D",
    "BatchNormalization",
    "Bidirectional",
    "Concatenate",
    "Conv1D",
    "Conv2D",
    "Dense",
    "Dropout",
    "Embedding",
    "Flatten",
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "InitializerName",
    "Join",
    "Layer",
    "LayerBase",
    "LayerNormalization",
    "MaxPooling1D",
    "MaxPooling2D",
    "MultiHeadAttention",
    "Multiply",
    "PositionEmbedding",
    "Recurrent",
    "Reshape",
    "Shape",
    "SimpleRNN",
    "activation_of",
    "initializer_of",
    "validate_layer",
    "width",
    "with_activation",
    "with_initializer",
    "with_return_sequences",
    "with_width",
]

Layer = (
    Dense
    | Conv2D
    | MaxPooling2D
    | AveragePooling2D
    | GlobalAveragePooling2D
    | Conv1D
    | MaxPooling1D
    | GlobalAveragePooling1D
    | Flatten
    | Reshape
    | Dropout
    | Activation
    | BatchNormalization
    | LayerNormalization
    | Embedding
    | PositionEmbedding
    | MultiHeadAttention
    | SimpleRNN
    | LSTM
    | GRU
    | Bidirectional
    | Add
    | Concatenate
    | Multiply
)
LAYER_TYPES: dict[str, type[Layer]] = {layer.__name__: layer for layer in get_args(Layer)}
"""Every layer by the name of its Keras class."""


def width(layer: Layer) -> int | None:
    """How many units or filters `layer` has; None for a layer without."""
    inner = _inner(layer)
    return getattr(inner, inner.width_field) if inner.width_field else None


def with_width(layer: Layer, units: int) -> Layer:
    """`layer` with `units` units or filters; itself where it has none."""
    return _with(layer, _inner(layer).width_field, units)


def activation_of(layer: Layer) -> str | None:
    """The name of the activation of `layer`; None for a layer without."""
    inner = _inner(layer)
    return getattr(inner, inner.activation_field) if inner.activation_field else None


def with_activation(layer: Layer, activation: ActivationName) -> Layer:
    """`layer` with another activation; itself where it has none."""
    return _with(layer, _inner(layer).activation_field, activation)


def initializer_of(layer: Layer) -> str | None:
    """How the first weights of `layer` are chosen; None for a layer without a kernel."""
    return getattr(_inner(layer), "kernel_initializer", None)


def with_initializer(layer: Layer, initializer: InitializerName) -> Layer:
    """`layer` with other first weights; itself where it has no kernel."""
    return _with(layer, "kernel_initializer" if initializer_of(layer) else "", initializer)


def with_return_sequences(layer: Layer, return_sequences: bool) -> Layer:
    """`layer` handing on every step or the last one only; itself where it is not recurrent."""
    name = "return_sequences"
    return _with(layer, name if name in _inner(layer).__struct_fields__ else "", return_sequences)


def validate_layer(layer: Layer) -> None:
    """Raise HyperparameterError for the first argument of `layer` outside its bounds or choices."""
    inner = _inner(layer)
    bounds = dict(inner.bounds)
    if inner.width_field:
        bounds = {inner.width_field: (1, MAXIMUM_UNITS), **bounds}
    for name, (low, high) in bounds.items():
        value = getattr(inner, name)
        if not low <= value <= high:
            said = "units" if name == inner.width_field else name
            raise HyperparameterError(
                f"{said} is {value:g}, which is out of range.", f"Choose a value from {low:g} to {high:g}."
            )
    activation = activation_of(inner)
    if activation is not None and activation not in ACTIVATIONS:
        raise HyperparameterError(
            f"There is no activation {activation!r}.",
            f"{did_you_mean(activation, ACTIVATIONS)}Choose one of {', '.join(ACTIVATIONS)}.",
        )


def _inner(layer: Layer) -> Layer:
    """The layer that has the units: the wrapped one, or `layer` itself."""
    return layer.wraps if isinstance(layer, Bidirectional) else layer


def _with(layer: Layer, field: str, value: object) -> Layer:
    """`layer` with another value of the argument `field`; itself where that is empty."""
    if not field:
        return layer
    if isinstance(layer, Bidirectional):
        return msgspec.structs.replace(layer, wraps=msgspec.structs.replace(layer.wraps, **{field: value}))
    return msgspec.structs.replace(layer, **{field: value})
