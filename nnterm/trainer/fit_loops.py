"""Makes loops around Keras's `fit`, on whatever backend Keras runs on."""

from contextlib import nullcontext

from nnterm.experiment import catalog
from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters import Hyperparameters
from nnterm.trainer.datasets import Datasets, Parts
from nnterm.trainer.fit_loop import FitLoop, Scope
from nnterm.trainer.loop import Part
from nnterm.trainer.model import build
from nnterm.trainer.targets import check_fit, targets


class FitLoops:
    """Keeps data sets; every training builds its model anew."""

    def __init__(self, scope: Scope = nullcontext) -> None:
        """`scope` opens the device or the distribution that models are built and trained in."""
        self._datasets = Datasets()
        self._scope = scope

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
            model = build(hyperparameters, catalog.input_shape(dataset), parts.train[0].dtype.name)
        return FitLoop(model, arrays, hyperparameters, self._scope), arrays
