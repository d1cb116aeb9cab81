"""The catalog's entries of data sets whose rows are tokens with fixed numbers: generated, or cut from names."""

from nnterm.experiment.datasets.dataset_spec import DatasetSpec

FILLERS = "abcdefghij"
"""Tokens of `sequences` that say nothing."""

MARK = "*"
"""The token of `sequences` after which comes what has to be remembered."""

LETTERS = " ',-abcdefghijklmnopqrstuvwxyzßàáäåèéêëíîñóöúüąęłńśźż"
"""The letters of the surnames that ship, in lower case, in the order of Unicode."""

NAME_WINDOWS = 26_961
"""Windows that the surnames give: one for each letter, and one for the end of each name."""

TOKEN_SETS: dict[str, DatasetSpec] = {
    "sequences": DatasetSpec(
        summary="Generated rows of tokens, with a rule that asks for A or B",
        classes=("A", "B"),
        shape=(20,),
        options={"rule": "order", "length": 20, "samples": 2_500, "seed": 0},
        bounds={"length": (4, 400), "samples": (1, 100_000), "seed": (0, 2.0**31 - 1)},
        choices={"rule": ("order", "first", "marked")},
        tokens=("padding", "A", "B", MARK, *FILLERS),
    ),
    "next_letter": DatasetSpec(
        summary="3,338 surnames cut into windows, each with the letter that comes next: for a network that writes",
        classes=("end", *LETTERS),
        shape=(10,),
        options={"length": 10, "samples": NAME_WINDOWS, "seed": 0},
        bounds={"length": (1, 20), "samples": (1, NAME_WINDOWS), "seed": (0, 2.0**31 - 1)},
        tokens=("end", *LETTERS),
    ),
}
"""The entries by name."""
