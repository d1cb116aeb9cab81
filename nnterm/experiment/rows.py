"""Which rows a training has: a data set with its options, and how it is split."""

import msgspec

from nnterm.experiment.datasets.table import Table

Option = bool | int | float | str
"""Value of a data set's option."""


class Dataset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A data set by name, with its options (noise, samples ...)."""

    name: str
    """Name in `experiment.catalog`."""
    options: dict[str, Option] = {}
    """Options that differ from the catalog's defaults."""
    table: Table | None = None
    """What was found in the learner's own file, for `csv`; None for other data sets, and before a file was chosen."""


class Split(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How rows are divided. The test rows leave first; validation is the last part of what remains, as in Keras."""

    test: float = 0.0
    """Below 1 the fraction of rows, from 1 on their number; 0 for none."""
    validation: float = 0.0
    """Below 1 the fraction of the rows that remain, from 1 on their number; 0 for none."""
    stratify: bool = False
    """Whether the test rows hold the classes in the same proportion as the rest."""
    seed: int = 0
    """Which rows become test rows."""
