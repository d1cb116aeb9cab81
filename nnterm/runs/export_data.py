"""The data part of an exported script: load, encode and split exactly as the trainer does."""

import json
from textwrap import dedent

from nnterm.experiment import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.layers import Dense
from nnterm.runs.export_generated import generating
from nnterm.runs.export_lines import call

FILES = {"mnist10k": "mnist10k.npz", "reviews10k": "reviews10k.tsv.gz"}
"""Data sets that are read from a file, and the file's name."""

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
"""Metrics that Keras does not bring into the shape of the output by itself."""


def imports(experiment: Experiment) -> tuple[list[str], list[str]]:
    """What the data part imports: of the standard library, and of other packages."""
    standard, others = [], []
    name = experiment.dataset.name
    if name == "reviews10k":
        standard = ["import csv", "import gzip", "import re", "from collections import Counter"]
    if name in _MAKERS:
        others.append(f"from sklearn.datasets import {_MAKERS[name]}")
    else:
        others.append("import numpy as np")
    if experiment.split.test:
        others.append("from sklearn.model_selection import train_test_split")
    return standard, others


def parts(experiment: Experiment) -> list[str]:
    """The parts of the split that the script has variables for; the last one is evaluated."""
    found = ["train"]
    if experiment.split.validation and not lets_keras_split(experiment):
        found.append("validation")
    if experiment.split.test:
        found.append("test")
    return found


def lets_keras_split(experiment: Experiment) -> bool:
    """Whether `validation_split` will do: nothing is fitted on the training rows, or evaluated on the validation's."""
    split = experiment.split
    return 0 < split.validation < 1 and split.test > 0 and not _is_fitted(experiment)


def _is_fitted(experiment: Experiment) -> bool:
    """Whether the encoding of inputs or targets is learned from the training rows."""
    options = catalog.options(experiment.dataset)
    return experiment.dataset.name == "reviews10k" or (
        _scaling(experiment) != "none" or bool(options.get("scaled_target"))
    )


def _scaling(experiment: Experiment) -> str:
    """How the columns are scaled: `standard`, `unit_norm` or `none`."""
    options = catalog.options(experiment.dataset)
    return str(options.get("scaling", "standard" if options.get("scale") else "none"))


def loading(experiment: Experiment, data_folder: str) -> str:
    """The lines that make `x` and `y` (class numbers), or the texts of a review set.

    Without test rows all of them are for training, and are called so from the start where that is one line.
    """
    options = catalog.options(experiment.dataset)
    name = experiment.dataset.name
    match name:
        case "gate" | "xor" | "spiral" | "line" | "wave":
            return generating(name, options)
        case "mnist10k":
            return _mnist(int(options["samples"]), bool(options["flatten"]), data_folder)
        case "reviews10k":
            return _reviews(int(options["samples"]), data_folder)
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
    split = experiment.split
    lines = []
    if split.test:
        size = int(split.test) if split.test >= 1 else split.test
        arguments = ["x", "y", f"test_size={size}", f"random_state={split.seed}"]
        if split.stratify:
            arguments.append("stratify=y")
        lines.append(call("x_train, x_test, y_train, y_test = train_test_split", arguments))
    elif experiment.dataset.name not in _MAKERS:
        lines.append("x_train, y_train = x, y")
    if "validation" in parts(experiment):
        lines.append("# The last rows are held out, as Keras's validation_split does.")
        last = f"-{int(split.validation)}"
        if split.validation < 1:
            last = "last"
            lines.append(f"last = int(len(x_train) * (1 - {split.validation}))")
        lines += [f"{x}_train, {x}_validation = {x}_train[:{last}], {x}_train[{last}:]" for x in "xy"]
    encoded = parts(experiment)
    if experiment.dataset.name == "reviews10k":
        lines += ["", "", _encoding(experiment)]
        lines += [f"x_{part} = encode(x_{part})" for part in encoded]
    lines += _scaled(experiment, encoded)
    if (classes := _one_hot(experiment)) is not None:
        lines += [f"y_{part} = keras.utils.to_categorical(y_{part}, {classes})" for part in encoded]
    elif _IN_COLUMNS.intersection(experiment.hyperparameters.metrics):
        lines += [f"y_{part} = y_{part}.reshape(-1, 1)" for part in encoded]
    return "\n".join(lines)


