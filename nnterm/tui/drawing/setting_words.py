"""Settings and their values in words, in the form and beside curves."""

from nnterm.experiment.experiment import Option
from nnterm.experiment.hyperparameters.losses import short
from nnterm.experiment.hyperparameters.table import TABLE


def in_form() -> tuple[str, ...]:
    """The hyperparameters beside the layers that the form may have a field for, from top to bottom."""
    return tuple(name for name, entry in TABLE.items() if entry.form != "never")


def shown(value: Option) -> str:
    """A value as the form shows it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}".replace("e-0", "e-")
    return str(value)


def displayed(name: str, value: Option) -> str:
    """The value of the hyperparameter `name` where there is little room."""
    return short(str(value)) if name == "loss" else shown(value)
