"""How training reaches each layer: sizes of activations, gradients and updates, at some of the epochs of a run."""

from itertools import pairwise
from typing import Annotated

import msgspec
from msgspec import Meta

from nnterm.experiment.protocol.bounds import Count, Epoch, Name, Probability
from nnterm.experiment.protocol.inspected import Inspected

MOST_POINTS = 41
"""Epochs in one answer at the most: those over the run, and the one that is looked at."""

MOST_TRAINED_LAYERS = 32
"""Layers with weights in one answer at the most."""

Size = Annotated[float, Meta(ge=0, le=1e100)]
"""A root mean square."""


class LayerFlow(msgspec.Struct, frozen=True, array_like=True):
    """Sizes of one layer at one epoch: root mean squares."""

    activation: Size | None
    """Of its outputs; None where they are no finite numbers, here as in the others."""
    gradient: Size | None
    """Of the gradient of the loss by its weights and biases."""
    update: Size | None
    """How much one step of the optimizer changes them, beside how large they are; None where that is not known."""
    inactive: Probability = 0.0
    """Which part of its units gives 0 for every row; counted for relu alone."""


class EpochFlow(msgspec.Struct, frozen=True, array_like=True):
    """All layers at one epoch."""

    epoch: Epoch
    layers: Annotated[list[LayerFlow], Meta(max_length=MOST_TRAINED_LAYERS)]


class GradientsShown(Inspected, frozen=True, kw_only=True, tag=True):
    """Activations, gradients and updates of every layer that learns, over the epochs of a run."""

    layers: Annotated[list[Name], Meta(min_length=1, max_length=MOST_TRAINED_LAYERS)]
    """Keras's name of each layer's class with its width and activation, such as `Dense 8 relu`."""
    rows: Count
    """Over how many training rows they are taken; the same ones at every epoch."""
    train: Count
    """How many training rows there are."""
    flows: Annotated[list[EpochFlow], Meta(min_length=1, max_length=MOST_POINTS)]
    """The epochs that were looked at, in order."""
    frozen: Count = 0
    """How many layers have weights and are not trained."""
    missing: Count = 0
    """How many more of them would be known if it were asked again."""

    def __post_init__(self) -> None:
        if any(len(flow.layers) != len(self.layers) for flow in self.flows):
            raise ValueError("An epoch has other layers")
        if any(later.epoch <= flow.epoch for flow, later in pairwise(self.flows)):
            raise ValueError("The epochs are not in order")

    @property
    def shown(self) -> EpochFlow:
        """The epoch that the question was about, or the nearest one."""
        return min(self.flows, key=lambda flow: abs(flow.epoch - self.epoch))
