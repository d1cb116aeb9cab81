"""The data part of an exported script: load, encode and split exactly as the trainer does."""

from nnterm.experiment.datasets import catalog
from nnterm.experiment.datasets.file_sets import FILE_SETS, TEXTS
from nnterm.experiment.datasets.lookup import NAME as LOOKUP
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.runs.export.encoding import encoding
from nnterm.runs.export.files import reading
from nnterm.runs.export.flipping import flipping
from nnterm.runs.export.generated import generating, generating_pairs
from nnterm.runs.export.layout import call
from nnterm.runs.export.pixel_order import shuffling
from nnterm.runs.export.table import filling_table
from nnterm.runs.export.tokens import sequences

_MAKERS = {
    "moons": "make_moons",
    "circles": "make_circles",
    "blobs": "make_blobs",
    "iris": "load_iris",
    "wine": "load_wine",
    "breast_cancer": "load_breast_cancer",
    "diabetes": "load_diabetes",
    "digits": "load_digits",
}
"""Data sets that scikit-learn makes, and the function."""


_IN_COLUMNS = frozenset(("f1_score", "r2_score"))
"""Metrics that Keras does not reshape to the output by itself."""


def imports(experiment: Experiment) -> tuple[list[str], list[str]]:
    """What the data part imports: of the standard library, and of other packages."""
    standard, others = [], []
    name = experiment.dataset.name
    if name == "next_letter":
        standard = ["import csv", "import gzip"]
    elif name in TEXTS and name != "imdb":
        standard = ["from collections import Counter"]
        if name != LOOKUP:
            standard += ["import csv", "import gzip"]
        if TEXTS[name] == "words":
            standard.append("import re")
    elif name == "csv":
        standard = ["import csv"]
    if name in _MAKERS:
        others.append(f"from sklearn.datasets import {_MAKERS[name]}")
    elif name != "mnist" and (name != "imdb" or catalog.vocabulary(experiment.dataset) is None):
        others.append("import numpy as np")
    needs_numpy = bool(flipping(experiment)) or bool(catalog.options(experiment.dataset).get("shuffle_pixels"))
    if needs_numpy and "import numpy as np" not in others:
        others.append("import numpy as np")
    if experiment.split.test and not catalog.tests_last_rows(experiment.dataset):
        others.append("from sklearn.model_selection import train_test_split")
    return standard, others


def parts(experiment: Experiment) -> list[str]:
    """The parts of the split that the script has variables for; the last one is evaluated."""
    found = ["train"]
    if experiment.split.validation and not lets_keras_split(experiment):
        found.append("validation")
    if experiment.split.test or catalog.brought_test_rows(experiment.dataset):
        found.append("test")
    return found


def lets_keras_split(experiment: Experiment) -> bool:
    """Whether `validation_split` will do: nothing concerns the training rows alone, or is evaluated on the others."""
    has_test = experiment.split.test or catalog.brought_test_rows(experiment.dataset)
    concerns_training = _is_fitted(experiment) or flipping(experiment)
    return 0 < experiment.split.validation < 1 and bool(has_test) and not concerns_training


def _is_fitted(experiment: Experiment) -> bool:
    """Whether the encoding of inputs or targets is learned from the training rows."""
    dataset = experiment.dataset
    has_vocabulary = dataset.name in TEXTS and dataset.name != "imdb"
    is_filled = dataset.table is not None and bool(dataset.table.filled)
    return has_vocabulary or is_filled or _scaling(experiment) != "none" or _scales_target(experiment)


def _scales_target(experiment: Experiment) -> bool:
    """Whether the target is a number that is scaled."""
    is_number = catalog.entry(experiment.dataset).task == "regression"
    return is_number and bool(catalog.options(experiment.dataset).get("scaled_target"))


def _scaling(experiment: Experiment) -> str:
    """How the columns are scaled: `standard`, `unit_norm` or `none`."""
    options = catalog.options(experiment.dataset)
    return str(options.get("scaling", "standard" if options.get("scale") else "none"))


