"""The catalog's entry of `lookup`: rows of pairs of a key and a value, and a key whose value is the class."""

from string import ascii_lowercase, digits

import msgspec

from nnterm.errors import DatasetError
from nnterm.experiment.datasets.dataset_spec import DatasetSpec
from nnterm.experiment.experiment import Dataset, Option

NAME = "lookup"

NUMBERS_BESIDE = 2
"""Token numbers that no word has: of padding, and of unknown words."""

SPEC = DatasetSpec(
    summary="Generated rows like `a3 f7 c1 d7 c`: pairs of a key and a value, then a key whose value is asked for",
    classes=tuple(digits[:8]),
    shape=(5,),
    options={"pairs": 4, "keys": 8, "values": 8, "samples": 4_000, "seed": 0},
    bounds={"pairs": (1, 26), "keys": (1, 26), "values": (2, 10), "samples": (1, 100_000), "seed": (0, 2.0**31 - 1)},
)


def spec(dataset: Dataset, found: DatasetSpec) -> DatasetSpec:
    """`found` with as many classes as there are values. Raises DatasetError for more pairs than keys."""
    chosen = {**found.options, **dataset.options}
    if int(chosen["pairs"]) > int(chosen["keys"]):
        raise DatasetError(
            f"A row of lookup has {chosen['pairs']} pairs, but there are only {chosen['keys']} keys.",
            "Choose at least as many keys as pairs.",
        )
    return msgspec.structs.replace(found, classes=tuple(digits[: int(chosen["values"])]))


def reading(chosen: dict[str, Option]) -> dict[str, Option]:
    """How rows are read as texts, which follows from the options: a word is a pair, or the key that is asked for."""
    keys, values = int(chosen["keys"]), int(chosen["values"])
    words = keys * values + keys + NUMBERS_BESIDE
    return {"encoding": "tokens", "words": words, "length": int(chosen["pairs"]) + 1}


def letters(keys: int) -> str:
    """The names of the keys."""
    return ascii_lowercase[:keys]
