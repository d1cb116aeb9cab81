"""The value of a hyperparameter by the name that `--set` gives it: the other direction of an assignment."""

from nnterm.experiment.assignment import OFF
from nnterm.experiment.experiment import Option
from nnterm.experiment.hyperparameters import Hyperparameters
from nnterm.experiment.schedules import name_of

SCHEDULE_NAMES = ("decay_steps", "decay_rate", "alpha")
STOPPING_NAMES = ("monitor", "min_delta", "restore_best_weights", "start_from_epoch")


def value_named(hyperparameters: Hyperparameters, name: str) -> Option:
    """What `name` is now, for every name but those of layers; `off` for what is not in use."""
    if name == "schedule":
        return name_of(hyperparameters.schedule)
    if name in SCHEDULE_NAMES:
        found = getattr(hyperparameters.schedule, name, None)
        return OFF if found is None else found
    rule = hyperparameters.early_stopping
    if name == "patience" or name in STOPPING_NAMES:
        found = getattr(rule, name, None)
        return OFF if found is None else found
    known: Option = getattr(hyperparameters, name)
    return known
