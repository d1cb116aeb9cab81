"""The arguments that hyperparameters give to their optimizer, beside the learning rate."""

import msgspec

from nnterm.errors import HyperparameterError
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.table import TABLE


def taken_by(optimizer: str) -> tuple[str, ...]:
    """The names of the arguments that `optimizer` takes."""
    return tuple(name for name, entry in TABLE.items() if optimizer in entry.optimizers)


def unused(hyperparameters: Hyperparameters, name: str) -> bool:
    """Whether `name` is an argument of other optimizers only."""
    return bool(TABLE[name].optimizers) and name not in taken_by(hyperparameters.optimizer)


def given(hyperparameters: Hyperparameters) -> dict[str, object]:
    """The arguments that the optimizer takes and whose value is not the default, which is Keras's own."""
    defaults = {field.name: field.default for field in msgspec.structs.fields(type(hyperparameters))}
    values = {name: hyperparameters.value(name) for name in taken_by(hyperparameters.optimizer)}
    return {name: value for name, value in values.items() if value != defaults[name]}


def check_used(hyperparameters: Hyperparameters, name: str) -> None:
    """Raise HyperparameterError where a value was chosen for `name` that its optimizer, or another value, ignores."""
    entry, value = TABLE[name], hyperparameters.value(name)
    if not entry.optimizers or not value:
        return
    if unused(hyperparameters, name):
        raise HyperparameterError(
            f"{hyperparameters.optimizer} has no {name}.", f"Set optimizer to {' or '.join(entry.optimizers)} as well."
        )
    if entry.requires and not hyperparameters.value(entry.requires):
        raise HyperparameterError(
            f"{name} does nothing without {entry.requires}.", f"Set {entry.requires} as well, or leave {name} out."
        )
