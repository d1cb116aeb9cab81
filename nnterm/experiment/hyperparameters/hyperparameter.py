"""What the table of hyperparameters says of each of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["integer", "number", "truth", "choice", "text", "list"]
"""Type of the value: `list` is of choices, and `text` is checked against the experiment only."""

Part = Literal["", "schedule", "early_stopping", "layers"]
"""Where the value is kept: a field of `Hyperparameters`, of one of its structs, or of every hidden layer with units."""


@dataclass(frozen=True, kw_only=True)
class Hyperparameter:
    """One row of the table."""

    kind: Kind
    help: str
    """What it does, in a sentence."""
    label: str = ""
    """In the form; the name where it is empty."""
    short: str = ""
    """Beside a curve, where there is little room; the label where it is empty."""
    bounds: tuple[float, float] | None = None
    """Smallest and largest value of a number, both allowed."""
    choices: tuple[str, ...] = ()
    """All values of a choice or list."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Other names of choices that Keras understands too."""
    steps: tuple[float, ...] = ()
    """The values that the form's arrow keys walk along; any other may be typed. By ones where there are none."""
    offered: tuple[str, ...] = ()
    """Values that the form offers among others that may be typed."""
    form: Literal["always", "tuned", "never"] = "never"
    """When the form has a field for it: where `tune` does not leave it out, or where `tune` names it only."""
    live: bool = False
    """Whether a run under way can adopt another value at its next epoch. Any other change makes another model."""
    compiled: bool = True
    """Whether the value is part of the compiled graph, so that another value needs another one."""
    part: Part = ""
    first: bool = False
    """Whether it is assigned before the others, whatever their order: others depend on it."""
    key: Literal["", "compile", "fit"] = ""
    """The key of a lesson's experiment that it is written under; empty for beside `model`."""
    optimizers: tuple[str, ...] = ()
    """The optimizers that take it as an argument of this name; empty for what is no such argument."""
    requires: str = ""
    """Another argument of optimizers without which it does nothing."""


def in_digits(number: float) -> str:
    """A bound or a value as a person would type it: whole numbers in full, others in at most six digits."""
    return str(int(number)) if abs(number) < 1e15 and number == int(number) else f"{number:g}"
