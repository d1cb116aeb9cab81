"""Layers that bring the values inside a network to mean 0 and deviation 1."""

from math import prod
from typing import ClassVar

from nnterm.experiment.hyperparameters.layers.base import Bounds, LayerBase, Shape


class BatchNormalization(LayerBase, frozen=True, tag=True):
    """Scales each feature to mean 0 and deviation 1 over the batch, then by a learned factor and offset.

    Outside training it uses running means and variances that it kept while training (arXiv 1502.03167).
    """

    bounds: ClassVar[Bounds] = {"momentum": (0.0, 1.0), "epsilon": (1e-12, 1.0)}
    follows: ClassVar[bool] = True

    momentum: float = 0.99
    """How much of the running means and variances is kept at each step."""
    epsilon: float = 0.001
    """What is added to each variance, so that nothing is divided by 0."""

    def parameters(self, shape: Shape) -> int:
        """Factor, offset, running mean and running variance of each feature."""
        return 4 * shape[-1]

    def untrained(self, shape: Shape) -> int:
        """The running means and variances."""
        return 2 * shape[-1]

    def multiplications(self, shape: Shape) -> int:
        """Two for each value: by the deviation, and by the factor."""
        return 2 * prod(shape)


class LayerNormalization(LayerBase, frozen=True, tag=True):
    """Scales the features of each sample to mean 0 and deviation 1, then by a learned factor and offset.

    It knows no batch, so it does the same in training and outside it (arXiv 1607.06450).
    """

    bounds: ClassVar[Bounds] = {"epsilon": (1e-12, 1.0)}
    follows: ClassVar[bool] = True

    epsilon: float = 0.001
    """What is added to each variance, so that nothing is divided by 0."""

    def parameters(self, shape: Shape) -> int:
        """Factor and offset of each feature."""
        return 2 * shape[-1]

    def multiplications(self, shape: Shape) -> int:
        """Two for each value: by the deviation, and by the factor."""
        return 2 * prod(shape)
