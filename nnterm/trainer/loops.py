"""Ready training loops: built, fed with data, and kept, so that an architecture once compiled starts at once."""

from collections import OrderedDict
from typing import Any

import tensorflow as tf

from nnterm.experiment import catalog
from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters import Hyperparameters
from nnterm.trainer.cost import choose
from nnterm.trainer.datasets import Datasets, Part, Parts, targets
from nnterm.trainer.epochs import EpochLoop
from nnterm.trainer.graphs import Graphs
from nnterm.trainer.model import build

KEPT = 8
"""Compiled models that are kept."""


class Loops:
    """Makes an `EpochLoop` for a training; its weights are exactly those of a fresh build."""

    def __init__(self, gpu: bool) -> None:
        self._gpu = gpu
        self._datasets = Datasets()
        self._kept: OrderedDict[str, tuple[Any, Graphs]] = OrderedDict()

    def load(self, dataset: Dataset, split: Split) -> Parts:
        """The rows of `dataset`. Raises DatasetError."""
        return self._datasets.load(dataset, split)

    def make(self, dataset: Dataset, parts: Parts, hyperparameters: Hyperparameters) -> EpochLoop:
        """A loop at epoch 0. Raises ModelError where model and data do not fit."""
        shape = catalog.input_shape(dataset)
        train = part_tensors(parts.train, dataset, hyperparameters)
        validation = part_tensors(parts.validation, dataset, hyperparameters) if parts.validation else None
        rows = (len(parts.train[0]), len(parts.validation[0]) if parts.validation else 0)
        path = choose(hyperparameters, shape, rows, self._gpu)
        fresh = build(hyperparameters, shape, str(parts.train[0].dtype))
        batch_size = min(hyperparameters.batch_size, rows[0])
        # Sizes of the data are not in the key: TensorFlow traces a function anew for other shapes by itself.
        key = repr((hyperparameters.stack(), hyperparameters.optimizer, hyperparameters.momentum, hyperparameters.loss))
        key += repr((hyperparameters.metrics, hyperparameters.l2, hyperparameters.batch_size, batch_size, shape, path))
        ready(fresh, train, batch_size)
        if key not in self._kept:
            while len(self._kept) >= KEPT:
                self._kept.popitem(last=False)
            self._kept[key] = fresh, Graphs(fresh, hyperparameters.batch_size, path.xla)
        self._kept.move_to_end(key)
        model, graphs = self._kept[key]
        if model is not fresh:
            copy_state(fresh, model)
        loop = EpochLoop(model, graphs, path, train, validation)
        loop.begin(hyperparameters)
        return loop


def part_tensors(part: Part, dataset: Dataset, hyperparameters: Hyperparameters) -> tuple[Any, Any]:
    """Inputs and targets of one part of the split as tensors."""
    x, labels = part
    return tf.constant(x), tf.constant(targets(labels, dataset, hyperparameters))


def ready(model: Any, train: tuple[Any, Any], batch_size: int) -> None:
    """Create optimizer slots and metric variables, which Keras otherwise does in `fit`: graphs may not."""
    model._symbolic_build(data_batch=tuple(array[:batch_size] for array in train))


def copy_state(source: Any, target: Any) -> None:
    """Give `target` the weights, seeds and optimizer state of `source`, which has the same architecture."""
    for mine, other in zip(target.variables, source.variables, strict=True):
        mine.assign(other)
    for mine, other in zip(target.optimizer.variables, source.optimizer.variables, strict=True):
        mine.assign(other)
    target.reset_metrics()
