"""The data sets nnterm knows, by name: options with defaults, shapes and classes. The arrays are the trainer's."""

from functools import lru_cache
from math import ceil, prod

import msgspec

from nnterm.errors import DatasetError
from nnterm.experiment.datasets import lookup
from nnterm.experiment.datasets.column_names import BREAST_CANCER, DIABETES, IRIS, WINE
from nnterm.experiment.datasets.dataset_spec import DatasetSpec
from nnterm.experiment.datasets.file_sets import BROUGHT, DIGITS, FILE_SETS, PRODUCTS, SERIES_LENGTHS, TEXTS
from nnterm.experiment.datasets.label_noise import check_labels, with_label_noise, without
from nnterm.experiment.datasets.modular_arithmetic import MODULAR, of_modulus
from nnterm.experiment.datasets.option_check import check_option
from nnterm.experiment.datasets.table import Table
from nnterm.experiment.datasets.token_sets import TOKEN_SETS
from nnterm.experiment.experiment import Dataset, Option, Split
from nnterm.experiment.nearest import did_you_mean

_MALIGNANT = 212
"""Malignant rows of `breast_cancer`."""
_POINTS: dict[str, Option] = {"samples": 500, "noise": 0.1, "seed": 0}
_POINT_BOUNDS = {"samples": (1.0, 100_000.0), "noise": (0.0, 2.0), "seed": (0.0, 2.0**31 - 1)}


def _function(summary: str) -> DatasetSpec:
    """An entry of a noisy function of one input."""
    return DatasetSpec(
        summary=summary,
        task="regression",
        features=("x",),
        shape=(1,),
        options={**_POINTS, "samples": 200},
        bounds=_POINT_BOUNDS,
    )


def _points(summary: str, classes: tuple[str, ...] = ("blue", "orange"), **defaults: Option) -> DatasetSpec:
    """An entry of generated points in the plane."""
    return DatasetSpec(
        summary=summary,
        classes=classes,
        features=("x0", "x1"),
        shape=(2,),
        options={**_POINTS, **defaults},
        bounds=_POINT_BOUNDS,
    )


_SPECS: dict[str, DatasetSpec] = {
    "gate": msgspec.structs.replace(
        _points(
            "The truth table of a logic gate, each corner sampled `samples / 4` times",
            ("false", "true"),
            samples=4,
            noise=0.0,
        ),
        options={"gate": "and", "samples": 4, "noise": 0.0, "seed": 0},
        choices={"gate": ("and", "or", "xor", "nand")},
    ),
    "xor": _points("Points labelled by the sign of x0 * x1", samples=10_000, noise=0.0),
    "moons": _points("Two half moons that reach into each other"),
    "circles": _points("A ring around a disc"),
    "spiral": _points("Two spiral arms"),
    "blobs": _points("Three round clouds", ("blue", "orange", "green"), noise=1.0),
    "iris": DatasetSpec(
        summary="150 irises of three kinds, four measurements each",
        classes=("setosa", "versicolor", "virginica"),
        features=IRIS,
        shape=(4,),
        options={"scale": False},
        rows=150,
        sorted_rows=(50, 50, 50),
    ),
    "wine": DatasetSpec(
        summary="178 wines of three growers, thirteen measurements each",
        classes=("first", "second", "third"),
        features=WINE,
        shape=(13,),
        options={"scale": True},
        rows=178,
        sorted_rows=(59, 71, 48),
    ),
    "breast_cancer": DatasetSpec(
        summary="569 tumours, thirty measurements of their cells, malignant or benign",
        classes=("malignant", "benign"),
        features=BREAST_CANCER,
        shape=(30,),
        options={"scale": True, "malignant": _MALIGNANT},
        bounds={"malignant": (1, _MALIGNANT)},
        rows=569,
    ),
    "diabetes": DatasetSpec(
        summary="442 patients, ten measurements each, and how far the disease went within a year: a number",
        task="regression",
        features=DIABETES,
        shape=(10,),
        options={"features": 10, "scaling": "standard", "scaled_target": True},
        bounds={"features": (1, 10)},
        choices={"scaling": ("standard", "unit_norm", "none")},
        rows=442,
    ),
    "line": _function("A noisy line, y = 2 x + 1, for x between -1 and 1: a number"),
    "wave": _function("A noisy wave, y = sin(pi x), for x between -1 and 1: a number"),
    "digits": DatasetSpec(
        summary="1,797 handwritten digits of 8x8 pixels, values 0 to 1",
        classes=tuple("0123456789"),
        shape=(8, 8, 1),
        options={"flatten": False, "shuffle_pixels": False},
        rows=1797,
    ),
    **MODULAR,
    lookup.NAME: lookup.SPEC,
    **FILE_SETS,
    **TOKEN_SETS,
}
CATALOG: dict[str, DatasetSpec] = with_label_noise(_SPECS)
"""Every data set by name."""


