"""Layers for sequences: of token numbers (steps,), or of rows of numbers (steps, features)."""

from typing import ClassVar

from nnterm.experiment.hyperparameters.layers.base import (
    MAXIMUM_UNITS,
    ActivationName,
    Bounds,
    LayerBase,
    Shape,
    need,
)

SEQUENCE = "a sequence (steps, features)"


class Embedding(LayerBase, frozen=True, tag=True):
    """A learned vector for each word of the vocabulary."""

    bounds: ClassVar[Bounds] = {"input_dim": (1, 1_000_000), "output_dim": (1, MAXIMUM_UNITS)}
    examples: ClassVar[dict[str, str]] = {"input_dim": "10000", "output_dim": "32"}
    positional: ClassVar[tuple[str, ...]] = ("input_dim", "output_dim")

    input_dim: int
    """Size of the vocabulary, padding and unknown word included."""
    output_dim: int
    """Length of each vector, 1 to 4096."""
    mask_zero: bool = False
    """Whether token 0 is padding that later layers skip."""

    def output_shape(self, shape: Shape) -> Shape:
        """A vector for each token. Raises ModelError for anything but token numbers."""
        return (*need(shape, 1, "a sequence of token numbers"), self.output_dim)

    def parameters(self, shape: Shape) -> int:
        """A vector for each word."""
        return self.input_dim * self.output_dim

    def multiplications(self, shape: Shape) -> int:
        """None: vectors are looked up."""
        return 0


class Recurrence(LayerBase, frozen=True):
    """What the recurrent layers share."""

    width_field: ClassVar[str] = "units"
    activation_field: ClassVar[str] = "activation"
    examples: ClassVar[dict[str, str]] = {"units": "32"}
    positional: ClassVar[tuple[str, ...]] = ("units",)
    kernels: ClassVar[int] = 1
    """How many sums of weights it has: one for the state, and one for each gate."""
    biases: ClassVar[int] = 1
    """Biases of each sum. Keras's GRU keeps two (reset_after=True)."""

    units: int
    """Size of the state, 1 to 4096."""
    activation: ActivationName = "tanh"
    """Function applied to the new state, before any gate."""
    return_sequences: bool = False
    """Whether the state after every step comes out, or the last one only."""

    def output_shape(self, shape: Shape) -> Shape:
        """The last state, or all of them. Raises ModelError for anything but a sequence of rows."""
        steps, _ = need(shape, 2, SEQUENCE)
        return (steps, self.units) if self.return_sequences else (self.units,)

    def parameters(self, shape: Shape) -> int:
        """Weights of inputs and state, and biases, for each sum."""
        return self.kernels * self.units * (need(shape, 2, SEQUENCE)[1] + self.units + self.biases)

    def multiplications(self, shape: Shape) -> int:
        """All weights at every step."""
        return self.parameters(shape) * shape[0]


class SimpleRNN(Recurrence, frozen=True, tag=True):
    """Reads a sequence step by step and carries a state: `tanh(W x + U h + b)`."""


class LSTM(Recurrence, frozen=True, tag=True):
    """A recurrent layer with gates that decide what to keep and what to forget."""

    kernels: ClassVar[int] = 4


class GRU(Recurrence, frozen=True, tag=True):
    """A recurrent layer with two gates: a lighter relative of LSTM."""

    kernels: ClassVar[int] = 3
    biases: ClassVar[int] = 2


class Bidirectional(LayerBase, frozen=True, tag=True):
    """Two copies of a recurrent layer: one reads forwards, one backwards; their outputs are joined."""

    examples: ClassVar[dict[str, str]] = {"LSTM": "{units: 32}"}

    wraps: SimpleRNN | LSTM | GRU
    """The recurrent layer that is doubled (the positional argument in Keras)."""

    def output_shape(self, shape: Shape) -> Shape:
        """Twice the units. Raises ModelError as the layer itself does."""
        inner = self.wraps.output_shape(shape)
        return (*inner[:-1], 2 * inner[-1])

    def parameters(self, shape: Shape) -> int:
        """Twice those of the layer."""
        return 2 * self.wraps.parameters(shape)

    def multiplications(self, shape: Shape) -> int:
        """Twice those of the layer."""
        return 2 * self.wraps.multiplications(shape)


Recurrent = SimpleRNN | LSTM | GRU
