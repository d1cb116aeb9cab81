"""Labels of training rows flipped to another class. The same seed of the data set flips the same rows."""

from dataclasses import replace

import numpy as np

from nnterm.experiment.datasets import catalog
from nnterm.experiment.datasets.label_noise import LABEL_NOISE, STREAM, flipped_rows
from nnterm.experiment.experiment import Dataset
from nnterm.trainer.datasets.parts import Parts


def with_flips(parts: Parts, dataset: Dataset) -> Parts:
    """`parts` of `dataset`, which are not scaled, with the part of training labels flipped that its options say.

    More label noise flips the same rows and others. Validation and test rows keep their labels.
    """
    options, classes = catalog.options(dataset), len(catalog.entry(dataset).classes)
    x, y = parts.train
    count = flipped_rows(float(options.get(LABEL_NOISE, 0.0)), len(y))
    if not count:
        return parts
    rng = np.random.default_rng([int(options.get("seed", 0)), STREAM])
    rows = rng.permutation(len(y))[:count]
    labels = y.copy()
    labels[rows] = (y[rows] + rng.integers(1, classes, size=count)) % classes
    flips = dict(zip(rows.tolist(), y[rows].tolist(), strict=True))
    return replace(parts, train=(x, labels), flips=flips)
