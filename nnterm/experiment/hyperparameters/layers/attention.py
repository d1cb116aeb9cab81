"""Layers that let the places of a sequence look at each other, and that say which place is which."""

from typing import ClassVar

from nnterm.errors import ModelError
from nnterm.experiment.hyperparameters.layers.base import MAXIMUM_UNITS, Bounds, LayerBase, Shape, need
from nnterm.experiment.hyperparameters.layers.sequences import SEQUENCE


class MultiHeadAttention(LayerBase, frozen=True, tag=True):
    """Self-attention: every place takes a weighted mean of all places, with weights that it computes itself.

    In a list of layers query, value and key are the output of the layer above (arXiv 1706.03762).
    """

    bounds: ClassVar[Bounds] = {"num_heads": (1, 64), "key_dim": (1, MAXIMUM_UNITS)}
    examples: ClassVar[dict[str, str]] = {"num_heads": "1", "key_dim": "16"}
    call_arguments: ClassVar[tuple[str, ...]] = ("use_causal_mask",)

    num_heads: int
    """How many weighted means there are, each with weights of its own, 1 to 64."""
    key_dim: int
    """Length of the queries, keys and values of each head, 1 to 4096."""
    use_causal_mask: bool = False
    """Whether a place sees itself and earlier places only."""

    def output_shape(self, shape: Shape) -> Shape:
        """The shape that came in. Raises ModelError for anything but a sequence of rows."""
        return need(shape, 2, SEQUENCE)

    def parameters(self, shape: Shape) -> int:
        """Kernels and biases that make queries, keys and values, and those that lead back to the features."""
        inner = self.num_heads * self.key_dim
        features = need(shape, 2, SEQUENCE)[1]
        return 3 * (features + 1) * inner + (inner + 1) * features

    def multiplications(self, shape: Shape) -> int:
        """All weights at every step, and every query with every key and value."""
        return shape[0] * (self.parameters(shape) + 2 * shape[0] * self.num_heads * self.key_dim)


class PositionEmbedding(LayerBase, frozen=True, tag=True):
    """Adds a learned vector for each place of a sequence, so that later layers can tell the places apart.

    KerasHub's layer of this name gives the vectors alone; here they are added to what comes in.
    """

    bounds: ClassVar[Bounds] = {"sequence_length": (1, 10_000)}
    examples: ClassVar[dict[str, str]] = {"sequence_length": "32"}

    sequence_length: int
    """How many places have a vector: at least as many as the sequence has."""

    def output_shape(self, shape: Shape) -> Shape:
        """The shape that came in. Raises ModelError for anything but a sequence that is short enough."""
        steps, _ = need(shape, 2, SEQUENCE)
        if steps > self.sequence_length:
            raise ModelError(
                f"a sequence of {steps} steps is longer than its {self.sequence_length} places.",
                f"Use a sequence_length of {steps}.",
            )
        return shape

    def parameters(self, shape: Shape) -> int:
        """A vector for each place."""
        return self.sequence_length * need(shape, 2, SEQUENCE)[1]

    def multiplications(self, shape: Shape) -> int:
        """None: the vectors are added."""
        return 0
