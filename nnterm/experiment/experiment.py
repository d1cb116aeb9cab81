"""An experiment: a data set, how it is split, the baseline hyperparameters, and which of them may be tuned."""

import msgspec

from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.rows import Dataset, Option, Split

__all__ = ["SHOWN", "Dataset", "Experiment", "Option", "Split", "Tune"]


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
