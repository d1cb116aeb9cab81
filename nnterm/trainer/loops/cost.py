"""How much arithmetic a training takes, and what follows for the way it is compiled.

Everything here follows from the hyperparameters and the number of rows, never from a clock: the same run takes the
same path each time, so that its history is the same bit for bit. The constants were measured on two laptop-class
cores; they need not be exact, since a wrong guess costs a second or two and never a result.
"""

from dataclasses import dataclass
from math import prod

from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import (
    GRU,
    LSTM,
    Bidirectional,
    Conv1D,
    Conv2D,
    Dropout,
    Layer,
    Shape,
    SimpleRNN,
)
from nnterm.experiment.hyperparameters.shapes import count_parameters, summarize

FLOPS = 1e11
"""Floating-point operations a second."""

EPOCH = 2e-4
"""Seconds that an epoch of a plain graph costs beside its steps."""

STEP, LAYER = 5e-5, 1.5e-5
"""Seconds that a step of a plain graph costs beside its arithmetic: at least, and for each layer."""

UPDATE = 2e-9
"""Seconds that the optimizer takes for each parameter of a step."""

RECURRENT_STEP = 3e-5
"""Seconds that one time step of a simple recurrent layer costs in a plain graph, forwards and backwards."""

GATES = {SimpleRNN: 1, GRU: 2, LSTM: 2}
"""How much longer than that a time step of each recurrent layer takes."""

XLA_SAVES_OVERHEAD, XLA_SAVES_ARITHMETIC, XLA_SAVES_RECURRENT = 0.8, 0.25, 0.5
"""The parts of those costs that XLA saves."""

XLA_GATHERS = 7e-10
"""Seconds that XLA takes longer to gather each number of a batch: for wide rows more than it saves."""

XLA_COMPILES, XLA_COMPILES_RECURRENT = 1.0, 1.5
"""Seconds that XLA takes to compile a model, and a recurrent layer in it."""

WITHOUT_XLA = (Conv1D, Conv2D, Dropout)
"""Layers that XLA must not compile. On a CPU it makes a convolution inside a loop about 60 times slower, and on a GPU
it tries out algorithms by the clock. For dropout it draws other random numbers than `fit`."""

WHOLE_EPOCHS_BELOW = 0.02
"""Estimated seconds an epoch up to which a call trains whole epochs; longer ones are cut into steps."""


@dataclass(frozen=True)
class Path:
    """How a training is compiled."""

    xla: bool
    """Whether XLA compiles the loop for all epochs but the first."""
    whole_epochs: bool
    """Whether a call trains whole epochs, or a part of one."""


def choose(hyperparameters: Hyperparameters, input_shape: Shape, rows: tuple[int, int]) -> Path:
    """The path for a training with `rows` training and validation rows."""
    train, validation = rows
    stack = hyperparameters.stack()
    batch = min(hyperparameters.batch_size, train)
    # Validation goes forwards only, about a third of the work.
    steps = -(-train // batch) + -(-validation // batch) / 3
    updating = UPDATE * count_parameters(stack, input_shape)
    arithmetic = 6 * multiplications(stack, input_shape) * batch / FLOPS + updating
    recurrent = RECURRENT_STEP * recurrent_steps(stack, input_shape)
    overhead = STEP + LAYER * len(stack)
    epoch = EPOCH + steps * (arithmetic + recurrent + overhead)
    saved = steps * (
        overhead * XLA_SAVES_OVERHEAD + arithmetic * XLA_SAVES_ARITHMETIC + recurrent * XLA_SAVES_RECURRENT
    )
    saved -= XLA_GATHERS * train * prod(input_shape)
    compiling = XLA_COMPILES + XLA_COMPILES_RECURRENT * sum(
        isinstance(layer, SimpleRNN | LSTM | GRU | Bidirectional) for layer in stack
    )
    pays = (hyperparameters.epochs - 1) * saved > compiling
    xla = pays and not any(isinstance(layer, WITHOUT_XLA) for layer in stack)
    # XLA compiles a recurrent layer for seconds: whole epochs hold up to four copies of it, steps one.
    copies = xla and recurrent > 0
    return Path(xla=xla, whole_epochs=epoch < WHOLE_EPOCHS_BELOW and not copies)


def multiplications(stack: tuple[Layer, ...], input_shape: Shape) -> int:
    """Multiplications for one sample forwards: a weight counts once for each place where it is used."""
    return sum(
        layer.multiplications(row.input_shape) for layer, row in zip(stack, summarize(stack, input_shape), strict=True)
    )


def recurrent_steps(stack: tuple[Layer, ...], input_shape: Shape) -> int:
    """Time steps of all recurrent layers together; gates and directions count on their own."""
    total = 0
    for layer, row in zip(stack, summarize(stack, input_shape), strict=True):
        if isinstance(layer, Bidirectional):
            total += 2 * GATES[type(layer.wraps)] * row.input_shape[0]
        elif isinstance(layer, SimpleRNN | LSTM | GRU):
            total += GATES[type(layer)] * row.input_shape[0]
    return total
