"""Label noise: the part of the training labels that is flipped to another class, an option of all data with classes."""

import msgspec

from nnterm.errors import DatasetError
from nnterm.experiment.datasets.dataset_spec import DatasetSpec
from nnterm.experiment.experiment import Dataset, Option

LABEL_NOISE = "label_noise"
"""Name of the option."""

BOUNDS = (0.0, 0.5)
"""Smallest and largest part: beyond a half the flipped labels would be the rule."""

STREAM = 1_000_000
"""What the generator of the flips has beside the seed: a number that no epoch has, whose order is seeded likewise."""


def with_label_noise(specs: dict[str, DatasetSpec]) -> dict[str, DatasetSpec]:
    """`specs` with the option in every one that has classes."""
    return {
        name: msgspec.structs.replace(
            spec, options={**spec.options, LABEL_NOISE: 0.0}, bounds={**spec.bounds, LABEL_NOISE: BOUNDS}
        )
        if spec.classes
        else spec
        for name, spec in specs.items()
    }


def without(options: dict[str, Option]) -> dict[str, Option]:
    """`options` without it: for numbers, which have no labels to flip."""
    return {name: value for name, value in options.items() if name != LABEL_NOISE}


def check_labels(dataset: Dataset) -> None:
    """Raise DatasetError where labels of a learner's table are to be flipped that are numbers."""
    table = dataset.table
    if table is not None and not table.classes and LABEL_NOISE in dataset.options:
        raise DatasetError(
            f"The target {table.target} is a number: there are no labels that {LABEL_NOISE} could flip.",
            f"Choose a target with classes, or remove {LABEL_NOISE}.",
        )


def flipped_rows(part: float, rows: int) -> int:
    """How many of the training `rows` have a flipped label."""
    return round(part * rows)
