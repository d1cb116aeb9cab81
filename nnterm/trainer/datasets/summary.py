"""The facts about the targets of one split that a run reports before it begins."""

import numpy as np

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.protocol.target_summary import TargetSummary
from nnterm.trainer.datasets.parts import Array, Parts

ACCURACIES = ("accuracy", "binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy")
CROSSENTROPIES = ("binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy")


def summary(parts: Parts, dataset: Dataset, hyperparameters: Hyperparameters) -> TargetSummary:
    """The facts for a training with `hyperparameters` on `parts` of `dataset`."""
    named = {"train": parts.train, "validation": parts.validation, "test": parts.test}
    y = {name: part[1] for name, part in named.items() if part is not None}
    wanted = ("loss", *hyperparameters.metrics)
    if catalog.entry(dataset).task == "regression":
        guessing = {name: _of_the_mean(y["train"], numbers, hyperparameters.loss) for name, numbers in y.items()}
        left_out = {}
    else:
        guessing = {name: _of_the_largest(y["train"], labels, hyperparameters.loss) for name, labels in y.items()}
        # A letter so rare that no name for validation has it is nothing to warn of.
        classes = () if catalog.predicts_next_token(dataset) else catalog.entry(dataset).classes
        left_out = _left_out(y, classes) if classes else {}
    return TargetSummary(
        guessing={
            name: {figure: value for figure, value in found.items() if figure in wanted}
            for name, found in guessing.items()
        },
        deviation=parts.target_deviation,
        left_out=left_out,
    )


def _of_the_mean(train: Array, numbers: Array, loss: str) -> dict[str, float]:
    """Figures of the answer that is the mean of the training rows, in the unit that the model is trained in."""
    errors = np.abs(numbers - train.mean())
    squared = float((errors**2).mean())
    found = {
        "mean_squared_error": squared,
        "mean_absolute_error": float(errors.mean()),
        "root_mean_squared_error": squared**0.5,
        # Huber with Keras's delta of 1.
        "huber": float(np.where(errors <= 1, errors**2 / 2, errors - 0.5).mean()),
    }
    if variance := float(numbers.var()):
        found["r2_score"] = 1 - squared / variance
    return {**found, "loss": found[loss]} if loss in found else found


def _of_the_largest(train: Array, labels: Array, loss: str) -> dict[str, float]:
    """Figures of always saying the largest class of the training rows; the loss is that of saying their shares."""
    counts = np.bincount(train, minlength=int(labels.max()) + 1)
    found = dict.fromkeys(ACCURACIES, float((labels == counts.argmax()).mean()))
    shares = counts[labels] / counts.sum()
    if loss in CROSSENTROPIES and shares.all():
        found["loss"] = float(-np.log(shares).mean())
    return found


def _left_out(y: dict[str, Array], classes: tuple[str, ...]) -> dict[str, list[str]]:
    """The classes without a row in a part, by part; those that no row at all has do not count."""
    present = {name: set(np.unique(labels).tolist()) for name, labels in y.items()}
    every = set().union(*present.values())
    return {
        name: [classes[number][:80] for number in sorted(every - there)]
        for name, there in present.items()
        if every - there
    }
