"""Inputs and targets as numbers; whatever is fitted is fitted on the training rows alone."""

from collections.abc import Callable
from typing import Any

from nnterm.experiment.datasets import catalog
from nnterm.experiment.datasets.file_sets import TEXTS
from nnterm.experiment.experiment import Dataset, Option
from nnterm.trainer.datasets import tables, texts, windows
from nnterm.trainer.datasets.parts import Array, Part, Parts
from nnterm.trainer.datasets.reader import Reader


def encode(dataset: Dataset, parts: Parts) -> Parts:
    """The rows of `parts` as arrays that a model takes."""
    options = catalog.options(dataset)
    if dataset.name in TEXTS:
        return _each(parts, _of_texts(dataset, parts.train[0], options))
    if catalog.entry(dataset).tokens:
        return parts
    if dataset.name == "series":
        return _series(parts, options)
    if catalog.vocabulary(dataset) is not None:
        return _each(parts, lambda numbers: numbers.astype("int32"))
    scale = tables.scaling(parts.train[0], options)
    if catalog.entry(dataset).classes:
        return _each(parts, lambda x: scale(x).astype("float32"))
    return _each(parts, lambda x: scale(x).astype("float32"), tables.target_scaling(parts.train[1], options))


def _of_texts(dataset: Dataset, training: Any, options: dict[str, Option]) -> Callable[[Any], Array]:
    """How texts become rows of numbers, with the vocabulary of those for `training`."""
    size, length = int(options[TEXTS[dataset.name]]), int(options["length"])
    if dataset.name == "imdb":
        # Its words came numbered, as Keras has counted them.
        if options["encoding"] == "multi_hot":
            return lambda numbers: texts.multi_hot(numbers, size)
        return lambda numbers: texts.padded(numbers, length)
    return Reader(dataset, training).rows


def _series(parts: Parts, options: dict[str, Option]) -> Parts:
    """Windows and values on one scale: that of the values which the training rows are made of."""
    scale = windows.scaling(parts.train) if options["scale"] else lambda values: values

    def shaped(x: Array) -> Array:
        rows = scale(x).astype("float32")
        return rows if options["flatten"] else rows[..., None]

    return _each(parts, shaped, scale)


def _each(parts: Parts, encode: Callable[[Any], Array], encode_target: Callable[[Array], Array] = lambda y: y) -> Parts:
    """`encode` applied to the inputs of every part, and `encode_target` to its class numbers or numbers."""

    def encoded(part: Part) -> Part:
        return encode(part[0]), encode_target(part[1])

    return Parts(
        encoded(parts.train),
        encoded(parts.validation) if parts.validation else None,
        encoded(parts.test) if parts.test else None,
    )