def _scaled(experiment: Experiment, encoded: list[str]) -> list[str]:
    """The lines that scale inputs and targets by what the training rows are like."""
    lines = []
    kind = _scaling(experiment)
    if kind == "standard":
        lines.append("mean, deviation = x_train.mean(axis=0), x_train.std(axis=0)")
        lines += [f"x_{part} = (x_{part} - mean) / deviation" for part in encoded]
    elif kind == "unit_norm":
        lines.append("mean = x_train.mean(axis=0)")
        lines.append("norm = ((x_train - mean) ** 2).sum(axis=0) ** 0.5")
        lines += [f"x_{part} = (x_{part} - mean) / norm" for part in encoded]
    if catalog.options(experiment.dataset).get("scaled_target"):
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


def _mnist(samples: int, flatten: bool, data_folder: str) -> str:
    shape = "(-1, 784)" if flatten else "(-1, 28, 28, 1)"
    some = _first("mnist10k", samples)
    return dedent(f"""\
        # 10,000 digits of MNIST: LeCun, Cortes, Burges; CC BY-SA 3.0.
        with np.load({_path("mnist10k.npz", data_folder)}) as arrays:
            x, y = arrays["x"]{some}, arrays["y"]{some}
        x = x.reshape{shape}.astype("float32") / 255""")


def _reviews(samples: int, data_folder: str) -> str:
    return dedent(f"""\
        # Film-review snippets by Pang and Lee, rated by people for VADER
        # (Hutto and Gilbert, 2014); CC BY 4.0.
        path = {_path("reviews10k.tsv.gz", data_folder)}
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\\t", quoting=csv.QUOTE_NONE))
        x = [row["text"] for row in rows{(some := _first("reviews10k", samples))}]
        y = np.array([float(row["rating"]) > 0 for row in rows{some}]).astype(int)""")


def _first(name: str, samples: int) -> str:
    """The slice that takes the first `samples` rows; nothing where that is all of them."""
    return "" if samples == catalog.CATALOG[name].options["samples"] else f"[:{samples}]"


def _path(name: str, data_folder: str) -> str:
    """The expression for the place of a data file. A string of JSON is one of Python too."""
    if data_folder:
        return json.dumps(f"{data_folder}/{name}", ensure_ascii=False)
    return f'Path(__file__).with_name("{name}")'


def _encoding(experiment: Experiment) -> str:
    """The vocabulary of the training rows, and a function that turns texts into numbers."""
    options = catalog.options(experiment.dataset)
    words, length = int(options["words"]), int(options["length"])
    common = dedent(f"""\
        def tokens(text):
            return re.findall(r"[a-z0-9']+", text.lower())


        # Most frequent words of the training rows first; 0 is padding, 1 an unknown word.
        counts = Counter(word for text in x_train for word in tokens(text))
        frequent = sorted(counts, key=lambda word: (-counts[word], word))[: {words} - 2]
        number = {{word: i for i, word in enumerate(frequent, 2)}}


        """)
    if options["encoding"] == "multi_hot":
        return common + dedent(f"""\
            def encode(texts):
                rows = np.zeros((len(texts), {words}), dtype="float32")
                for row, text in zip(rows, texts):
                    row[[number.get(word, 1) for word in tokens(text)]] = 1
                return rows

            """)
    return common + dedent(f"""\
        def encode(texts):
            rows = np.zeros((len(texts), {length}), dtype="int32")
            for row, text in zip(rows, texts):
                sequence = [number.get(word, 1) for word in tokens(text)][-{length}:]
                if sequence:
                    row[-len(sequence) :] = sequence
            return rows

        """)
