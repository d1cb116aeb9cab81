"""What each layer makes of an image: its feature maps."""

from itertools import takewhile
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from nnterm.errors import ModelError
from nnterm.experiment.protocol.inspection_requests import InspectFeatures
from nnterm.experiment.protocol.inspection_results import FeaturesShown, LayerShape
from nnterm.trainer.probes.images.pictures import bright, reduced, signed
from nnterm.trainer.probes.rows.judging import answers, certainties, guesses, held_out
from nnterm.trainer.probes.subject import Subject

MOST_MAPS = 24
MAP = 13
"""Maps that are shown, and the most cells on each side of one."""

MOST_PIXELS = 64
"""Cells on each side of the image itself at the most."""

STRONGEST = 0.99
"""Part of a layer's values that are shown weaker than the strongest shade."""


def features_of(subject: Subject, wanted: InspectFeatures) -> FeaturesShown:
    """The maps of one layer for one held-out image. Raises ModelError where no layer makes maps."""
    x, y = held_out(subject.parts)[1]
    sample = wanted.sample % len(x)
    image = x[sample : sample + 1]
    maps = maps_of(subject.loop.model, image)
    if not maps:
        raise ModelError("No layer of this model makes maps of an image.", "Open the panel where there is a Conv2D.")
    # A row of pixels that the model itself makes an image of is shown as it comes out of that layer.
    picture = image[0] if image.ndim == 4 else maps[0][1]
    layer = min(wanted.layer, len(maps) - 1)
    shown = maps[layer][1]
    first = min(wanted.first, max(0, shown.shape[2] - 1))
    classes, outputs = subject.classes, answers(subject.loop, image)
    return FeaturesShown(
        run_id=subject.run_id,
        epoch=subject.epoch,
        sample=sample,
        samples=len(x),
        truth=int(y[sample]),
        guess=int(guesses(outputs, classes)[0]),
        certainty=round(float(certainties(outputs, classes)[0]), 4),
        image=bright(reduced(picture[:, :, 0], MOST_PIXELS, MOST_PIXELS)),
        layer=layer,
        layers=[LayerShape(name=name, shape=found.shape) for name, found in maps],
        first=first,
        maps=[
            signed(reduced(shown[:, :, number], MAP, MAP), strong(shown))
            for number in range(first, min(first + MOST_MAPS, shown.shape[2]))
        ],
    )


def strong(values: NDArray[Any]) -> float:
    """The size from which on a value is shown at its strongest: a few large ones would leave all others pale."""
    return float(np.quantile(np.abs(values), STRONGEST))


def maps_of(model: Any, image: NDArray[Any]) -> list[tuple[str, NDArray[Any]]]:
    """Name and output (rows, columns, maps) of each of the first layers, as long as they make maps.

    `image` is (1, rows, columns, channels), or (1, values) where the model itself makes an image of a row.
    """
    layers = (layer for layer in model.layers if type(layer).__name__ != "InputLayer")
    first = list(takewhile(lambda layer: len(layer.output.shape) == 4, layers))
    if not first:
        return []
    outputs = keras.Model(model.inputs[0], [layer.output for layer in first])(image, training=False)
    return [
        (type(layer).__name__, np.nan_to_num(keras.ops.convert_to_numpy(output))[0])
        for layer, output in zip(first, outputs, strict=True)
    ]
