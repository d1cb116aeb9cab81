"""Output shapes and parameter counts of a model, by arithmetic.

No Keras is needed, so the table follows the form at once. Each layer knows the formulas of its Keras class; a test
builds the same models in Keras and compares.
"""

from collections.abc import Iterator

import msgspec

from nnterm.errors import ModelError
from nnterm.experiment.hyperparameters.graph import OF_MODEL, wiring
from nnterm.experiment.hyperparameters.layers import Bidirectional, Join, Layer, Shape


class LayerSummary(msgspec.Struct, frozen=True):
    """One row of the model's table."""

    layer: str
    """Name of the Keras class, with what it wraps."""
    output_shape: Shape
    """Shape of one sample after the layer, without the batch axis."""
    parameters: int
    """Weights and biases, as Keras counts them."""
    untrained: int = 0
    """How many of them no gradient changes."""
    input_shape: Shape = ()
    """Shape of one sample that comes in; of the first input, where there are several."""


def summarize(layers: tuple[Layer, ...], input_shape: Shape) -> tuple[LayerSummary, ...]:
    """The model's table, a row a layer. Raises ModelError where a layer cannot take what comes in."""
    return tuple(rows(layers, input_shape))


def rows(layers: tuple[Layer, ...], input_shape: Shape) -> Iterator[LayerSummary]:
    """The rows of the table, from the first layer on. Raises ModelError at the layer that cannot take what comes in."""
    outputs: dict[int, Shape] = {OF_MODEL: input_shape}
    connected = wiring(layers)
    for place, layer in enumerate(layers):
        name = f"{layer.name}({layer.wraps.name})" if isinstance(layer, Bidirectional) else layer.name
        try:
            inputs = [outputs[each] for each in next(connected)]
            shape = inputs[0]
            output = layer.joined_shape(inputs) if isinstance(layer, Join) else layer.output_shape(shape)
            count = layer.parameters(shape)
            row = LayerSummary(name, output, count, layer.untrained(shape) if layer.trainable else count, shape)
        except ModelError as error:
            raise ModelError(f"Layer {place + 1} ({name}): {error.message}", error.remedy) from None
        yield row
        outputs[place] = output


def count_parameters(layers: tuple[Layer, ...], input_shape: Shape) -> int:
    """Total number of weights and biases."""
    return sum(row.parameters for row in summarize(layers, input_shape))
