"""What is known of a data set without loading it: one entry of the catalog."""

from typing import Literal

import msgspec

from nnterm.experiment.experiment import Option

Task = Literal["classification", "regression"]


class DatasetSpec(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a data set without loading it."""

    summary: str
    """One line for lists."""
    task: Task = "classification"
    classes: tuple[str, ...] = ()
    """Names of the classes in the order of their numbers; empty for regression."""
    features: tuple[str, ...] = ()
    """Names of the columns, for tables; empty for images and texts."""
    shape: tuple[int, ...]
    """Shape of one sample under the default options."""
    options: dict[str, Option] = {}
    """Every option with its default; the default's type is the option's type."""
    bounds: dict[str, tuple[float, float]] = {}
    """Smallest and largest value of numeric options."""
    choices: dict[str, tuple[str, ...]] = {}
    """Values of options that are names."""
    rows: int = 0
    """How many samples there are, where no option `samples` says so."""
    tokens: tuple[str, ...] = ()
    """What each number means, where a row is a window of tokens that need no vocabulary; 0 pads it in front."""
    sorted_rows: tuple[int, ...] = ()
    """Rows of each class where the rows come sorted by class; empty where they come mixed."""
