"""The learner's own table in an experiment: looked up when it is named, and the model's end made to fit it."""

from contextlib import suppress

import msgspec

from nnterm.errors import DatasetError, HyperparameterError, ModelError
from nnterm.experiment import csv_file, outputs
from nnterm.experiment.experiment import Dataset, Experiment
from nnterm.experiment.layers import Dense, width
from nnterm.experiment.losses import DISTANCE_METRICS


def described(dataset: Dataset, before: Dataset | None = None) -> Dataset:
    """`dataset` with what is found in its file; other data sets, and one without a path, as they are.

    `before` is what it was changed from: with another file, a target that this one has not is forgotten. Raises
    DatasetError where the file cannot be used.
    """
    if dataset.name != "csv":
        return dataset
    path, target, task = (str(dataset.options.get(name, "")) for name in ("path", "target", "task"))
    if not path:
        return msgspec.structs.replace(dataset, table=None)
    if before is not None and before.options.get("path") != path and target not in csv_file.header(path):
        options = {name: value for name, value in dataset.options.items() if name != "target"}
        return described(msgspec.structs.replace(dataset, options=options))
    return msgspec.structs.replace(dataset, table=csv_file.read(path, target, task or "auto").table)


def refreshed(dataset: Dataset) -> Dataset:
    """`dataset` as its file is now; as it was where the file cannot be read, which whoever trains will say."""
    with suppress(DatasetError):
        return described(dataset)
    return dataset


def adapted(experiment: Experiment) -> Experiment:
    """`experiment` with an output layer, a loss and metrics that suit its table, where they did not.

    That is a unit and the squared error for a number, a unit a class with softmax for classes.
    """
    table, chosen = experiment.dataset.table, experiment.hyperparameters
    if table is None or _fits(experiment):
        return experiment
    if table.classes:
        end = Dense(units=len(table.classes), activation="softmax")
        changed = {"loss": "categorical_crossentropy", "metrics": ("accuracy",)}
    else:
        end = Dense(units=1)
        kept = tuple(metric for metric in chosen.metrics if metric in DISTANCE_METRICS)
        changed = {"loss": "mean_squared_error", "metrics": kept or ("mean_absolute_error",)}
    hyperparameters = msgspec.structs.replace(chosen, layers=(*chosen.layers[:-1], end), **changed)
    return msgspec.structs.replace(experiment, hyperparameters=hyperparameters)


def _fits(experiment: Experiment) -> bool:
    """Whether output layer, loss and metrics suit the target."""
    dataset, chosen = experiment.dataset, experiment.hyperparameters
    classes = len(dataset.table.classes) if dataset.table is not None else 0
    try:
        outputs.check_units(dataset, chosen)
        outputs.check_loss(dataset, chosen)
        outputs.check_metrics(dataset, chosen)
    except (ModelError, HyperparameterError):
        return False
    if not classes:
        return True
    return width(chosen.output) in (1, classes) and chosen.loss in outputs.fitting_losses(dataset, chosen)
