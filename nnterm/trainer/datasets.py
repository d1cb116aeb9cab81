"""A data set by its name: arrays of numbers, divided into training, validation and test rows."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnterm.errors import DatasetError
from nnterm.experiment import catalog
from nnterm.experiment.experiment import Dataset, Split
from nnterm.trainer import files, functions, points, tables
from nnterm.trainer.texts import Reader

Array = NDArray[Any]
Part = tuple[Array, Array]
"""Inputs (n, ...) and class numbers (n,), or numbers (n,) of a regression."""

KEPT, KEPT_BYTES = 4, 2**29
"""Data sets that are kept, and bytes they may take together; the last one is kept whatever its size."""

POINTS_SHOWN = 400
"""Training points handed to the screen."""


@dataclass(frozen=True)
class Parts:
    """A data set divided, ready for training; a part without rows is None."""

    train: Part
    validation: Part | None
    test: Part | None

    @property
    def all(self) -> tuple[Part, ...]:
        """The parts that have rows."""
        return tuple(part for part in (self.train, self.validation, self.test) if part is not None)

    @property
    def in_plane(self) -> bool:
        """Whether a row is a point with two coordinates and a class."""
        x, y = self.train
        return x.shape[1:] == (2,) and np.issubdtype(y.dtype, np.integer)

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Rows for training, validation and test."""
        train, validation, test = (
            0 if part is None else len(part[0]) for part in (self.train, self.validation, self.test)
        )
        return train, validation, test


class Datasets:
    """Loads data sets and keeps the last few, so that a change of the model alone loads nothing."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Parts] = OrderedDict()

    def load(self, dataset: Dataset, split: Split) -> Parts:
        """Inputs and class numbers, or numbers, of `dataset`, divided. Raises DatasetError."""
        key = repr((dataset.name, sorted(catalog.options(dataset).items()), split))
        if key not in self._kept:
            self._kept[key] = divide(dataset, split)
        self._kept.move_to_end(key)
        while len(self._kept) > 1 and (len(self._kept) > KEPT or self._size() > KEPT_BYTES):
            self._kept.popitem(last=False)
        return self._kept[key]

    def _size(self) -> int:
        return sum(array.nbytes for parts in self._kept.values() for part in parts.all for array in part)


def divide(dataset: Dataset, split: Split) -> Parts:
    """Load `dataset`, divide it, and make numbers of it. Raises DatasetError."""
    return _encode(dataset, raw(dataset, split))


def raw(dataset: Dataset, split: Split) -> Parts:
    """The rows as they were collected, not scaled, texts as texts: what a person can read. Raises DatasetError.

    Test rows leave first, validation is the last part of the rest, as in Keras.
    """
    if min(split.test, split.validation) < 0:
        raise DatasetError(
            f"A split of {split.test:g} for testing and {split.validation:g} for validation is not possible.",
            "Give a part between 0 and 1, or a number of rows.",
        )
    x, y = _rows(dataset)
    train, test = (x, y), None
    if split.stratify and not catalog.entry(dataset).classes:
        raise DatasetError(
            f"The split is stratified, but {dataset.name} has no classes to keep in proportion.", "Remove `stratify`."
        )
    if split.test:
        train, test = _test_rows(x, y, split)
    validation = None
    if split.validation:
        # Keras cuts validation_split at int(n * (1 - fraction)).
        count = len(train[0])
        last = count - int(split.validation) if split.validation >= 1 else int(count * (1 - split.validation))
        if not 0 < last < count:
            raise DatasetError(
                f"Splitting {count} rows leaves {max(0, last)} for training and {count - last} for validation.",
                "Use more samples or another split.",
            )
        train, validation = (train[0][:last], train[1][:last]), (train[0][last:], train[1][last:])
    return Parts(train, validation, test)


def shown_points(parts: Parts) -> list[tuple[float, float, int]]:
    """Some training rows of a data set in the plane, for the screen; empty for others."""
    if not parts.in_plane:
        return []
    x, y = parts.train
    return [(round(float(a), 4), round(float(b), 4), int(c)) for (a, b), c in zip(x[:POINTS_SHOWN], y, strict=False)]


def _rows(dataset: Dataset) -> tuple[Any, Array]:
    """Inputs (arrays, or texts of a review set) and class numbers, or numbers."""
    options = catalog.options(dataset)
    if "x0" in catalog.entry(dataset).features:
        return points.generate(dataset.name, options)
    if dataset.name in functions.FUNCTIONS:
        return functions.generate(dataset.name, options)
    if dataset.name in tables.NAMES:
        return tables.load(dataset.name, options)
    if dataset.name == "mnist10k":
        pixels, digits = files.digits(int(options["samples"]))
        shape = (-1, 784) if options["flatten"] else (-1, 28, 28, 1)
        return pixels.reshape(shape).astype("float32") / 255, digits.astype(int)
    texts, y = files.reviews(int(options["samples"]))
    return np.array(texts, dtype=object), y


def _test_rows(x: Array, y: Array, split: Split) -> tuple[Part, Part]:
    from sklearn.model_selection import train_test_split

    size = int(split.test) if split.test >= 1 else split.test
    try:
        x_train, x_test, y_train, y_test = train_test_split(
            x, y, test_size=size, random_state=split.seed, stratify=y if split.stratify else None
        )
    except ValueError as error:
        raise DatasetError(
            f"The {len(x)} rows cannot be split: {error}", "Use more samples or another split."
        ) from error
    return (x_train, y_train), (x_test, y_test)


def _encode(dataset: Dataset, parts: Parts) -> Parts:
    """Inputs and targets as numbers; whatever is fitted is fitted on the training rows alone."""
    options = catalog.options(dataset)
    if catalog.is_text(dataset):
        return _each(parts, Reader(dataset, parts.train[0]).rows)
    scale, scale_target = tables.scaling(parts.train[0], options), tables.target_scaling(parts.train[1], options)
    return _each(parts, lambda x: scale(x).astype("float32"), scale_target)


def _each(parts: Parts, encode: Callable[[Any], Array], encode_target: Callable[[Array], Array] = lambda y: y) -> Parts:
    """`encode` applied to the inputs of every part, and `encode_target` to its class numbers or numbers."""

    def encoded(part: Part) -> Part:
        return encode(part[0]), encode_target(part[1])

    return Parts(
        encoded(parts.train),
        encoded(parts.validation) if parts.validation else None,
        encoded(parts.test) if parts.test else None,
    )
