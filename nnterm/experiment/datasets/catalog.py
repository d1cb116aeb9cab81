"""The data sets nnterm knows, by name: options with defaults, shapes and classes. The arrays are the trainer's."""

from functools import lru_cache
from math import ceil, prod

import msgspec

from nnterm.errors import DatasetError
from nnterm.experiment.datasets import lookup
from nnterm.experiment.datasets.dataset_spec import DatasetSpec
from nnterm.experiment.datasets.file_sets import BROUGHT, FILE_SETS, PRODUCTS, SERIES_LENGTHS, TEXTS
from nnterm.experiment.datasets.label_noise import check_labels, with_label_noise, without
from nnterm.experiment.datasets.table import Table
from nnterm.experiment.experiment import Dataset, Option, Split
from nnterm.experiment.hyperparameters.hyperparameter import in_digits
from nnterm.experiment.nearest import did_you_mean

_IRIS = ("sepal length", "sepal width", "petal length", "petal width")
_WINE = (
    "alcohol",
    "malic acid",
    "ash",
    "alcalinity of ash",
    "magnesium",
    "total phenols",
    "flavanoids",
    "nonflavanoid phenols",
    "proanthocyanins",
    "color intensity",
    "hue",
    "od280/od315 of diluted wines",
    "proline",
)
_CELL = (
    "radius",
    "texture",
    "perimeter",
    "area",
    "smoothness",
    "compactness",
    "concavity",
    "concave points",
    "symmetry",
    "fractal dimension",
)
_BREAST_CANCER = (
    *(f"mean {name}" for name in _CELL),
    *(f"{name} error" for name in _CELL),
    *(f"worst {name}" for name in _CELL),
)
_MALIGNANT = 212
"""Malignant rows of `breast_cancer`."""
_DIABETES = ("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6")
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
        features=_IRIS,
        shape=(4,),
        options={"scale": False},
        rows=150,
        sorted_rows=(50, 50, 50),
    ),
    "wine": DatasetSpec(
        summary="178 wines of three growers, thirteen measurements each",
        classes=("first", "second", "third"),
        features=_WINE,
        shape=(13,),
        options={"scale": True},
        rows=178,
        sorted_rows=(59, 71, 48),
    ),
    "breast_cancer": DatasetSpec(
        summary="569 tumours, thirty measurements of their cells, malignant or benign",
        classes=("malignant", "benign"),
        features=_BREAST_CANCER,
        shape=(30,),
        options={"scale": True, "malignant": _MALIGNANT},
        bounds={"malignant": (1, _MALIGNANT)},
        rows=569,
    ),
    "diabetes": DatasetSpec(
        summary="442 patients, ten measurements each, and how far the disease went within a year: a number",
        task="regression",
        features=_DIABETES,
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
    lookup.NAME: lookup.SPEC,
    **FILE_SETS,
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
        _check_option(dataset.name, found, name, value)
    if dataset.name == lookup.NAME:
        return lookup.spec(dataset, found)
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
    if dataset.name in TEXTS:
        return (int(chosen["length" if chosen["encoding"] == "tokens" else TEXTS[dataset.name]]),)
    return (prod(shape),) if chosen.get("flatten") else shape


def vocabulary(dataset: Dataset) -> int | None:
    """How many numbers there are for words or letters, where a sample is a row of them; None for other samples."""
    chosen = options(dataset)
    return int(chosen[TEXTS[dataset.name]]) if chosen.get("encoding") == "tokens" else None


def in_order(dataset: Dataset) -> bool:
    """Whether the rows follow one another in time, so that the last ones are held out, for testing too."""
    return dataset.name == "series"


def brought_test_rows(dataset: Dataset) -> int:
    """How many rows for testing `dataset` has beside those that are split; 0 for none."""
    if options(dataset).get("test") == "products":
        return PRODUCTS
    return BROUGHT.get(dataset.name, 0)


def in_plane(dataset: Dataset) -> bool:
    """Whether a row is a point with two coordinates and a class, so that a decision map can be drawn."""
    return bool(entry(dataset).classes) and input_shape(dataset) == (2,)


def is_table(dataset: Dataset) -> bool:
    """Whether the rows are those of a table that was collected: columns with names, and not generated."""
    found = entry(dataset)
    return bool(found.features) and "samples" not in found.options


def is_image(dataset: Dataset) -> bool:
    """Whether a row is an image, be it flattened or not."""
    return len(entry(dataset).shape) == 3


def is_text(dataset: Dataset) -> bool:
    """Whether a row is a text, of words or of letters; those of `imdb` come as numbers."""
    return dataset.name in TEXTS and dataset.name != "imdb"


def rows(dataset: Dataset) -> int:
    """How many samples `dataset` has under its options to be split; its own rows for testing do not count."""
    chosen = options(dataset)
    if dataset.name == "series":
        return SERIES_LENGTHS[str(chosen["series"])] - int(chosen["window"])
    if dataset.name == "breast_cancer":
        return entry(dataset).rows - _MALIGNANT + int(chosen["malignant"])
    return int(chosen.get("samples", entry(dataset).rows))


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


def _check_option(dataset: str, found: DatasetSpec, name: str, value: Option) -> None:
    if name not in found.options:
        raise DatasetError(
            f"Data set {dataset} has no option {name!r}.",
            did_you_mean(name, found.options) + f"Its options: {', '.join(found.options) or 'none'}.",
        )
    default = found.options[name]
    numeric = isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool)
    if type(value) is not type(default) and not numeric:
        raise DatasetError(
            f"Option {name} of data set {dataset} is {value!r}.",
            f"Give a value like {default!r}.",
        )
    if name in found.choices and value not in found.choices[name]:
        raise DatasetError(
            f"Option {name} of data set {dataset} is {value!r}.",
            f"Choose one of {', '.join(found.choices[name])}.",
        )
    if name in found.bounds and not isinstance(value, str):
        low, high = found.bounds[name]
        if not low <= value <= high:
            raise DatasetError(
                f"Option {name} of data set {dataset} is {in_digits(value)}, which is out of range.",
                f"Choose a value from {in_digits(low)} to {in_digits(high)}.",
            )
