"""Generated points of a function of one input, with noise: the smallest regression. The same seed gives the same."""

import numpy as np
from numpy.typing import NDArray

from nnterm.experiment.experiment import Option

Points = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Inputs (n, 1) between -1 and 1, and values (n,)."""

SLOPE, INTERCEPT = 2.0, 1.0
"""What a single linear unit finds on the data set `line`: its weight and its bias."""

FUNCTIONS = {
    "line": lambda x: SLOPE * x + INTERCEPT,
    "wave": lambda x: np.sin(np.pi * x),
}
"""The functions by the names of their data sets."""


def generate(name: str, options: dict[str, Option]) -> Points:
    """The points of the data set `name` under `options`, all of which are given. Noise is added to the values only."""
    rng = np.random.default_rng(int(options["seed"]))
    x = rng.uniform(-1, 1, size=(int(options["samples"]), 1))
    y = FUNCTIONS[name](x[:, 0])
    return x, y + rng.normal(scale=float(options["noise"]), size=len(y))
