"""The layers a model is made of: frozen structs that carry Keras's names and Keras's defaults."""

from typing import Literal, get_args

import msgspec

Activation = Literal["linear", "relu", "sigmoid", "tanh", "softmax", "elu", "gelu", "leaky_relu", "selu", "silu"]
"""Activation functions by their Keras names."""

ACTIVATIONS: tuple[str, ...] = get_args(Activation)
"""All activations, in the order a learner meets them."""

MAXIMUM_UNITS = 4096
"""Upper bound of units and filters: beyond it a laptop stops being a place to learn."""


class LayerBase(msgspec.Struct, frozen=True, tag_field="layer", forbid_unknown_fields=True):
    """What all layers share: a tag that names the Keras class, and no mutable state."""

    @property
    def name(self) -> str:
        """The name of the Keras class."""
        return type(self).__name__


class Dense(LayerBase, frozen=True, tag=True):
    """Every unit sees every input: `activation(x @ kernel + bias)`."""

    units: int
    """Number of outputs, 1 to 4096."""
    activation: Activation = "linear"
    """Function applied to the weighted sum."""
    use_bias: bool = True
    """Whether each unit adds a constant of its own."""


class Conv2D(LayerBase, frozen=True, tag=True):
    """Small filters that slide over an image."""

    filters: int
    """Number of feature maps that come out, 1 to 4096."""
    kernel_size: int = 3
    """Side of the square window, in pixels."""
    activation: Activation = "linear"
    """Function applied to each weighted sum."""
    padding: Literal["valid", "same"] = "valid"
    """`valid` shrinks the image by kernel_size - 1, `same` keeps its size."""
    strides: int = 1
    """How many pixels the window moves at a time."""


class MaxPooling2D(LayerBase, frozen=True, tag=True):
    """Keeps the largest value of each square of pixels."""

    pool_size: int = 2
    """Side of the square, in pixels; also the stride."""


class AveragePooling2D(LayerBase, frozen=True, tag=True):
    """Keeps the mean of each square of pixels."""

    pool_size: int = 2
    """Side of the square, in pixels; also the stride."""


class Flatten(LayerBase, frozen=True, tag=True):
    """Lays all values of a sample out in one row."""


class Dropout(LayerBase, frozen=True, tag=True):
    """Sets a random part of the values to zero while training."""

    rate: float
    """The part that is dropped, 0 to 0.9."""


class Embedding(LayerBase, frozen=True, tag=True):
    """A learned vector for each word of the vocabulary."""

    input_dim: int
    """Size of the vocabulary, padding and unknown word included."""
    output_dim: int
    """Length of each vector, 1 to 4096."""
    mask_zero: bool = False
    """Whether token 0 is padding that later layers skip."""


class SimpleRNN(LayerBase, frozen=True, tag=True):
    """Reads a sequence step by step and carries a state: `tanh(W x + U h + b)`."""

    units: int
    """Size of the state, 1 to 4096."""
    activation: Activation = "tanh"
    """Function applied to the new state."""
    return_sequences: bool = False
    """Whether the state after every step comes out, or the last one only."""


class LSTM(LayerBase, frozen=True, tag=True):
    """A recurrent layer with gates that decide what to keep and what to forget."""

    units: int
    """Size of the state, 1 to 4096."""
    activation: Activation = "tanh"
    """Function applied to the candidate state."""
    return_sequences: bool = False
    """Whether the state after every step comes out, or the last one only."""


class GRU(LayerBase, frozen=True, tag=True):
    """A recurrent layer with two gates: a lighter relative of LSTM."""

    units: int
    """Size of the state, 1 to 4096."""
    activation: Activation = "tanh"
    """Function applied to the candidate state."""
    return_sequences: bool = False
    """Whether the state after every step comes out, or the last one only."""


class Bidirectional(LayerBase, frozen=True, tag=True):
    """Two copies of a recurrent layer: one reads forwards, one backwards; their outputs are joined."""

    wraps: SimpleRNN | LSTM | GRU
    """The recurrent layer that is doubled (the positional argument in Keras)."""


Recurrent = SimpleRNN | LSTM | GRU
Layer = (
    Dense
    | Conv2D
    | MaxPooling2D
    | AveragePooling2D
    | Flatten
    | Dropout
    | Embedding
    | SimpleRNN
    | LSTM
    | GRU
    | Bidirectional
)
LAYER_TYPES: dict[str, type[Layer]] = {layer.__name__: layer for layer in get_args(Layer)}
"""Every layer by the name of its Keras class."""

TRAINABLE = (Dense, Conv2D, SimpleRNN, LSTM, GRU, Bidirectional)
"""Layers that hold units: those the form shows one row each for. Embeddings belong to the data."""


def width(layer: Layer) -> int | None:
    """How many units or filters `layer` has; None for a layer without."""
    match layer:
        case Dense() | SimpleRNN() | LSTM() | GRU():
            return layer.units
        case Conv2D():
            return layer.filters
        case Bidirectional():
            return layer.wraps.units
        case _:
            return None


def with_width(layer: Layer, units: int) -> Layer:
    """`layer` with `units` units or filters; itself where it has none."""
    match layer:
        case Dense() | SimpleRNN() | LSTM() | GRU():
            return msgspec.structs.replace(layer, units=units)
        case Conv2D():
            return msgspec.structs.replace(layer, filters=units)
        case Bidirectional():
            return Bidirectional(wraps=msgspec.structs.replace(layer.wraps, units=units))
        case _:
            return layer


def activation_of(layer: Layer) -> str | None:
    """The name of the activation of `layer`; None for a layer without."""
    match layer:
        case Dense() | Conv2D() | SimpleRNN() | LSTM() | GRU():
            return layer.activation
        case Bidirectional():
            return layer.wraps.activation
        case _:
            return None


def with_activation(layer: Layer, activation: Activation) -> Layer:
    """`layer` with another activation; itself where it has none."""
    match layer:
        case Dense() | Conv2D() | SimpleRNN() | LSTM() | GRU():
            return msgspec.structs.replace(layer, activation=activation)
        case Bidirectional():
            return Bidirectional(wraps=msgspec.structs.replace(layer.wraps, activation=activation))
        case _:
            return layer


def with_return_sequences(layer: Layer, return_sequences: bool) -> Layer:
    """`layer` handing on every step or the last one only; itself where it is not recurrent."""
    match layer:
        case SimpleRNN() | LSTM() | GRU():
            return msgspec.structs.replace(layer, return_sequences=return_sequences)
        case Bidirectional():
            return Bidirectional(wraps=msgspec.structs.replace(layer.wraps, return_sequences=return_sequences))
        case _:
            return layer
