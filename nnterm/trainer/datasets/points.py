"""Generated points in the plane, by name. The same seed gives the same points."""

import numpy as np
from numpy.typing import NDArray

from nnterm.experiment.experiment import Option

Points = tuple[NDArray[np.float64], NDArray[np.int64]]
"""Coordinates (n, 2) and classes (n,)."""

TRUTH = {"and": (0, 0, 0, 1), "or": (0, 1, 1, 1), "xor": (0, 1, 1, 0), "nand": (1, 1, 1, 0)}
"""Value of each gate at the corners (0, 0), (0, 1), (1, 0), (1, 1)."""


def generate(name: str, options: dict[str, Option]) -> Points:
    """The points of the data set `name` under `options`, all of which are given."""
    samples, noise, seed = int(options["samples"]), float(options["noise"]), int(options["seed"])
    match name:
        case "gate":
            return gate(str(options["gate"]), samples, noise, seed)
        case "xor":
            return xor(samples, noise, seed)
        case "spiral":
            return spiral(samples, noise, seed)
    # scikit-learn is imported when it is first needed: the first epoch of other data sets comes sooner.
    from sklearn import datasets

    if name == "moons":
        x, y = datasets.make_moons(samples, noise=noise, random_state=seed)
    elif name == "circles":
        x, y = datasets.make_circles(samples, noise=noise, factor=0.5, random_state=seed)
    else:
        x, y = datasets.make_blobs(samples, centers=3, cluster_std=noise, random_state=seed)
    return x, y


def gate(gate: str, samples: int, noise: float, seed: int) -> Points:
    """The corners of a truth table, repeated until there are `samples` of them, each moved a little by `noise`."""
    corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
    corner = np.arange(samples) % 4
    x, y = corners[corner], np.array(TRUTH[gate])[corner]
    if noise:
        x += np.random.default_rng(seed).normal(scale=noise, size=x.shape)
    return x, y


def xor(samples: int, noise: float, seed: int) -> Points:
    """Normal points; the class says whether both coordinates have the same sign. Noise comes after labelling."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(samples, 2))
    y = (x[:, 0] * x[:, 1] > 0).astype(int)
    return x + rng.normal(scale=noise, size=x.shape), y


def spiral(samples: int, noise: float, seed: int) -> Points:
    """Two spiral arms of one and a half turns within the unit circle."""
    rng = np.random.default_rng(seed)
    y = np.arange(samples) % 2
    turn = np.sqrt(rng.uniform(size=samples)) * 3 * np.pi
    angle = turn + np.pi * y
    x = np.stack([turn * np.cos(angle), turn * np.sin(angle)], axis=1) / (3 * np.pi)
    return x + rng.normal(scale=noise / 3, size=x.shape), y
