"""A data set by its name: arrays of numbers, divided into training, validation and test rows."""

from collections import OrderedDict
from dataclasses import replace
from math import ceil

import numpy as np

from nnterm.errors import DatasetError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset, Split
from nnterm.trainer.datasets.encoding import encode
from nnterm.trainer.datasets.filling import filled
from nnterm.trainer.datasets.flipping import with_flips
from nnterm.trainer.datasets.loading import load
from nnterm.trainer.datasets.parts import Array, Part, Parts

KEPT, KEPT_BYTES = 4, 2**29
"""Data sets that are kept, and bytes they may take together; the last one is kept whatever its size."""

NOT_SCALED = 1e-6
"""How far from 1 the ratio of two scales may be by rounding."""

POINTS_SHOWN = 400
"""Training points handed to the screen."""


class Datasets:
    """Loads data sets and keeps the last few, so that a change of the model alone loads nothing."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Parts] = OrderedDict()

    def load(self, dataset: Dataset, split: Split) -> Parts:
        """Inputs and class numbers, or numbers, of `dataset`, divided. Raises DatasetError."""
        key = repr((dataset.name, sorted(catalog.options(dataset).items()), dataset.table, split))
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
    as_collected = raw(dataset, split)
    encoded = encode(dataset, as_collected)
    deviation = _deviation(as_collected.train[1], encoded.train[1])
    return replace(encoded, target_deviation=deviation, flips=as_collected.flips)


def _deviation(before: Array, after: Array) -> float | None:
    """How many times larger the numbers of a regression are `before` scaling than `after`; None for class numbers."""
    if np.issubdtype(after.dtype, np.integer):
        return None
    scaled = float(after.std())
    ratio = float(before.std()) / scaled if scaled else 1.0
    return None if abs(ratio - 1) < NOT_SCALED else ratio


def raw(dataset: Dataset, split: Split) -> Parts:
    """The rows divided as they were collected, gaps filled, not scaled, texts as texts: what a person can read.

    Label noise is in the training labels by then, and only there. Test rows leave first, validation is the last part
    of the rest, as in Keras. Rows in the order of time stay in it, the last ones for testing. Raises DatasetError.
    """
    if min(split.test, split.validation) < 0:
        raise DatasetError(
            f"A split of {split.test:g} for testing and {split.validation:g} for validation is not possible.",
            "Give a part between 0 and 1, or a number of rows.",
        )
    catalog.check_split(dataset, split)
    train, test = load(dataset)
    if split.test:
        train, test = _last_rows(train, split) if catalog.tests_last_rows(dataset) else _test_rows(*train, split)
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
    return with_flips(filled(Parts(train, validation, test), dataset.table), dataset)


def shown_points(parts: Parts, part: Part | None = None) -> list[tuple[float, float, int]]:
    """Some training rows of a data set in the plane, or some of another `part` of it, for the screen; empty for others.

    What a network sees of the rows, so that they fit its decision map.
    """
    if not parts.in_plane:
        return []
    x, y = part if part is not None else parts.train
    return [(round(float(a), 4), round(float(b), 4), int(c)) for (a, b), c in zip(x[:POINTS_SHOWN], y, strict=False)]


def shown_flips(parts: Parts) -> list[int]:
    """The places among `shown_points` of rows whose label is flipped."""
    return sorted(row for row in parts.flips if row < POINTS_SHOWN) if parts.in_plane else []


def _last_rows(rows: Part, split: Split) -> tuple[Part, Part]:
    """The rows that come first, and those for testing."""
    x, y = rows
    test = int(split.test) if split.test >= 1 else ceil(len(x) * split.test)
    if not 0 < test < len(x):
        raise DatasetError(f"Of {len(x)} rows {test} cannot be for testing.", "Take a smaller part.")
    return (x[:-test], y[:-test]), (x[-test:], y[-test:])


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
