"""Settings and their values in words, in the form and beside curves."""

from nnterm.experiment.experiment import Option
from nnterm.experiment.hyperparameters.losses import short
from nnterm.experiment.hyperparameters.table import TABLE
from nnterm.experiment.hyperparameters.values import shown


def in_form() -> tuple[str, ...]:
    """The hyperparameters beside the layers that the form may have a field for, from top to bottom."""
    return tuple(name for name, entry in TABLE.items() if entry.form != "never")


def displayed(name: str, value: Option) -> str:
    """The value of the hyperparameter `name` where there is little room."""
    return short(str(value)) if name == "loss" else shown(value)
