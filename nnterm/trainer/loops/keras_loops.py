"""Makes loops around Keras's `fit`, on whatever backend Keras runs on."""

import gc
from collections import OrderedDict
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import keras

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.live import compiled_values
from nnterm.trainer.datasets.dataset import Datasets
from nnterm.trainer.datasets.parts import Array, Parts
from nnterm.trainer.datasets.targets import check_fit, targets
from nnterm.trainer.loops.keras_loop import FitLoop, Scope
from nnterm.trainer.loops.protocol import Part
from nnterm.trainer.loops.snapshot import Learned, Snapshot, put_learned, start_afresh
from nnterm.trainer.model import build, with_steps

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

    def make(
        self,
        dataset: Dataset,
        parts: Parts,
        hyperparameters: Hyperparameters,
        *,
        weights: Learned | None = None,
        as_it_is: bool = False,
    ) -> tuple[FitLoop, dict[str, Part]]:
        """A loop at epoch 0 with the arrays of each part. Raises HyperparameterError or ModelError."""
        check_fit(parts, dataset, hyperparameters)
        rows = {"train": parts.train, "validation": parts.validation, "test": parts.test}
        arrays = {
            name: (part[0], targets(part[1], dataset, hyperparameters))
            for name, part in rows.items()
            if part is not None
        }
        with self._scope():
            model = self._model(dataset, parts, hyperparameters, weights, as_it_is=as_it_is)
        return FitLoop(model, arrays, hyperparameters, self._scope, devices=self._devices), arrays

    def remake(self, loop: FitLoop, dataset: Dataset, parts: Parts, hyperparameters: Hyperparameters) -> FitLoop:
        """A loop that goes on with other hyperparameters where `loop` is. Raises as `make` does."""
        loop.close()
        learnt = Snapshot(loop.model)
        made, arrays = self.make(dataset, parts, hyperparameters)
        with self._scope():
            learnt.carry_to(made.model)
            if hyperparameters.schedule is None:
                made.set_learning_rate(hyperparameters.learning_rate)
        return FitLoop(made.model, arrays, hyperparameters, self._scope, done=loop.done, devices=self._devices)

    def tidy(self) -> None:
        """Free the models that are kept no more."""
        gc.collect()

    def _model(
        self,
        dataset: Dataset,
        parts: Parts,
        hyperparameters: Hyperparameters,
        weights: Learned | None,
        *,
        as_it_is: bool,
    ) -> Any:
        """A model as fresh from its seed; `as_it_is` leaves a kept one as it was trained."""
        shape, dtype = catalog.input_shape(dataset), parts.train[0].dtype.name
        chosen = with_steps(hyperparameters, parts.sizes[0])
        fresh = build(chosen, shape, dtype)
        put_learned(fresh, weights)
        fresh.optimizer.build(fresh.trainable_variables)
        # Seed, epochs, order and a constant learning rate are values in the graphs; all else is part of them.
        key = repr((compiled_values(chosen), shape, dtype))
        found = self._kept.get(key)
        if found is None:
            untrained = [keras.ops.convert_to_numpy(variable) for variable in fresh.optimizer.variables]
            found = self._kept[key] = Kept(fresh, untrained)
        elif not as_it_is:
            start_afresh(found.model, fresh, found.untrained, chosen)
        self._kept.move_to_end(key)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found.model
