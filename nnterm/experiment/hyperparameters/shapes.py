"""Output shapes and parameter counts of a model, by arithmetic.

No Keras is needed, so the table follows the form at once. The formulas
are those of Keras's layers; a test builds the same models in Keras and compares.
"""

from collections.abc import Iterator
from math import prod

import msgspec

from nnterm.errors import ModelError
from nnterm.experiment.hyperparameters.layers import (
    GRU,
    LSTM,
    AveragePooling2D,
    Bidirectional,
    Conv2D,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    Layer,
    MaxPooling2D,
    SimpleRNN,
)

Shape = tuple[int, ...]
"""Shape of one sample, without the batch axis."""

_GATES: dict[type, int] = {SimpleRNN: 1, LSTM: 4, GRU: 3}


class LayerSummary(msgspec.Struct, frozen=True):
    """One row of the model's table."""

    layer: str
    """Name of the Keras class, with what it wraps."""
    output_shape: Shape
    """Shape of one sample after the layer, without the batch axis."""
    parameters: int
    """Weights and biases that are trained."""


def summarize(layers: tuple[Layer, ...], input_shape: Shape) -> tuple[LayerSummary, ...]:
    """The model's table, a row a layer. Raises ModelError where a layer cannot take what comes in."""
    return tuple(rows(layers, input_shape))


def rows(layers: tuple[Layer, ...], input_shape: Shape) -> Iterator[LayerSummary]:
    """The rows of the table, from the first layer on. Raises ModelError at the layer that cannot take what comes in."""
    shape = input_shape
    for number, layer in enumerate(layers, 1):
        name = f"{layer.name}({layer.wraps.name})" if isinstance(layer, Bidirectional) else layer.name
        try:
            parameters, shape = _through(layer, shape)
        except ModelError as error:
            raise ModelError(f"Layer {number} ({name}): {error.message}", error.remedy) from None
        yield LayerSummary(name, shape, parameters)


def count_parameters(layers: tuple[Layer, ...], input_shape: Shape) -> int:
    """Total number of trained weights and biases."""
    return sum(row.parameters for row in summarize(layers, input_shape))


def _through(layer: Layer, shape: Shape) -> tuple[int, Shape]:
    """Parameters of `layer` and its output shape."""
    match layer:
        case Dense():
            return (shape[-1] + layer.use_bias) * layer.units, (*shape[:-1], layer.units)
        case Conv2D():
            height, columns, channels = _need(shape, 3, "an image (height, width, channels)")
            size, stride = layer.kernel_size, layer.strides
            if layer.padding == "valid":
                height, columns = height - size + 1, columns - size + 1
            height, columns = -(-height // stride), -(-columns // stride)
            if height < 1 or columns < 1:
                raise ModelError(
                    f"a window of {size}x{size} does not fit an image of {shape[0]}x{shape[1]}.",
                    "Use fewer convolutions or poolings, or padding: same.",
                )
            return (size * size * channels + 1) * layer.filters, (height, columns, layer.filters)
        case MaxPooling2D() | AveragePooling2D():
            height, columns, channels = _need(shape, 3, "an image (height, width, channels)")
            height, columns = height // layer.pool_size, columns // layer.pool_size
            if height < 1 or columns < 1:
                raise ModelError(
                    f"pooling by {layer.pool_size} leaves nothing of {shape[0]}x{shape[1]}.",
                    "Remove a pooling layer.",
                )
            return 0, (height, columns, channels)
        case Flatten():
            return 0, (prod(shape),)
        case Dropout():
            return 0, shape
        case Embedding():
            _need(shape, 1, "a sequence of token numbers")
            return layer.input_dim * layer.output_dim, (*shape, layer.output_dim)
        case SimpleRNN() | LSTM() | GRU():
            steps, features = _need(shape, 2, "a sequence (steps, features)")
            gates, units = _GATES[type(layer)], layer.units
            # Keras's GRU keeps two biases (reset_after=True); the others one.
            biases = 2 if isinstance(layer, GRU) else 1
            parameters = gates * units * (features + units + biases)
            return parameters, (steps, units) if layer.return_sequences else (units,)
        case Bidirectional():
            parameters, inner = _through(layer.wraps, shape)
            return 2 * parameters, (*inner[:-1], 2 * inner[-1])


def _need(shape: Shape, rank: int, what: str) -> Shape:
    """`shape`, if it has `rank` axes; else a ModelError that says what was needed."""
    if len(shape) != rank:
        raise ModelError(f"needs {what}, but shape {shape} comes in.", "Put it before Flatten, or choose other data.")
    return shape
