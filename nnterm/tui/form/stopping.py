"""How an experiment stops early, as the form has it. No Textual here."""

import msgspec

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.early_stopping import EarlyStopping
from nnterm.experiment.hyperparameters.table import TABLE


def never_stops(experiment: Experiment) -> bool:
    """Whether it trains all its epochs."""
    return experiment.hyperparameters.early_stopping is None


def stopping_as_usual(experiment: Experiment, name: str) -> Experiment:
    """`experiment`; for a field about how it stops early, where it never does, one that stops as Keras's default does.

    Else such a field would have no value that it can be put back to.
    """
    entry = TABLE.get(name)
    if entry is None or entry.part != "early_stopping" or entry.first or not never_stops(experiment):
        return experiment
    hyperparameters = msgspec.structs.replace(experiment.hyperparameters, early_stopping=EarlyStopping())
    return msgspec.structs.replace(experiment, hyperparameters=hyperparameters)
