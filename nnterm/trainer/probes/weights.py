"""The weights and biases of a layer, as numbers where they are few and as pictures where they are many."""

from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from nnterm.experiment.protocol.inspection_results import WeightArray
from nnterm.experiment.protocol.picture import Picture
from nnterm.trainer.probes.images.pictures import reduced, signed

Array = NDArray[Any]

MOST_VALUES = 400
"""Numbers of an array that are sent one by one."""

MOST_ROWS, MOST_COLUMNS = 40, 56
"""Cells of a picture of an array."""

MOST_TILES = 24
TILE = 14
"""Units whose window on an image is shown, and the most cells on each side of it."""


ATTENTION = ("query", "key", "value", "attention_output")
"""What Keras calls the layers within attention."""


def layers_with_weights(model: Any) -> list[Any]:
    """The layers that learn something."""
    return [layer for layer in model.layers if layer.weights]


def arrays_of(layer: Any) -> list[WeightArray]:
    """The arrays of `layer` in Keras's order; of BatchNormalization its running means and variances too."""
    return [_array(name_of(variable), values_of(variable)) for variable in layer.weights]


def tiles_of(layer: Any, image: tuple[int, ...] | None) -> list[Picture]:
    """What each unit or filter looks for: a picture of its weights, where they belong to pixels.

    `image` is the shape of the image whose pixels are the layer's inputs, if they are. Of a convolution on several
    maps the window on the first map is shown.
    """
    kernel = values_of(layer.weights[0]) if layer.weights else np.zeros(0)
    if kernel.ndim == 4:
        windows = kernel[:, :, 0, :]
    elif image is not None and kernel.ndim == 2 and kernel.shape[0] == np.prod(image):
        windows = kernel.reshape((*image, -1))[:, :, 0, :]
    else:
        return []
    return [signed(reduced(windows[:, :, unit], TILE, TILE)) for unit in range(min(windows.shape[2], MOST_TILES))]


def units_of(layer: Any) -> int:
    """How many units or filters `layer` has: the length of its last axis."""
    return int(layer.weights[0].shape[-1]) if layer.weights else 0


def maps_into(layer: Any) -> int:
    """How many maps come into a convolution; 0 for other layers."""
    shape: tuple[int, ...] = layer.weights[0].shape if layer.weights else ()
    return int(shape[2]) if len(shape) == 4 else 0


def name_of(variable: Any) -> str:
    """Keras's name of an array, and which way it reads, or what attention makes with it, where there are several."""
    way = next((word for word in ("forward", "backward") if word in variable.path), "")
    part = next((part for part in variable.path.split("/") if part in ATTENTION), "")
    return f"{way or part} {variable.name}".strip()


def values_of(variable: Any) -> Array:
    """The values of `variable`; what is no finite number is 0."""
    values: Array = np.nan_to_num(keras.ops.convert_to_numpy(variable))
    return values


def _array(name: str, values: Array) -> WeightArray:
    flat = values.ravel()
    table = values.reshape((1, -1) if values.ndim == 1 else (-1, values.shape[-1]))
    if name.endswith("embeddings"):
        # A mean of words would mean nothing: the most frequent ones are the first.
        table = table[:MOST_ROWS]
    return WeightArray(
        name=name,
        shape=values.shape,
        low=float(flat.min(initial=np.inf)),
        high=float(flat.max(initial=-np.inf)),
        values=[float(f"{value:.4g}") for value in flat] if flat.size <= MOST_VALUES else [],
        picture=signed(reduced(table, MOST_ROWS, MOST_COLUMNS)) if values.size > 1 else None,
    )
