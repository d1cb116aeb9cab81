"""Makes loops around Keras's `fit`, on whatever backend Keras runs on."""

from collections import OrderedDict
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import keras

from nnterm.experiment import catalog
from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters import Hyperparameters
from nnterm.trainer.datasets import Array, Datasets, Parts
from nnterm.trainer.fit_loop import FitLoop, Scope
from nnterm.trainer.loop import Part
from nnterm.trainer.model import build
from nnterm.trainer.targets import check_fit, targets

KEPT = 4
"""Models that are kept."""


@dataclass(frozen=True)
class Kept:
    """A model to be trained again and again."""

    model: Any
    untrained: list[Array]
    """The optimizer's variables before the first step."""


class FitLoops:
    """Keeps data sets and models: what a backend has compiled for a model serves the next training too."""

    def __init__(self, scope: Scope = nullcontext, devices: int = 1) -> None:
        """`scope` opens the device, or the distribution over several, that models are built and trained in."""
        self._devices = devices
        self._datasets = Datasets()
        self._scope = scope
        self._kept: OrderedDict[str, Kept] = OrderedDict()

    def load(self, dataset: Dataset, split: Split) -> Parts:
        """The rows of `dataset`. Raises DatasetError."""
        return self._datasets.load(dataset, split)

    def make(self, dataset: Dataset, parts: Parts, hyperparameters: Hyperparameters) -> tuple[FitLoop, dict[str, Part]]:
        """A loop at epoch 0 with the arrays of each part. Raises HyperparameterError or ModelError."""
        check_fit(parts, dataset, hyperparameters)
        rows = {"train": parts.train, "validation": parts.validation, "test": parts.test}
        arrays = {
            name: (part[0], targets(part[1], dataset, hyperparameters))
            for name, part in rows.items()
            if part is not None
        }
        with self._scope():
            model = self._model(hyperparameters, catalog.input_shape(dataset), parts.train[0].dtype.name)
        return FitLoop(model, arrays, hyperparameters, self._scope, devices=self._devices), arrays

    def _model(self, chosen: Hyperparameters, shape: tuple[int, ...], dtype: str) -> Any:
        """A model as fresh from its seed."""
        fresh = build(chosen, shape, dtype)
        fresh.optimizer.build(fresh.trainable_variables)
        # Seed, epochs, order and learning rate are values; all else is part of what was compiled.
        built_in = (chosen.stack(), chosen.optimizer, chosen.momentum, chosen.l2, chosen.loss, chosen.metrics)
        key = repr((built_in, chosen.batch_size, shape, dtype))
        found = self._kept.get(key)
        if found is None:
            untrained = [keras.ops.convert_to_numpy(variable) for variable in fresh.optimizer.variables]
            found = self._kept[key] = Kept(fresh, untrained)
        else:
            for variable, value in zip(found.model.variables, fresh.variables, strict=True):
                variable.assign(value)
            for variable, value in zip(found.model.optimizer.variables, found.untrained, strict=True):
                variable.assign(value)
            found.model.optimizer.learning_rate.assign(chosen.learning_rate)
        self._kept.move_to_end(key)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found.model
