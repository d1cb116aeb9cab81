"""The data sets that come with scikit-learn, and the scaling of their columns."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnterm.experiment.experiment import Option
from nnterm.trainer.datasets.pixel_order import shuffled

Array = NDArray[Any]

NAMES = ("iris", "wine", "breast_cancer", "diabetes", "digits")
"""The data sets that `load` knows."""

BRIGHTEST = 16
"""Largest value of a pixel of `digits`."""


def load(name: str, options: dict[str, Option]) -> tuple[Array, Array]:
    """All rows of the data set `name`, not scaled: inputs (n, ...), and class numbers or numbers (n,)."""
    # scikit-learn is imported when it is first needed: the first epoch of other data sets comes sooner.
    from sklearn import datasets

    if name == "diabetes":
        x, y = datasets.load_diabetes(return_X_y=True, scaled=False)
        return x[:, : int(options["features"])], y
    if name == "digits":
        x, y = datasets.load_digits(return_X_y=True)
        x = shuffled(x, wanted=options["shuffle_pixels"])
        return x.reshape((-1, 64) if options["flatten"] else (-1, 8, 8, 1)) / BRIGHTEST, y
    x, y = getattr(datasets, f"load_{name}")(return_X_y=True)
    if name == "breast_cancer":
        # Class 0 is malignant: the first so many of its rows stay, and all of class 1.
        kept = (y == 1) | ((y == 0).cumsum() <= int(options["malignant"]))
        return x[kept], y[kept]
    return x, y


def scaling(x: Array, options: dict[str, Option]) -> Callable[[Array], Array]:
    """How inputs are scaled under `options`, as fitted on the training rows `x`.

    `standard` gives each column mean 0 and deviation 1; `unit_norm` mean 0 and a sum of squares of 1.
    """
    kind = options.get("scaling", "standard" if options.get("scale") else "none")
    if kind == "none":
        return lambda rows: rows
    mean, size = x.mean(axis=0), x.std(axis=0)
    if kind == "unit_norm":
        size = ((x - mean) ** 2).sum(axis=0) ** 0.5
    # A column that never changes among few training rows has nothing to divide by.
    size = np.where(size == 0, 1, size)
    return lambda rows: (rows - mean) / size


def target_scaling(y: Array, options: dict[str, Option]) -> Callable[[Array], Array]:
    """How the numbers of a regression are scaled under `options`, as fitted on those of the training rows."""
    if not options.get("scaled_target"):
        return lambda numbers: numbers
    mean, deviation = y.mean(), y.std() or 1.0
    return lambda numbers: (numbers - mean) / deviation
