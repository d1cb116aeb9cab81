"""An experiment: a data set, how it is split, the baseline hyperparameters, and which of them may be tuned."""

import msgspec

from nnterm.experiment.datasets.table import Table
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters

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


class Tune(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the learner may change about one hyperparameter."""

    low: float | None = None
    """Smallest value, if narrower than the hyperparameter's own bounds."""
    high: float | None = None
    """Largest value, likewise."""
    choices: tuple[Option, ...] = ()
    """The only values offered; empty for all."""


SHOWN = ("curves", "model", "code")
"""Panels of an experiment that names none."""


class Experiment(msgspec.Struct, frozen=True, kw_only=True):
    """A question put to a data set: what the learner trains."""

    id: str
    """Name within its lesson."""
    title: str = ""
    """A few words for lists and charts; the id where the author gave none."""
    dataset: Dataset
    split: Split
    hyperparameters: Hyperparameters
    """The baseline: what the lesson itself trains."""
    tune: dict[str, Tune] = {}
    """Tunable hyperparameters by name (`dataset.noise` for a data set's option); all of the form's where empty."""
    no_remedy: tuple[str, ...] = ()
    """Hyperparameters that a verdict must not advise: the lesson shows that they do not help here."""
    show: tuple[str, ...] = SHOWN
    """Panels that matter here, the first one opened first; see `experiment.panels`."""
    expect: dict[str, str] = {}
    """What the author promises of the baseline: a metric and a condition such as `>= 0.95`."""