def entry(dataset: Dataset) -> DatasetSpec:
    """The entry of `dataset`. Raises DatasetError for an unknown name, option or value."""
    found = CATALOG.get(dataset.name)
    if found is None:
        raise DatasetError(
            f"There is no data set {dataset.name!r}.",
            did_you_mean(dataset.name, CATALOG) + f"Known: {', '.join(CATALOG)}.",
        )
    check_labels(dataset)
    for name, value in dataset.options.items():
        check_option(dataset.name, found, name, value)
    if dataset.name in MODULAR:
        return of_modulus(found, int(dataset.options.get("modulus", found.options["modulus"])))
    if dataset.name == lookup.NAME:
        return lookup.spec(dataset, found)
    if "digits" in dataset.options:
        return _of_digits(dataset.name, str(dataset.options["digits"]))
    return _of_table(dataset.name, dataset.table) if dataset.table is not None else found


@lru_cache(maxsize=16)
def _of_table(name: str, table: Table) -> DatasetSpec:
    """The entry of a table of the learner's. It may have a thousand inputs, and is needed in every frame."""
    found = CATALOG[name]
    return msgspec.structs.replace(
        found,
        task="classification" if table.classes else "regression",
        classes=table.classes,
        features=table.inputs,
        shape=(len(table.inputs),),
        options=found.options if table.classes else without(found.options),
        choices={**found.choices, "target": table.header},
        rows=table.rows,
    )


@lru_cache(maxsize=len(DIGITS))
def _of_digits(name: str, digits: str) -> DatasetSpec:
    """The entry of some of the digits: its classes are those alone, numbered from 0."""
    found, (first, _) = CATALOG[name], DIGITS[digits]
    classes = found.classes if digits == "all" else found.classes[first : first + 5]
    return msgspec.structs.replace(found, classes=classes)


def awaits_file(dataset: Dataset) -> bool:
    """Whether the rows are the learner's own and no file was chosen yet: shape and classes are not known then."""
    return dataset.name == "csv" and dataset.table is None


def options(dataset: Dataset) -> dict[str, Option]:
    """All options of `dataset`, defaults filled in, and what follows from them."""
    chosen = {**entry(dataset).options, **dataset.options}
    return {**chosen, **lookup.reading(chosen)} if dataset.name == lookup.NAME else chosen


def input_shape(dataset: Dataset) -> tuple[int, ...]:
    """Shape of one sample of `dataset` under its options, without the batch axis."""
    chosen, shape = options(dataset), entry(dataset).shape
    if dataset.name == "diabetes":
        return (int(chosen["features"]),)
    if dataset.name == "series":
        window = int(chosen["window"])
        return (window,) if chosen["flatten"] else (window, 1)
    if entry(dataset).tokens:
        return (int(chosen["length"]),)
    if dataset.name in TEXTS:
        return (int(chosen["length" if chosen["encoding"] == "tokens" else TEXTS[dataset.name]]),)
    return (prod(shape),) if chosen.get("flatten") else shape


def vocabulary(dataset: Dataset) -> int | None:
    """How many numbers there are for words, letters or numbers, where a sample is a row of them; else None."""
    chosen, tokens = options(dataset), entry(dataset).tokens
    if tokens:
        return len(tokens)
    if dataset.name in MODULAR:
        return int(chosen["modulus"])
    return int(chosen[TEXTS[dataset.name]]) if chosen.get("encoding") == "tokens" else None


