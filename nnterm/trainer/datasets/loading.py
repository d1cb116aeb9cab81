"""All rows of a data set by its name, before anything is fitted on some of them."""

from typing import Any

import numpy as np

from nnterm.errors import DatasetError
from nnterm.experiment.datasets import catalog, csv_file, lookup
from nnterm.experiment.datasets.file_sets import NAMES, PRODUCTS
from nnterm.experiment.experiment import Dataset, Option
from nnterm.trainer.datasets import (
    files,
    functions,
    keras_cache,
    modular_addition,
    pairs,
    points,
    tables,
    tokens,
    windows,
)
from nnterm.trainer.datasets.parts import Array, Part
from nnterm.trainer.datasets.pixel_order import shuffled


def load(dataset: Dataset) -> tuple[Part, Part | None]:
    """The rows to be split, and those for testing that come along, if any.

    Inputs are arrays; of texts they are the texts, or of `imdb` their word numbers. Raises DatasetError.
    """
    options, entry = catalog.options(dataset), catalog.entry(dataset)
    match dataset.name:
        case "mnist10k":
            return _pixels(files.digits(int(options["samples"]), str(options["digits"])), options), None
        case "mnist":
            train, test = keras_cache.digits(int(options["samples"]))
            return _pixels(train, options), _pixels(test, options)
        case "imdb":
            return keras_cache.reviews(int(options["samples"]), int(options["words"]))
        case "reviews10k":
            products = _texts(files.reviews(PRODUCTS, "products2400")) if options["test"] == "products" else None
            return _texts(files.reviews(int(options["samples"]))), products
        case "products2400":
            return _texts(files.reviews(int(options["samples"]), dataset.name)), None
        case "surnames":
            return _texts(files.surnames(int(options["samples"]), entry.classes)), None
        case "sequences":
            return tokens.sequences(options), None
        case "next_letter":
            everyone = files.surnames(NAMES, catalog.CATALOG["surnames"].classes)[0]
            return tokens.next_letters(everyone, options), None
        case "modular_addition":
            return modular_addition.generate(int(options["modulus"]), int(options["seed"])), None
        case lookup.NAME:
            return _texts(pairs.generate(options)), None
        case "csv":
            return _own_table(dataset, options), None
        case "series":
            return windows.cut(files.series(str(options["series"])), int(options["window"])), None
    if "x0" in entry.features:
        return points.generate(dataset.name, options), None
    if dataset.name in functions.FUNCTIONS:
        return functions.generate(dataset.name, options), None
    return tables.load(dataset.name, options), None


def _own_table(dataset: Dataset, options: dict[str, Option]) -> Part:
    """The rows of the learner's file, which must still be the one that was looked at."""
    path = str(options["path"])
    found = csv_file.read(path, *(str(options[name]) for name in ("target", "task", "missing")))
    if dataset.table is None or dataset.table.digest != found.table.digest:
        raise DatasetError(f"{path} has changed since it was chosen.", "Choose it again, or start nnterm again.")
    x, y = np.array(found.x), np.array(found.y)
    return x, y.astype(int) if found.table.classes else y


def _pixels(digits: Part, options: dict[str, Option]) -> Part:
    pixels, classes = digits
    shape = (-1, 784) if options["flatten"] else (-1, 28, 28, 1)
    rows = shuffled(pixels.reshape(-1, 784), wanted=options["shuffle_pixels"])
    return rows.reshape(shape).astype("float32") / 255, classes.astype(int)


def _texts(rows: tuple[list[str], Array]) -> tuple[Any, Array]:
    return np.array(rows[0], dtype=object), rows[1]
