"""The lines of an exported script that read data from files: those that ship, those of Keras, and the learner's."""

import json
from textwrap import dedent

from nnterm.experiment.datasets import catalog
from nnterm.experiment.datasets.file_sets import DIGITS
from nnterm.experiment.experiment import Experiment, Option
from nnterm.runs.export.pixel_order import shuffling
from nnterm.runs.export.pretraining import pretraining
from nnterm.runs.export.table import reading_table
from nnterm.runs.export.tokens import next_letters

SHIPPED = {
    "mnist10k": ("mnist10k.npz",),
    "reviews10k": ("reviews10k.tsv.gz",),
    "products2400": ("products2400.tsv.gz",),
    "surnames": ("surnames.tsv.gz",),
    "next_letter": ("surnames.tsv.gz",),
    "series": ("series.npz",),
}
"""Names of the files that the data sets are read from."""

_ARRAYS = {"sunspots": "sunspots", "co2": "co2", "nino": "elnino"}
"""The array of each series in its file."""


def files(experiment: Experiment) -> tuple[str, ...]:
    """Names of the data files that ship and that the script reads."""
    shipped = SHIPPED.get(experiment.dataset.name, ())
    if (before := pretraining(experiment)) is not None:
        shipped = tuple(dict.fromkeys((*files(before), *shipped)))
    if catalog.options(experiment.dataset).get("test") == "products":
        return (*shipped, *SHIPPED["products2400"])
    return shipped


def reading(experiment: Experiment, data_folder: str) -> str:
    """The lines that make `x` and `y`, and `x_test` and `y_test` where the data come divided."""
    options = catalog.options(experiment.dataset)
    name = experiment.dataset.name
    some = _first(name, options)
    match name:
        case "mnist10k":
            return _digits(some, options, data_folder)
        case "mnist" | "imdb":
            return _of_keras(name, some, options)
        case "csv":
            return reading_table(experiment)
        case "surnames":
            return _surnames(some, data_folder)
        case "next_letter":
            return next_letters(_path("surnames.tsv.gz", data_folder), options)
        case "series":
            return _series(str(options["series"]), int(options["window"]), data_folder)
    if name == "products2400":
        return "\n".join([_CREDITS[name], *_rated("", _path("products2400.tsv.gz", data_folder), some)])
    lines = [_CREDITS[name], *_rated("", _path("reviews10k.tsv.gz", data_folder), some)]
    if options["test"] == "products":
        lines += [_CREDITS["products2400"], *_rated("_test", _path("products2400.tsv.gz", data_folder), "")]
    return "\n".join(lines)


_CREDITS = {
    "reviews10k": "# Film-review snippets by Pang and Lee, rated by people for VADER\n"
    "# (Hutto and Gilbert, 2014); CC BY 4.0.",
    "products2400": "# Product-review snippets by Hu and Liu, rated by people for VADER\n"
    "# (Hutto and Gilbert, 2014); CC BY 4.0.",
}


def _rated(suffix: str, path: str, some: str) -> list[str]:
    """The lines that read rated texts into `x` and `y` with `suffix`."""
    return [
        f"path = {path}",
        'with gzip.open(path, "rt", encoding="utf-8", newline="") as file:',
        '    rows = list(csv.DictReader(file, delimiter="\\t", quoting=csv.QUOTE_NONE))',
        f'x{suffix} = [row["text"] for row in rows{some}]',
        f'y{suffix} = np.array([float(row["rating"]) > 0 for row in rows{some}]).astype(int)',
    ]


def _digits(some: str, options: dict[str, Option], data_folder: str) -> str:
    arrays, kept = f'arrays["x"]{some}, arrays["y"]{some}', list[str]()
    if options["digits"] != "all":
        first = DIGITS[str(options["digits"])][0]
        arrays = 'arrays["x"], arrays["y"]'
        numbered = f"y[kept]{some} - {first}  # Class 0 is a {first}." if first else f"y[kept]{some}"
        kept = [f"kept = (y >= {first}) & (y < {first + 5})", f"x, y = x[kept]{some}, {numbered}"]
    lines = [
        "# 10,000 digits of MNIST: LeCun, Cortes, Burges; CC BY-SA 3.0.",
        f"with np.load({_path('mnist10k.npz', data_folder)}) as arrays:",
        f"    x, y = {arrays}",
        *kept,
        f'x = x.reshape{_pixels(bool(options["flatten"]))}.astype("float32") / 255',
    ]
    return "\n".join(lines) + shuffling(options, "x")


def _pixels(flatten: bool) -> str:
    return "(-1, 784)" if flatten else "(-1, 28, 28, 1)"


def _of_keras(name: str, some: str, options: dict[str, Option]) -> str:
    """The call of `keras.datasets`, which finds the file in its cache."""
    words = f"num_words={options['words']}" if name == "imdb" else ""
    lines = [f"(x, y), (x_test, y_test) = keras.datasets.{name}.load_data({words})"]
    if some:
        lines.append(f"x, y = x{some}, y{some}")
    if name == "mnist":
        shape = _pixels(bool(options["flatten"]))
        lines += [f'{x} = {x}.reshape{shape}.astype("float32") / 255' for x in ("x", "x_test")]
    order = shuffling(options, "x", "x_test") if name == "mnist" else ""
    return "\n".join(lines) + order


def _surnames(some: str, data_folder: str) -> str:
    return dedent(f"""\
        # Last names of nine languages from the package faker; MIT licence.
        path = {_path("surnames.tsv.gz", data_folder)}
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\\t", quoting=csv.QUOTE_NONE))
        languages = sorted({{row["language"] for row in rows}})
        x = [row["name"] for row in rows{some}]
        y = np.array([languages.index(row["language"]) for row in rows{some}])""")


def _series(name: str, window: int, data_folder: str) -> str:
    kept = ".ravel()" if name == "nino" else ""
    lines = [
        "# Public-domain series from the package statsmodels.",
        f"with np.load({_path('series.npz', data_folder)}) as arrays:",
        f'    values = arrays["{_ARRAYS[name]}"]{kept}.astype("float64")',
    ]
    if name == "co2":
        lines += [
            "# A gap is a straight line between its neighbours.",
            "known = np.flatnonzero(~np.isnan(values))",
            "values = np.interp(np.arange(len(values)), known, values[known])",
        ]
    return "\n".join(
        (
            *lines,
            f"x = np.lib.stride_tricks.sliding_window_view(values[:-1], {window})",
            f"y = values[{window}:]",
        )
    )


def _first(name: str, options: dict[str, Option]) -> str:
    """The slice that takes the first `samples` rows; nothing where that is all of them."""
    samples = options.get("samples")
    return "" if samples == catalog.CATALOG[name].options.get("samples") else f"[:{samples}]"


def _path(name: str, data_folder: str) -> str:
    """The expression for the place of a data file. A string of JSON is one of Python too."""
    if data_folder:
        return json.dumps(f"{data_folder}/{name}", ensure_ascii=False)
    return f'Path(__file__).with_name("{name}")'
