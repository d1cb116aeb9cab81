"""What may change while a run goes on, the weights being kept."""

from typing import NamedTuple

import msgspec

from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters

LIVE = ("learning_rate", "batch_size", "dropout", "l2", "epochs")
"""Hyperparameters that a run under way can take over at its next epoch. All others make another model."""


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
    """`before` with those values of `after` that a run under way can take over."""
    return msgspec.structs.replace(before, **{name: getattr(after, name) for name in LIVE})


def differences(before: Hyperparameters, after: Hyperparameters) -> tuple[Difference, ...]:
    """Every live hyperparameter with another value."""
    pairs = (Difference(name, getattr(before, name), getattr(after, name)) for name in LIVE)
    return tuple(pair for pair in pairs if pair.before != pair.after)