def token_names(dataset: Dataset) -> tuple[str, ...]:
    """What each of the numbers of `vocabulary` means, where that is known without reading the data."""
    if dataset.name in MODULAR:
        return entry(dataset).classes
    return entry(dataset).tokens


def in_order(dataset: Dataset) -> bool:
    """Whether the rows follow one another in time, and each asks for the value after its window."""
    return dataset.name == "series"


def predicts_next_token(dataset: Dataset) -> bool:
    """Whether a row asks for the token that comes after its window: a model of it can write."""
    found = entry(dataset)
    return bool(found.tokens) and found.classes == found.tokens


def tests_last_rows(dataset: Dataset) -> bool:
    """Whether the last rows are for testing and none are mixed: neighbours share values, or letters of a name."""
    return in_order(dataset) or predicts_next_token(dataset)


def brought_test_rows(dataset: Dataset) -> int:
    """How many rows for testing `dataset` has beside those that are split; 0 for none."""
    if options(dataset).get("test") == "products":
        return PRODUCTS
    return BROUGHT.get(dataset.name, 0)


def in_plane(dataset: Dataset) -> bool:
    """Whether a row is a point with two coordinates and a class, so that a decision map can be drawn."""
    return bool(entry(dataset).classes) and input_shape(dataset) == (2,) and vocabulary(dataset) is None


def is_table(dataset: Dataset) -> bool:
    """Whether the rows are those of a table that was collected: columns with names, and not generated."""
    found = entry(dataset)
    return bool(found.features) and "samples" not in found.options and dataset.name not in MODULAR


def is_image(dataset: Dataset) -> bool:
    """Whether a row is an image, be it flattened or not."""
    return len(entry(dataset).shape) == 3


def is_text(dataset: Dataset) -> bool:
    """Whether a row is a text, of words or of letters; those of `imdb` come as numbers."""
    return dataset.name in TEXTS and dataset.name != "imdb"


def has_tokens(dataset: Dataset) -> bool:
    """Whether a row is a sequence of words, letters or other tokens that can be named."""
    return is_text(dataset) or bool(entry(dataset).tokens)


def is_modular(dataset: Dataset) -> bool:
    """Whether a row is a pair of numbers that is added around a circle, so that all pairs make a square."""
    return dataset.name in MODULAR


def rows(dataset: Dataset) -> int:
    """How many samples `dataset` has under its options to be split; its own rows for testing do not count."""
    chosen = options(dataset)
    if dataset.name == "series":
        return SERIES_LENGTHS[str(chosen["series"])] - int(chosen["window"])
    if dataset.name == "breast_cancer":
        return entry(dataset).rows - _MALIGNANT + int(chosen["malignant"])
    if dataset.name in MODULAR:
        return int(chosen["modulus"]) ** 2
    samples = int(chosen.get("samples", entry(dataset).rows))
    return min(samples, DIGITS[str(chosen["digits"])][1]) if "digits" in chosen else samples


def check_split(dataset: Dataset, split: Split) -> None:
    """Raise DatasetError where `split` asks for rows that `dataset` cannot give in this way."""
    if split.stratify and not entry(dataset).classes:
        raise DatasetError(
            f"The split is stratified, but {dataset.name} has no classes to keep in proportion.", "Remove `stratify`."
        )
    brought = brought_test_rows(dataset)
    if brought and split.test:
        whose = "product reviews" if dataset.name == "reviews10k" else "rows"
        raise DatasetError(
            f"The split takes test rows, but {dataset.name} comes with {brought:,} {whose} for testing.",
            "Remove `split.test`" + (", or choose `test: reviews`." if dataset.name == "reviews10k" else "."),
        )


def split_rows(dataset: Dataset, split: Split) -> tuple[int, int, int]:
    """Rows for training, validation and test, counted as Keras counts `validation_split`. May be below 1."""
    count = rows(dataset)
    test = int(split.test) if split.test >= 1 else ceil(count * split.test)
    rest = count - test
    train = rest - int(split.validation) if split.validation >= 1 else int(rest * (1 - split.validation))
    return train, rest - train, test + brought_test_rows(dataset)
