"""Whether output layer, loss and metrics fit what a data set asks for: a class, or a number."""

from nnterm.errors import HyperparameterError, ModelError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense, width
from nnterm.experiment.hyperparameters.losses import DISTANCE_METRICS, DISTANCES, LOSSES, Metric

OF_ONE_UNIT = ("binary_crossentropy", "hinge")
"""Losses of classes that take one output unit for two of them."""

_OF_INTEGERS = ("accuracy", "sparse_categorical_accuracy")
"""Metrics that take class numbers, as the sparse loss does."""

_OF_TWO_CLASSES = ("precision", "recall", "auc", "f1_score")
"""Metrics that ask of one output unit whether the class is the second of two."""


def check_units(dataset: Dataset, hyperparameters: Hyperparameters) -> None:
    """Raise ModelError where the last layer has not the one unit that a regression needs."""
    units = width(hyperparameters.output)
    if catalog.entry(dataset).task == "regression" and units != 1:
        raise ModelError(
            f"The output layer has {units} units, but {dataset.name} asks for a number.",
            "Give the last Dense layer 1 unit and no activation.",
        )


def check_output(dataset: Dataset, hyperparameters: Hyperparameters) -> None:
    """Raise ModelError where the last layer is not Dense, or its units fit neither the task nor the loss."""
    output, loss = hyperparameters.output, hyperparameters.loss
    if not isinstance(output, Dense):
        raise ModelError(f"The last layer is {output.name}.", "End the model with a Dense layer.")
    check_units(dataset, hyperparameters)
    entry = catalog.entry(dataset)
    if entry.task == "regression":
        return
    units, classes = output.units, len(entry.classes)
    needs_all = units > 1 or loss in ("categorical_crossentropy", "sparse_categorical_crossentropy")
    if units != classes if needs_all else classes > 2 and loss not in DISTANCES:
        advice = f"Give the last Dense layer {classes} units with softmax"
        if classes == 2:
            advice += ", or one unit with sigmoid and binary_crossentropy"
        raise ModelError(
            f"The output layer has {units} {'unit' if units == 1 else 'units'}, which does not fit {loss} "
            f"and the {classes} classes of {dataset.name}.",
            advice + ".",
        )


def check_loss(dataset: Dataset, hyperparameters: Hyperparameters) -> None:
    """Raise HyperparameterError for a loss of classes where the target is a number."""
    if catalog.entry(dataset).task == "regression" and hyperparameters.loss not in DISTANCES:
        raise HyperparameterError(
            f"The loss {hyperparameters.loss} compares classes, but {dataset.name} asks for a number.",
            f"Use {_either(DISTANCES)}.",
        )


def fitting_losses(dataset: Dataset, hyperparameters: Hyperparameters) -> tuple[str, ...]:
    """The losses that suit the task and the units of the output layer."""
    entry, units = catalog.entry(dataset), width(hyperparameters.output)
    if entry.task == "regression":
        return DISTANCES
    if units == 1:
        return tuple(loss for loss in LOSSES if loss in DISTANCES or (loss in OF_ONE_UNIT and len(entry.classes) == 2))
    return tuple(loss for loss in LOSSES if loss != "hinge")


def check_metrics(dataset: Dataset, hyperparameters: Hyperparameters) -> None:
    """Raise HyperparameterError for the first metric that means nothing for these targets."""
    for metric in hyperparameters.metrics:
        _check_metric(metric, dataset, hyperparameters)


def _check_metric(metric: Metric, dataset: Dataset, hyperparameters: Hyperparameters) -> None:
    entry = catalog.entry(dataset)
    if entry.task == "regression":
        if metric not in DISTANCE_METRICS:
            raise HyperparameterError(
                f"The metric {metric} judges classes, but {dataset.name} asks for a number.",
                f"Use {_either(DISTANCE_METRICS)}.",
            )
    elif hyperparameters.loss == "sparse_categorical_crossentropy":
        if metric not in _OF_INTEGERS:
            raise HyperparameterError(
                f"The metric {metric} needs one-hot labels, but sparse_categorical_crossentropy takes integers.",
                "Use categorical_crossentropy, or the metric accuracy.",
            )
    elif metric == "sparse_categorical_accuracy":
        raise HyperparameterError(
            f"The metric {metric} needs integer labels, but {hyperparameters.loss} takes others.",
            "Use sparse_categorical_crossentropy, or the metric accuracy.",
        )
    elif width(hyperparameters.output) == 1:
        if metric == "categorical_accuracy":
            raise HyperparameterError(
                f"The metric {metric} compares the units of several classes, but the output has one unit.",
                "Use accuracy or binary_accuracy.",
            )
        if metric in _OF_TWO_CLASSES and len(entry.classes) > 2:
            raise HyperparameterError(
                f"The metric {metric} of one unit needs two classes, but {dataset.name} has {len(entry.classes)}.",
                f"Give the last Dense layer {len(entry.classes)} units, or remove the metric.",
            )


def _either(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"
