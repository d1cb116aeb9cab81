"""Layers for sequences: of token numbers (steps,), or of rows of numbers (steps, features)."""

from typing import ClassVar, Literal

from nnterm.errors import ModelError
from nnterm.experiment.hyperparameters.layers.base import (
    MAXIMUM_UNITS,
    ActivationName,
    Bounds,
    InitializerName,
    LayerBase,
    Shape,
    need,
    windows,
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


class Conv1D(LayerBase, frozen=True, tag=True):
    """Small filters that slide along a sequence."""

    width_field: ClassVar[str] = "filters"
    activation_field: ClassVar[str] = "activation"
    bounds: ClassVar[Bounds] = {"kernel_size": (1, 1024), "strides": (1, 1024)}
    examples: ClassVar[dict[str, str]] = {"filters": "32", "kernel_size": "3"}
    positional: ClassVar[tuple[str, ...]] = ("filters", "kernel_size")

    filters: int
    """Number of features that come out, 1 to 4096."""
    kernel_size: int = 3
    """Length of the window, in steps."""
    activation: ActivationName = "linear"
    """Function applied to each weighted sum."""
    padding: Literal["valid", "same", "causal"] = "valid"
    """`valid` shortens the sequence by kernel_size - 1, `same` keeps its length, and so does `causal`, which sees no
    later step."""
    strides: int = 1
    """How many steps the window moves at a time."""
    kernel_initializer: InitializerName = "glorot_uniform"
    """How the first weights are chosen."""

    def output_shape(self, shape: Shape) -> Shape:
        """A feature for each filter. Raises ModelError for anything but a sequence that a window fits into."""
        steps = windows(need(shape, 2, SEQUENCE)[0], self.kernel_size, self.strides, self.padding)
        if steps < 1:
            raise ModelError(
                f"a window of {self.kernel_size} steps does not fit a sequence of {shape[0]}.",
                "Use fewer convolutions or poolings, or padding: same.",
            )
        return steps, self.filters

    def parameters(self, shape: Shape) -> int:
        """A window over all features for each filter, and a bias."""
        return (self.kernel_size * shape[1] + 1) * self.filters

    def multiplications(self, shape: Shape) -> int:
        """Each window is used at every step."""
        return self.parameters(shape) * self.output_shape(shape)[0]


class MaxPooling1D(LayerBase, frozen=True, tag=True):
    """Keeps the largest value of each feature in each stretch of steps."""

    bounds: ClassVar[Bounds] = {"pool_size": (1, 1024)}
    examples: ClassVar[dict[str, str]] = {"pool_size": "2"}
    positional: ClassVar[tuple[str, ...]] = ("pool_size",)

    pool_size: int = 2
    """Length of the stretch, in steps; also the stride."""

    def output_shape(self, shape: Shape) -> Shape:
        """Fewer steps. Raises ModelError for anything but a sequence that a stretch fits into."""
        steps, features = need(shape, 2, SEQUENCE)
        if steps < self.pool_size:
            raise ModelError(f"pooling by {self.pool_size} leaves nothing of {steps} steps.", "Remove a pooling layer.")
        return steps // self.pool_size, features


class GlobalAveragePooling1D(LayerBase, frozen=True, tag=True):
    """Keeps the mean of each feature over all steps; padding that an Embedding masks does not count."""

    def output_shape(self, shape: Shape) -> Shape:
        """The features. Raises ModelError for anything but a sequence."""
        return need(shape, 2, SEQUENCE)[1:]


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
    kernel_initializer: InitializerName = "glorot_uniform"
    """How the first weights of the inputs are chosen; those of the state are orthogonal."""

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
