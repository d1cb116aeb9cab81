"""`EPOCH:NAME=VALUE`: what a run continues with after an epoch, as when the learner changes it by hand."""

from nnterm.errors import HyperparameterError
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.experiment.hyperparameters.live import Change, live_names
from nnterm.experiment.hyperparameters.names import unknown_name
from nnterm.experiment.hyperparameters.table import TABLE


def timeline(experiment: Experiment, texts: list[str]) -> tuple[Change, ...]:
    """The changes that `texts` ask for, in the order of their epochs; those of one epoch are one.

    Raises HyperparameterError for an epoch beyond the training, and for what cannot change during a run.
    """
    changes: list[Change] = []
    current = experiment
    for epoch, assignment in sorted((_parsed(text) for text in texts), key=lambda pair: pair[0]):
        planned = current.hyperparameters.epochs
        if not 1 <= epoch < planned:
            raise HyperparameterError(
                f"{epoch}:{assignment} would come after epoch {epoch} of {planned}.",
                f"Name an epoch from 1 to {planned - 1}." if planned > 1 else "A run of one epoch cannot be changed.",
            )
        current = assign(current, [assignment])
        if changes and changes[-1].epoch == epoch:
            changes.pop()
        changes.append(Change(epoch, current.hyperparameters))
    return tuple(changes)


def _parsed(text: str) -> tuple[int, str]:
    epoch, colon, assignment = text.partition(":")
    name = assignment.partition("=")[0].strip()
    if not colon or not epoch.strip().isdigit():
        raise HyperparameterError(
            f"{text!r} does not say when and what to change.",
            "Write EPOCH:NAME=VALUE, for example 50:learning_rate=0.01.",
        )
    if name not in TABLE:
        raise unknown_name(name)
    if name not in live_names():
        raise HyperparameterError(
            f"{name} cannot change during a run.",
            f"Choose one of {', '.join(live_names())}, or use --set for the whole run.",
        )
    return int(epoch), assignment