def loading(experiment: Experiment, data_folder: str) -> str:
    """The lines that make `x` (arrays, or texts) and `y` (class numbers, or numbers).

    Without test rows all of them are for training, and are called so from the start where that is one line.
    """
    options = catalog.options(experiment.dataset)
    name = experiment.dataset.name
    match name:
        case "gate" | "xor" | "spiral" | "line" | "wave" | "modular_addition":
            return generating(name, options)
        case "sequences":
            return sequences(options)
        case _ if name == LOOKUP:
            return generating_pairs(options)
        case _ if name in FILE_SETS or name == "next_letter":
            return reading(experiment, data_folder)
    after = ""
    if _MAKERS[name].startswith("load"):
        arguments = ["return_X_y=True"]
        x = _all_rows(experiment).partition(",")[0]
        if name == "diabetes":
            arguments.append("scaled=False")
            if options["features"] != catalog.CATALOG[name].options["features"]:
                after = f"\n{x} = {x}[:, :{options['features']}]"
        elif name == "breast_cancer" and options["malignant"] != catalog.CATALOG[name].options["malignant"]:
            y = _all_rows(experiment).partition(", ")[2]
            after = (
                f"\n# Class 0 is malignant: its first {options['malignant']} rows stay."
                f"\nkept = ({y} == 1) | (({y} == 0).cumsum() <= {options['malignant']})"
                f"\n{x}, {y} = {x}[kept], {y}[kept]"
            )
        elif name == "digits":
            after = f"\n{x} = {x} / 16" if options["flatten"] else f"\n{x} = {x}.reshape(-1, 8, 8, 1) / 16"
            after += shuffling(options, x)
    else:
        own = {
            "moons": [f"noise={options['noise']}"],
            "circles": [f"noise={options['noise']}", "factor=0.5"],
            "blobs": ["centers=3", f"cluster_std={options['noise']}"],
        }
        arguments = [str(options["samples"]), *own[name], f"random_state={options['seed']}"]
    return call(f"{_all_rows(experiment)} = {_MAKERS[name]}", arguments) + after


def _all_rows(experiment: Experiment) -> str:
    """The names of all inputs and classes as they are loaded: for data sets that are one call."""
    return "x, y" if experiment.split.test else "x_train, y_train"


def splitting(experiment: Experiment) -> str:
    """The lines that make `x_train`, `y_train` and the other parts, encoded as the loss wants them."""
    lines = [*_testing(experiment)]
    if "validation" in parts(experiment):
        lines.append("# The last rows are held out, as Keras's validation_split does.")
        validation = experiment.split.validation
        last = f"-{int(validation)}"
        if validation < 1:
            last = "last"
            lines.append(f"last = int(len(x_train) * (1 - {validation}))")
        lines += [f"{x}_train, {x}_validation = {x}_train[:{last}], {x}_train[{last}:]" for x in "xy"]
    lines += flipping(experiment)
    encoded = parts(experiment)
    lines += encoding(experiment.dataset, encoded)
    if experiment.dataset.table is not None and experiment.dataset.table.filled:
        lines += filling_table(experiment.dataset.table, encoded)
    if experiment.dataset.name != "series":
        lines += _scaled(experiment, encoded)
    if (classes := _one_hot(experiment)) is not None:
        lines += [f"y_{part} = keras.utils.to_categorical(y_{part}, {classes})" for part in encoded]
    elif _IN_COLUMNS.intersection(experiment.hyperparameters.metrics):
        lines += [f"y_{part} = y_{part}.reshape(-1, 1)" for part in encoded]
    return "\n".join(lines)


def _testing(experiment: Experiment) -> list[str]:
    """The lines that part test rows from the others, and give the others their name."""
    split = experiment.split
    if catalog.tests_last_rows(experiment.dataset) and split.test:
        test = catalog.split_rows(experiment.dataset, split)[2]
        return [
            "# What is for testing comes last.",
            *(f"{x}_train, {x}_test = {x}[:-{test}], {x}[-{test}:]" for x in "xy"),
        ]
    if split.test:
        size = int(split.test) if split.test >= 1 else split.test
        arguments = ["x", "y", f"test_size={size}", f"random_state={split.seed}"]
        if split.stratify:
            arguments.append("stratify=y")
        return [call("x_train, x_test, y_train, y_test = train_test_split", arguments)]
    return [] if experiment.dataset.name in _MAKERS else ["x_train, y_train = x, y"]


def _scaled(experiment: Experiment, encoded: list[str]) -> list[str]:
    """The lines that scale inputs and targets by what the training rows are like."""
    lines = []
    kind = _scaling(experiment)
    if kind == "standard":
        lines.append("mean, deviation = x_train.mean(axis=0), x_train.std(axis=0)")
        if experiment.dataset.name == "csv":
            lines.append("deviation[deviation == 0] = 1  # A column that never changes.")
        lines += [f"x_{part} = (x_{part} - mean) / deviation" for part in encoded]
    elif kind == "unit_norm":
        lines.append("mean = x_train.mean(axis=0)")
        lines.append("norm = ((x_train - mean) ** 2).sum(axis=0) ** 0.5")
        lines += [f"x_{part} = (x_{part} - mean) / norm" for part in encoded]
    if _scales_target(experiment):
        lines.append("y_mean, y_deviation = y_train.mean(), y_train.std()")
        lines += [f"y_{part} = (y_{part} - y_mean) / y_deviation" for part in encoded]
    return lines


def _one_hot(experiment: Experiment) -> int | None:
    """How many columns the targets have; None where the loss takes class numbers, or numbers, as they are."""
    loss, output = experiment.hyperparameters.loss, experiment.hyperparameters.output
    units = output.units if isinstance(output, Dense) else 1
    if loss != "sparse_categorical_crossentropy" and (loss == "categorical_crossentropy" or units > 1):
        return units
    return None
