"""The catalog's entries of data sets that are read from files: those that ship, Keras's own, the learner's."""

from nnterm.experiment.datasets.dataset_spec import DatasetSpec
from nnterm.experiment.datasets.lookup import NAME as LOOKUP

_DIGITS = tuple("0123456789")
DIGITS = {"all": (0, 10_000), "0-4": (0, 5_131), "5-9": (5, 4_869)}
"""What the option `digits` of `mnist10k` may be: the smallest digit, and how many rows there are."""

_OPINIONS = ("negative", "positive")

TEXTS = {"reviews10k": "words", "products2400": "words", "imdb": "words", "surnames": "letters", LOOKUP: "words"}
"""Data sets whose rows are texts, and the option that says how many numbers there are for their words or letters."""

SERIES_LENGTHS = {"sunspots": 309, "co2": 2284, "nino": 732}
"""The series by name, and how many values each has."""

BROUGHT = {"mnist": 10_000, "imdb": 25_000}
"""Data sets that come divided, and how many rows for testing they have beside those for training."""

PIXEL_SEED = 2_000_000
"""Seed of the one order that `shuffle_pixels` puts the pixels of every image into."""

PRODUCTS = 2400
"""How many product reviews there are."""

NAMES = 3338
"""How many surnames there are."""

DROP, FILL, INDICATE = "drop", "fill", "indicate"
"""What becomes of missing values in a learner's table: their rows are left out; or they become the median of their
column, or its most frequent text; or that, and an input of its own says where they were missing."""

FILE_SETS: dict[str, DatasetSpec] = {
    "mnist10k": DatasetSpec(
        summary="10,000 handwritten digits of 28x28 pixels, values 0 to 1",
        classes=_DIGITS,
        shape=(28, 28, 1),
        options={"samples": 10_000, "digits": "all", "flatten": False, "shuffle_pixels": False},
        bounds={"samples": (1, 10_000)},
        choices={"digits": tuple(DIGITS)},
    ),
    "mnist": DatasetSpec(
        summary="All of MNIST, 60,000 handwritten digits and 10,000 for testing, where Keras has it in its cache",
        classes=_DIGITS,
        shape=(28, 28, 1),
        options={"samples": 60_000, "flatten": False, "shuffle_pixels": False},
        bounds={"samples": (1, 60_000)},
    ),
    "reviews10k": DatasetSpec(
        summary="10,000 snippets of film reviews, half of them positive",
        classes=_OPINIONS,
        shape=(32,),
        options={"samples": 10_000, "encoding": "tokens", "words": 10_000, "length": 32, "test": "reviews"},
        bounds={"samples": (1, 10_000), "words": (3, 20_000), "length": (1, 64)},
        choices={"encoding": ("tokens", "multi_hot"), "test": ("reviews", "products")},
    ),
    "products2400": DatasetSpec(
        summary="2,400 snippets of product reviews, half of them positive",
        classes=_OPINIONS,
        shape=(32,),
        options={"samples": PRODUCTS, "encoding": "tokens", "words": 10_000, "length": 32},
        bounds={"samples": (1, PRODUCTS), "words": (3, 20_000), "length": (1, 64)},
        choices={"encoding": ("tokens", "multi_hot")},
    ),
    "imdb": DatasetSpec(
        summary="25,000 whole film reviews and 25,000 for testing, where Keras has them in its cache",
        classes=_OPINIONS,
        shape=(256,),
        options={"samples": 25_000, "encoding": "tokens", "words": 10_000, "length": 256},
        bounds={"samples": (1, 25_000), "words": (4, 90_000), "length": (1, 2500)},
        choices={"encoding": ("tokens", "multi_hot")},
    ),
    "surnames": DatasetSpec(
        summary="3,338 surnames of nine languages, letter by letter",
        classes=("dutch", "english", "finnish", "french", "german", "italian", "polish", "spanish", "swedish"),
        shape=(16,),
        options={"samples": NAMES, "encoding": "tokens", "letters": 55, "length": 16},
        bounds={"samples": (1, NAMES), "letters": (3, 55), "length": (1, 20)},
        choices={"encoding": ("tokens", "multi_hot", "counts")},
    ),
    "series": DatasetSpec(
        summary="A measured series, its past values and the next one: a number",
        task="regression",
        shape=(12, 1),
        options={"series": "sunspots", "window": 12, "scale": True, "flatten": False},
        bounds={"window": (1, 64)},
        choices={"series": tuple(SERIES_LENGTHS)},
    ),
    "csv": DatasetSpec(
        summary="A table of your own, from a CSV file",
        classes=("0", "1"),
        shape=(1,),
        options={"path": "", "target": "", "task": "auto", "missing": DROP, "scale": True, "scaled_target": True},
        choices={"task": ("auto", "classification", "regression"), "missing": (DROP, FILL, INDICATE)},
    ),
}
"""The entries by name."""
