"""How much arithmetic a training takes, and what follows for the way it is compiled.

Everything here follows from the hyperparameters and the number of rows, never from a clock: the same run takes the
same path each time, so that its history is the same bit for bit.
"""

from dataclasses import dataclass

from nnterm.experiment.hyperparameters import Hyperparameters
from nnterm.experiment.layers import GRU, LSTM, Bidirectional, Conv2D, Embedding, Layer, SimpleRNN
from nnterm.experiment.shapes import Shape, summarize

FLOPS = 2e10
"""Floating-point operations a second of two laptop cores, roughly."""

STEP = 6e-5
"""Seconds that one step of a small model costs beside its arithmetic, in a plain graph."""

RECURRENT_STEP = 1e-4
"""Seconds that one time step of a recurrent layer costs in a plain graph, forwards and backwards."""

XLA_SAVES = 0.5
"""The part of those costs that XLA saves; measured between 0.4 and 0.7."""

XLA_COSTS = 1.0
"""Seconds that XLA takes longer to compile than a plain graph, roughly."""

WHOLE_EPOCHS_BELOW = 0.025
"""Estimated seconds an epoch up to which a call trains whole epochs; longer ones are cut into steps."""


@dataclass(frozen=True)
class Path:
    """How a training is compiled."""

    xla: bool
    """Whether XLA compiles the loop."""
    whole_epochs: bool
    """Whether a call trains whole epochs, or a part of one."""


def choose(hyperparameters: Hyperparameters, input_shape: Shape, rows: tuple[int, int], gpu: bool) -> Path:
    """The path for a training with `rows` training and validation rows."""
    train, validation = rows
    batch = min(hyperparameters.batch_size, train)
    steps = -(-train // batch) - (-validation // batch) / 3
    stack = hyperparameters.stack()
    arithmetic = 6 * multiplications(stack, input_shape) * batch / FLOPS
    overhead = STEP + RECURRENT_STEP * recurrent_steps(stack, input_shape)
    epoch = steps * (arithmetic + overhead)
    saved = hyperparameters.epochs * steps * (overhead + arithmetic / 2) * XLA_SAVES
    # XLA on a CPU makes a convolution inside a loop about 60 times slower.
    convolutional = any(isinstance(layer, Conv2D) for layer in stack)
    return Path(xla=saved > XLA_COSTS and not (convolutional and not gpu), whole_epochs=epoch < WHOLE_EPOCHS_BELOW)


def multiplications(stack: tuple[Layer, ...], input_shape: Shape) -> int:
    """Multiplications for one sample forwards: a weight counts once for each place where it is used."""
    total = 0
    shape = input_shape
    for layer, row in zip(stack, summarize(stack, input_shape), strict=True):
        match layer:
            case Conv2D():
                total += row.parameters * row.output_shape[0] * row.output_shape[1]
            case SimpleRNN() | LSTM() | GRU() | Bidirectional():
                total += row.parameters * shape[0]
            case Embedding():
                pass
            case _:
                total += row.parameters
        shape = row.output_shape
    return total


def recurrent_steps(stack: tuple[Layer, ...], input_shape: Shape) -> int:
    """Time steps of all recurrent layers together; gates and directions count on their own."""
    weights = {SimpleRNN: 1, GRU: 2, LSTM: 2}
    total = 0
    shape = input_shape
    for layer, row in zip(stack, summarize(stack, input_shape), strict=True):
        if isinstance(layer, Bidirectional):
            total += 2 * weights[type(layer.wraps)] * shape[0]
        elif type(layer) in weights:
            total += weights[type(layer)] * shape[0]
        shape = row.output_shape
    return total
