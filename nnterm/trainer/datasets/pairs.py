"""Rows of pairs of a key and a value, and a key whose value is asked for. The same seed gives the same rows."""

import numpy as np
from numpy.typing import NDArray

from nnterm.experiment.datasets.lookup import letters
from nnterm.experiment.experiment import Option


def generate(options: dict[str, Option]) -> tuple[list[str], NDArray[np.int64]]:
    """Texts of `lookup` under `options`, all of which are given, and the value that belongs to the last word of each.

    No key comes twice among the pairs of a row; values may.
    """
    samples, pairs, values = (int(options[name]) for name in ("samples", "pairs", "values"))
    names = letters(int(options["keys"]))
    rng = np.random.default_rng(int(options["seed"]))
    keys = rng.permuted(np.tile(np.arange(len(names)), (samples, 1)), axis=1)[:, :pairs]
    found = rng.integers(values, size=(samples, pairs))
    wanted = rng.integers(pairs, size=samples)
    texts = [
        " ".join([*(f"{names[key]}{value}" for key, value in zip(*row, strict=True)), names[row[0][place]]])
        for *row, place in zip(keys, found, wanted, strict=True)
    ]
    return texts, found[np.arange(samples), wanted]
