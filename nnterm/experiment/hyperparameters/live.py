"""What may change while a run goes on, the weights being kept."""

from typing import NamedTuple

import msgspec

from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.table import TABLE


def live_names() -> tuple[str, ...]:
    """Hyperparameters that a run under way can adopt at its next epoch. All others make another model."""
    return tuple(name for name, entry in TABLE.items() if entry.live)


class Difference(NamedTuple):
    """One hyperparameter that has another value."""

    name: str
    before: float
    after: float


class Change(msgspec.Struct, frozen=True):
    """What a run goes on with."""

    epoch: int
    """Whole epochs done before it."""
    hyperparameters: Hyperparameters


def is_live(before: Hyperparameters, after: Hyperparameters) -> bool:
    """Whether a run with `before` can go on with `after`."""
    return adopted(before, after) == after


def adopted(before: Hyperparameters, after: Hyperparameters) -> Hyperparameters:
    """`before` with those values of `after` that a run under way can adopt."""
    return msgspec.structs.replace(before, **{name: getattr(after, name) for name in live_names()})


def differences(before: Hyperparameters, after: Hyperparameters) -> tuple[Difference, ...]:
    """Every live hyperparameter with another value."""
    pairs = (Difference(name, getattr(before, name), getattr(after, name)) for name in live_names())
    return tuple(pair for pair in pairs if pair.before != pair.after)


def needs_other_graph(before: Hyperparameters, after: Hyperparameters) -> bool:
    """Whether a live change from `before` to `after` needs another compiled model to go on with."""
    if after.schedule is not None:
        # Its steps follow from the other values.
        return True
    return any(TABLE[difference.name].compiled for difference in differences(before, after))


def compiled_values(hyperparameters: Hyperparameters) -> tuple[object, ...]:
    """What is part of a compiled model: two trainings with the same can share it."""
    names = (name for name, entry in TABLE.items() if entry.compiled and not entry.part)
    rate = hyperparameters.learning_rate if hyperparameters.schedule is not None else None
    return (hyperparameters.stack(), rate, *(hyperparameters.value(name) for name in names))
