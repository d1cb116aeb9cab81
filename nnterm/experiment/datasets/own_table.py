"""The learner's own table in an experiment: looked up when it is named, and the model's end made to fit it."""

from contextlib import suppress

import msgspec

from nnterm.errors import DatasetError, HyperparameterError
from nnterm.experiment.datasets import csv_file
from nnterm.experiment.datasets.file_sets import DROP
from nnterm.experiment.datasets.label_noise import without
from nnterm.experiment.experiment import Dataset, Experiment
from nnterm.experiment.hyperparameters import outputs
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense, activation_of, width
from nnterm.experiment.hyperparameters.losses import DISTANCE_METRICS, Metric


def described(dataset: Dataset, before: Dataset | None = None) -> Dataset:
    """`dataset` with what is found in its file; other data sets, and one without a path, as they are.

    `before` is what it was changed from: with another file, a target that this one has not is forgotten. Raises
    DatasetError where the file cannot be used. Label noise is forgotten where the target is a number.
    """
    if dataset.name != "csv":
        return dataset
    path, target, task = (str(dataset.options.get(name, "")) for name in ("path", "target", "task"))
    if not path:
        return msgspec.structs.replace(dataset, table=None)
    if before is not None and before.options.get("path") != path and target not in csv_file.header(path):
        options = {name: value for name, value in dataset.options.items() if name != "target"}
        return described(msgspec.structs.replace(dataset, options=options))
    missing = str(dataset.options.get("missing", DROP))
    table = csv_file.look(path, target, task or "auto", missing)
    options = dataset.options if table.classes else without(dataset.options)
    return msgspec.structs.replace(dataset, table=table, options=options)


def reads_file(experiment: Experiment, name: str) -> bool:
    """Whether a change of what is called `name` in the form reads the learner's file."""
    return experiment.dataset.name == "csv" and name.startswith("dataset.")


def refreshed(experiment: Experiment, baseline: Experiment | None = None) -> Experiment:
    """`experiment` with its table as the file is now; as it was where that cannot be read, which training will say.

    `baseline` is the lesson's own experiment, where `experiment` was changed from it.
    """
    with suppress(DatasetError):
        dataset = described(experiment.dataset)
        if dataset != experiment.dataset:
            return adapted(experiment, dataset, baseline or experiment)
    return experiment


def adapted(experiment: Experiment, dataset: Dataset, baseline: Experiment) -> Experiment:
    """`experiment` on `dataset`: output layer, loss and metrics follow the target.

    They are those of `baseline`, the lesson's own, where these suit the target; else a unit and the squared error for a
    number, a unit a class with softmax for classes. Another target or file starts from there: what was chosen for the
    one before says nothing about this one. Where the target stays, a loss and metrics of the learner's own are kept as
    far as they fit. So the result does not depend on which targets were chosen on the way.
    """
    chosen, now = experiment.hyperparameters, _end(baseline, dataset)
    if _target_of(experiment.dataset) == _target_of(dataset):
        now = _kept(chosen, _end(baseline, experiment.dataset), now, dataset)
    layers = (*chosen.layers[:-1], now.output)
    hyperparameters = msgspec.structs.replace(chosen, layers=layers, loss=now.loss, metrics=now.metrics)
    return msgspec.structs.replace(experiment, dataset=dataset, hyperparameters=hyperparameters)


def _target_of(dataset: Dataset) -> tuple[object, ...]:
    """What `dataset` asks for: a column of a file, as a number or as one of some classes."""
    table = dataset.table
    target = (table.target, table.classes) if table is not None else ()
    return dataset.name, dataset.options.get("path"), target


def _end(baseline: Experiment, dataset: Dataset) -> Hyperparameters:
    """The baseline with the output layer, loss and metrics that suit the target of `dataset`: its own if they do."""
    chosen, table, own = baseline.hyperparameters, dataset.table, baseline.dataset.table
    if table is None or (own is not None and len(own.classes) == len(table.classes)) or _suits(dataset, chosen):
        return chosen
    if table.classes:
        output = Dense(units=len(table.classes), activation="softmax")
        end = msgspec.structs.replace(chosen, loss="categorical_crossentropy", metrics=("accuracy",))
    else:
        output = Dense(units=1)
        kept = tuple(metric for metric in chosen.metrics if metric in DISTANCE_METRICS)
        end = msgspec.structs.replace(chosen, loss="mean_squared_error", metrics=kept or ("mean_absolute_error",))
    return end.with_layer(len(end.layers) - 1, output)


def _kept(chosen: Hyperparameters, was: Hyperparameters, now: Hyperparameters, dataset: Dataset) -> Hyperparameters:
    """`now` with the loss and metrics of `chosen` that differ from those of `was`, as far as they fit."""
    if chosen.loss != was.loss and chosen.loss in outputs.fitting_losses(dataset, now):
        now = msgspec.structs.replace(now, loss=chosen.loss)
    wanted = chosen.metrics if chosen.metrics != was.metrics else now.metrics
    fitting = tuple(metric for metric in wanted if _fits(metric, dataset, now))
    if wanted and not fitting:
        fitting = tuple(metric for metric in (*now.metrics, "accuracy") if _fits(metric, dataset, now))
    return msgspec.structs.replace(now, metrics=fitting)


def _suits(dataset: Dataset, chosen: Hyperparameters) -> bool:
    """Whether output layer, loss and metrics of a lesson suit the target of `dataset`."""
    classes = len(dataset.table.classes) if dataset.table is not None else 0
    units, activation = width(chosen.output), activation_of(chosen.output)
    if chosen.loss not in outputs.fitting_losses(dataset, chosen):
        return False
    if not all(_fits(metric, dataset, chosen) for metric in chosen.metrics):
        return False
    if not classes:
        # Between 0 and 1, or -1 and 1, a number has no room.
        return units == 1 and activation not in ("sigmoid", "softmax", "tanh")
    if units == 1:
        return classes == 2 and (activation == "sigmoid" or chosen.loss == "hinge")
    return units == classes and activation in ("sigmoid", "softmax")


def _fits(metric: Metric, dataset: Dataset, chosen: Hyperparameters) -> bool:
    """Whether a metric means something for the target of `dataset`."""
    try:
        outputs.check_metrics(dataset, msgspec.structs.replace(chosen, metrics=(metric,)))
    except HyperparameterError:
        return False
    return True
