"""Where data meet a model: targets encoded for loss and output layer, and whether inputs fit the first one."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnterm.errors import ModelError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset
from nnterm.experiment.hyperparameters import outputs
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Embedding, width
from nnterm.experiment.hyperparameters.shapes import summarize
from nnterm.experiment.hyperparameters.transfer import check_transfer
from nnterm.trainer.datasets.parts import Parts

Array = NDArray[Any]


def targets(labels: Array, dataset: Dataset, hyperparameters: Hyperparameters) -> Array:
    """Class numbers (n,), or the numbers (n,) of a regression, encoded as loss and output layer want them.

    Class numbers (n,) int32 for the sparse loss, one column a class (n, classes) float32 for several output units, one
    column (n, 1) float32 for one. Raises ModelError or HyperparameterError where units, loss or metrics do not fit.
    """
    outputs.check_output(dataset, hyperparameters)
    outputs.check_loss(dataset, hyperparameters)
    outputs.check_metrics(dataset, hyperparameters)
    entry = catalog.entry(dataset)
    if entry.task == "regression":
        return labels.reshape(-1, 1).astype("float32")
    loss = hyperparameters.loss
    if loss == "sparse_categorical_crossentropy":
        return labels.astype("int32")
    if loss == "categorical_crossentropy" or (width(hyperparameters.output) or 1) > 1:
        return np.eye(len(entry.classes), dtype="float32")[labels]
    return labels.reshape(-1, 1).astype("float32")


def guessing_loss(numbers: Array, dataset: Dataset, loss: str) -> float | None:
    """Loss of the best answer that is the same for all of the `numbers` of a regression; None for classes.

    That is the mean for the squared error, and the median for the absolute one; for huber the better of the two.
    """
    if catalog.entry(dataset).task != "regression":
        return None
    return min(_mean_loss(np.abs(numbers - answer), loss) for answer in (numbers.mean(), np.median(numbers)))


def class_rows(parts: Parts, dataset: Dataset) -> dict[str, list[int]]:
    """Rows of each class in every part that has rows; empty for a regression."""
    classes = len(catalog.entry(dataset).classes)
    if not classes:
        return {}
    named = {"train": parts.train, "validation": parts.validation, "test": parts.test}
    return {name: np.bincount(part[1], minlength=classes).tolist() for name, part in named.items() if part is not None}


def last_value_loss(parts: Parts, dataset: Dataset, loss: str) -> dict[str, float]:
    """Loss of saying the last value of each window again, on every part that has rows; empty where rows have none."""
    if not catalog.in_order(dataset):
        return {}
    named = {"train": parts.train, "validation": parts.validation, "test": parts.test}
    return {
        name: _mean_loss(np.abs(part[1] - part[0].reshape(len(part[0]), -1)[:, -1]), loss)
        for name, part in named.items()
        if part is not None
    }


def _mean_loss(errors: Array, loss: str) -> float:
    """The mean loss of absolute errors."""
    match loss:
        case "mean_squared_error":
            each = errors**2
        case "mean_absolute_error":
            each = errors
        case _:
            # Huber with Keras's delta of 1: a parabola near 0, a line beyond.
            each = np.where(errors <= 1, errors**2 / 2, errors - 0.5)
    return float(each.mean())


def check_fit(parts: Parts, dataset: Dataset, hyperparameters: Hyperparameters) -> None:
    """Raise HyperparameterError or ModelError where model and rows do not fit each other."""
    hyperparameters.validate()
    if hyperparameters.early_stopping is not None:
        hyperparameters.early_stopping.check(hyperparameters.metrics, parts.validation is not None)
    first = hyperparameters.layers[0]
    if isinstance(first, Embedding):
        _check_words(parts, dataset, first)
    rows = summarize(hyperparameters.layers, catalog.input_shape(dataset))
    if len(rows[-1].output_shape) != 1:
        raise ModelError(
            f"The output has shape {rows[-1].output_shape} for one sample; expected one row of numbers.",
            "Put Flatten, or a recurrent layer without return_sequences, before the last layer.",
        )
    check_transfer(dataset, hyperparameters)


def _check_words(parts: Parts, dataset: Dataset, first: Embedding) -> None:
    inputs = [part[0] for part in parts.all]
    if inputs[0].dtype != np.int32:
        raise ModelError(
            f"Embedding looks up words by number, but {dataset.name} has none under these options.",
            "Remove the layer, or use a data set of texts as tokens.",
        )
    largest = max(int(x.max()) for x in inputs)
    # Beyond its table a lookup fails on one device and silently takes the last row on another.
    if first.input_dim <= largest:
        raise ModelError(
            f"Embedding has input_dim {first.input_dim}, but word numbers go up to {largest}.",
            f"Use an input_dim of {catalog.vocabulary(dataset)}, or a data set with fewer words.",
        )
