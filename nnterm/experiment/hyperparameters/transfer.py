"""Whether the weights of one model fit another: those of all layers before the last one."""

from itertools import zip_longest
from typing import NamedTuple

from nnterm.errors import ModelError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.shapes import summarize
from nnterm.experiment.rows import Dataset


def check_transfer(dataset: Dataset, hyperparameters: Hyperparameters) -> None:
    """Raise ModelError where a training does not fit the one whose weights it starts from."""
    before = hyperparameters.pretraining
    if before is None:
        return
    learned, own = _layers(before.dataset, before.hyperparameters), _layers(dataset, hyperparameters)
    for theirs, ours in zip_longest(learned, own):
        if theirs != ours:
            raise ModelError(
                f"The weights of {before.experiment} do not fit: "
                f"it has {_words(theirs)} where this has {_words(ours)}.",
                "Keep the layers before the last one as they are there.",
            )


class _Weights(NamedTuple):
    """What the shapes of a layer's weights follow from."""

    layer: str
    inputs: int
    parameters: int


def _layers(dataset: Dataset, hyperparameters: Hyperparameters) -> list[_Weights]:
    """The layers with weights before the last layer."""
    rows = summarize(hyperparameters.stack(), catalog.input_shape(dataset))
    return [_Weights(row.layer, row.input_shape[-1], row.parameters) for row in rows[:-1] if row.parameters]


def _words(layer: _Weights | None) -> str:
    return "no layer" if layer is None else f"{layer.layer} with {layer.parameters:,} parameters"
