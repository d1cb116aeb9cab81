"""A digit drawn by hand, made like those that the model was trained on: cut out, scaled and put in the middle."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset
from nnterm.experiment.protocol.inspection_requests import CANVAS, InspectDigit
from nnterm.experiment.protocol.inspection_results import DigitRead
from nnterm.experiment.protocol.picture import SHADES
from nnterm.trainer.datasets.pixel_order import shuffled
from nnterm.trainer.probes.images.pictures import bright, reduced
from nnterm.trainer.probes.rows.judging import answers, probabilities
from nnterm.trainer.probes.subject import Subject

Array = NDArray[Any]

MNIST_BOX = 20
"""The longer side of a digit of MNIST, in pixels of 28: its mean place is then put in the middle."""


def digit_of(subject: Subject, wanted: InspectDigit) -> DigitRead:
    """The probability of each class for what was drawn, and the image that it was given."""
    x = drawn_image(subject.dataset, wanted.cells, centred=wanted.centred)
    image = x.reshape(catalog.entry(subject.dataset).shape)[:, :, 0]
    scores = probabilities(answers(subject.loop, x), subject.classes)[0]
    return DigitRead(
        run_id=subject.run_id,
        epoch=subject.epoch,
        cells=wanted.cells,
        seen=bright(image),
        scores=[round(float(probability), 4) for probability in scores],
    )


def drawn_image(dataset: Dataset, cells: str, *, centred: bool) -> Array:
    """What was drawn, as a `Picture` holds it, as a row (1, ...) of `dataset`; `centred` as its digits are."""
    shades = [int(cell, SHADES) for cell in cells]
    canvas = np.array(shades, dtype="float32").reshape(CANVAS, CANVAS) / (SHADES - 1)
    rows, columns, channels = catalog.entry(dataset).shape
    if not centred:
        image = reduced(canvas, rows, columns)
    else:
        image = like_mnist(canvas) if rows == CANVAS else like_scanned(canvas, rows)
    is_shuffled = catalog.options(dataset).get("shuffle_pixels")
    image = shuffled(image.reshape(1, -1), wanted=is_shuffled).reshape(image.shape)
    x: Array = np.repeat(image[:, :, None], channels, axis=2).reshape((1, *catalog.input_shape(dataset)))
    return x.astype("float32")


def like_mnist(canvas: Array) -> Array:
    """`canvas` (28, 28) as MNIST was made: the longer side 20 pixels, the centre of mass in the middle pixel."""
    ink = cut_out(canvas)
    if not ink.size:
        return canvas
    scale = MNIST_BOX / max(ink.shape)
    ink = _scaled(ink, *(max(1, round(size * scale)) for size in ink.shape))
    rows, columns = (np.arange(size) for size in ink.shape)
    mass = ink.sum()
    return _placed(ink, CANVAS, ((ink.sum(axis=1) @ rows) / mass, (ink.sum(axis=0) @ columns) / mass), CANVAS // 2)


def like_scanned(canvas: Array, side: int) -> Array:
    """`canvas` as the small digits were made: `side` rows high and up to `side - 2` columns wide, in the middle."""
    ink = cut_out(canvas)
    if not ink.size:
        return np.zeros((side, side), dtype=canvas.dtype)
    # Their writers' digits were stretched: a narrow one is wider there than on the canvas.
    columns = round((side - 2) * min(1.0, (ink.shape[1] / ink.shape[0]) ** 0.5))
    ink = _scaled(ink, side, max(2, columns))
    return _placed(ink, side, (ink.shape[0] / 2, ink.shape[1] / 2), side / 2)


def cut_out(canvas: Array) -> Array:
    """The part of `canvas` that has ink; without rows where there is none."""
    rows, columns = (np.flatnonzero(canvas.any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return canvas[:0, :0]
    return canvas[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _scaled(ink: Array, rows: int, columns: int) -> Array:
    """`ink` with so many rows and columns, each pixel the mean of what it covers."""
    scaled: Array = _cover(rows, ink.shape[0]) @ ink @ _cover(columns, ink.shape[1]).T
    return scaled


def _cover(wanted: int, size: int) -> Array:
    """How much (wanted, size) each new pixel covers of each old one, as parts of 1."""
    edges = np.arange(wanted + 1) * size / wanted
    old = np.arange(size)
    overlap = np.minimum(edges[1:, None], old + 1) - np.maximum(edges[:-1, None], old)
    parts: Array = np.clip(overlap, 0, None) * wanted / size
    return parts


def _placed(ink: Array, side: int, middle: tuple[float, float], place: float) -> Array:
    """`ink` on an empty square of `side` pixels, its `middle` (row, column) at `place` as well as it fits."""
    image = np.zeros((side, side), dtype=ink.dtype)
    top, left = (min(max(0, round(place - at)), side - size) for at, size in zip(middle, ink.shape, strict=True))
    image[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    return image
