"""Everything a training changes in a model, to come back to it or to carry it into another model."""

from typing import Any

import numpy as np

from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.trainer.datasets.parts import Array

ARRAY = 128
"""Bytes that an array takes beside its values, about."""


Learned = list[list[Array]]
"""The weights of each layer that has some, the last layer apart."""


class Snapshot:
    """Weights, seeds and optimizer of one model at one moment, as arrays."""

    def __init__(self, model: Any) -> None:
        self._variables = _read(model.variables)
        # The weights are some of the variables: beside them there are the seeds.
        values = {id(variable): value for variable, value in zip(model.variables, self._variables, strict=True)}
        self._weights = [values[id(variable)] for variable in model.weights]
        self._optimizer = _read(model.optimizer.variables)

    @property
    def nbytes(self) -> int:
        """Bytes that the arrays take."""
        return sum(array.nbytes + ARRAY for array in (*self._variables, *self._optimizer))

    @property
    def is_finite(self) -> bool:
        """Whether every weight is a finite number."""
        return all(bool(np.isfinite(array).all()) for array in self._weights)

    def put_back(self, model: Any) -> None:
        """Make `model`, the one it was taken of, what it was then."""
        _write(model.variables, self._variables)
        _write(model.optimizer.variables, self._optimizer)

    def put_weights(self, model: Any) -> None:
        """Give `model` the weights alone, as `set_weights` does."""
        _write(model.weights, self._weights)

    def carry_to(self, model: Any) -> None:
        """Let another `model` with the same weights train on: weights, and the optimizer's past.

        Its dropout draws from its own seed.
        """
        _write(model.weights, self._weights)
        _write(model.optimizer.variables, self._optimizer)


def start_afresh(model: Any, fresh: Any, untrained: list[Array], hyperparameters: Hyperparameters) -> None:
    """Give a kept `model` the weights and seeds of `fresh`, which has the same layers, and an optimizer without past.

    `untrained` are the optimizer's variables before its first step.
    """
    _write(model.variables, _read(fresh.variables))
    _write(model.optimizer.variables, untrained)
    if hyperparameters.schedule is None:
        model.optimizer.learning_rate.assign(hyperparameters.learning_rate)
    model.reset_metrics()


def learned_by(model: Any) -> Learned:
    """The weights of all layers of `model` before the last one."""
    return [layer.get_weights() for layer in model.layers[:-1] if layer.weights]


def put_learned(model: Any, weights: Learned | None) -> None:
    """Give the layers of `model` before the last one `weights`; None leaves them as they are."""
    if weights is not None:
        layers = [layer for layer in model.layers[:-1] if layer.weights]
        for layer, values in zip(layers, weights, strict=True):
            layer.set_weights(values)


def _read(variables: list[Any]) -> list[Array]:
    return [variable.numpy() for variable in variables]


def _write(variables: list[Any], values: list[Array]) -> None:
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)
