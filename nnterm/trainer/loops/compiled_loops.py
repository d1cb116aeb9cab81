"""Ready training loops: built, fed with data, and kept, so that an architecture once compiled starts at once."""

from collections import OrderedDict
from typing import Any

import tensorflow as tf

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.live import compiled_values
from nnterm.trainer.datasets.dataset import Datasets
from nnterm.trainer.datasets.parts import Parts
from nnterm.trainer.datasets.targets import check_fit, targets
from nnterm.trainer.loops.compiled import CompiledModel
from nnterm.trainer.loops.compiled_loop import EpochLoop
from nnterm.trainer.loops.compiling import under_way
from nnterm.trainer.loops.cost import Path, choose
from nnterm.trainer.loops.graphs import Graphs, XlaGraphs
from nnterm.trainer.loops.memory import give_back
from nnterm.trainer.loops.protocol import Part
from nnterm.trainer.loops.snapshot import Learned, Snapshot, put_learned, start_afresh
from nnterm.trainer.model import build, with_steps

KEPT, KEPT_PARAMETERS = 8, 30_000_000
"""Compiled models that are kept, and parameters they may have together; the last one is kept whatever its size."""


class Loops:
    """Keeps data sets and compiled models, and finds what a training needs among them."""

    def __init__(self) -> None:
        self._datasets = Datasets()
        self._kept: OrderedDict[str, CompiledModel] = OrderedDict()
        self._inputs: tuple[Parts | None, dict[str, Any]] = (None, {})

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
    ) -> tuple[EpochLoop, dict[str, Part]]:
        """A loop at epoch 0 with the tensors of each part. Raises HyperparameterError or ModelError."""
        path = self.path(dataset, parts, hyperparameters)
        tensors = self.tensors(dataset, parts, hyperparameters)
        rows = parts.sizes[:2]
        compiled = self.model(
            dataset, tensors["train"], rows, hyperparameters, path, weights=weights, as_it_is=as_it_is
        )
        return EpochLoop(compiled, path, tensors, hyperparameters), tensors

    def remake(self, loop: EpochLoop, dataset: Dataset, parts: Parts, hyperparameters: Hyperparameters) -> EpochLoop:
        """A loop that goes on with other hyperparameters where `loop` is. Raises as `make` does."""
        learnt = Snapshot(loop.model)
        path = self.path(dataset, parts, hyperparameters)
        tensors = self.tensors(dataset, parts, hyperparameters)
        compiled = self.model(dataset, tensors["train"], parts.sizes[:2], hyperparameters, path)
        remade = EpochLoop(compiled, path, tensors, hyperparameters, done=loop.done)
        learnt.carry_to(compiled.model)
        if hyperparameters.schedule is None:
            remade.set_learning_rate(hyperparameters.learning_rate)
        return remade

    def tidy(self) -> None:
        """Free the models that are kept no more, with their graphs."""
        # What was begun for a run that was stopped may still be read.
        if not under_way():
            give_back()

    def path(self, dataset: Dataset, parts: Parts, hyperparameters: Hyperparameters) -> Path:
        """How the training is compiled. Raises HyperparameterError or ModelError where model and rows do not fit."""
        check_fit(parts, dataset, hyperparameters)
        train, validation, _ = parts.sizes
        return choose(hyperparameters, catalog.input_shape(dataset), (train, validation))

    def tensors(self, dataset: Dataset, parts: Parts, hyperparameters: Hyperparameters) -> dict[str, Part]:
        """Inputs and targets of `train`, `validation` and `test`, where there are such rows. Raises ModelError."""
        rows = {"train": parts.train, "validation": parts.validation, "test": parts.test}
        if self._inputs[0] is not parts:
            self._inputs = parts, {name: tf.constant(part[0]) for name, part in rows.items() if part}
        inputs = self._inputs[1]
        return {
            name: (inputs[name], tf.constant(targets(part[1], dataset, hyperparameters)))
            for name, part in rows.items()
            if part
        }

    def model(
        self,
        dataset: Dataset,
        batch: Part,
        rows: tuple[int, ...],
        hyperparameters: Hyperparameters,
        path: Path,
        *,
        weights: Learned | None = None,
        as_it_is: bool = False,
    ) -> CompiledModel:
        """A model as fresh from its seed, with whatever graphs it has; `as_it_is` leaves a kept one as it was trained.

        Layers before the last one have `weights` where some are given.
        `batch` shows the type and shape of its rows.
        """
        shape = catalog.input_shape(dataset)
        chosen = with_steps(hyperparameters, rows[0])
        fresh = build(chosen, shape, batch[0].dtype.name)
        put_learned(fresh, weights)
        # Seed, epochs, order and a constant learning rate are values in the graphs; all else is part of them.
        key = repr((compiled_values(chosen), shape, path, rows if path.xla else ()))
        found = self._kept.get(key)
        if found is None:
            create_state(fresh, batch)
            untrained = [variable.numpy() for variable in fresh.optimizer.variables]
            graphs, xla = Graphs(fresh, batch, chosen.batch_size), XlaGraphs(fresh, chosen.batch_size)
            found = self._kept[key] = CompiledModel(fresh, graphs, xla, untrained)
        elif not as_it_is:
            found.compiling.finish()
            start_afresh(found.model, fresh, found.untrained, hyperparameters)
        self._kept.move_to_end(key)
        while len(self._kept) > 1 and (len(self._kept) > KEPT or self._parameters() > KEPT_PARAMETERS):
            self._kept.popitem(last=False)
        return found

    def _parameters(self) -> int:
        return sum(int(kept.model.count_params()) for kept in self._kept.values())


def create_state(model: Any, batch: Part) -> None:
    """Create the variables of optimizer, loss and metrics: `fit` does so by itself, but a graph may not."""
    x, y = (array[:1] for array in batch)
    answer = model(x, training=False)
    model.compute_loss(x, y, answer, training=False)
    model.compute_metrics(x, y, answer)
    model.reset_metrics()
    model.optimizer.build(model.trainable_variables)
