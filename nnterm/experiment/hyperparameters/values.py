"""The value of a hyperparameter by the name that `--set` gives it: the other direction of an assignment."""

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset, Option
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import activation_of, initializer_of, width
from nnterm.experiment.hyperparameters.schedules import name_of
from nnterm.experiment.hyperparameters.table import OFF, TABLE

MIXED = "mixed"
"""The value of what is chosen for all hidden layers at once, where they have different ones."""


def shown(value: Option) -> str:
    """A value as the form shows it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}".replace("e-0", "e-")
    return str(value)


def value_named(hyperparameters: Hyperparameters, name: str) -> Option:
    """What `name` is now, for every name but those of single layers; `off` for what is not in use."""
    if name == "kernel_initializer":
        hidden = (hyperparameters.layers[position] for position in hyperparameters.hidden)
        found = {initializer for layer in hidden if (initializer := initializer_of(layer))}
        return found.pop() if len(found) == 1 else MIXED if found else OFF
    if name == "schedule":
        return name_of(hyperparameters.schedule)
    value: Option | None = hyperparameters.value(name)
    return OFF if value is None else value


def values_named(dataset: Dataset, hyperparameters: Hyperparameters, name: str) -> tuple[Option, ...]:
    """What `name` is now, for every name that `--set` takes: one value, or one for each hidden layer."""
    hidden = [hyperparameters.layers[position] for position in hyperparameters.hidden]
    match name:
        case "units":
            return tuple(units for layer in hidden if (units := width(layer)) is not None)
        case "activation":
            return tuple(activation for layer in hidden if (activation := activation_of(layer)) is not None)
        case "layers":
            return (len(hidden),)
        case _ if name.startswith("dataset."):
            return (catalog.options(dataset)[name.removeprefix("dataset.")],)
        case _ if TABLE[name].kind == "list":
            found: tuple[Option, ...] = hyperparameters.value(name)
            return found
        case _:
            return (value_named(hyperparameters, name),)
