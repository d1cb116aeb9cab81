"""What can go wrong inside Keras and its backend, in words for the learner."""

import re
import sys
import traceback

import keras

from nnterm.errors import ModelError, NntermError
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Embedding, width

FAILURES: tuple[type[Exception], ...] = (
    NntermError,
    MemoryError,
    ArithmeticError,
    ValueError,
    TypeError,
    RuntimeError,
)
"""What building and training a model may raise. Anything else is a mistake of ours and ends the trainer."""

_MEMORY: tuple[type[Exception], ...] = (MemoryError,)

# JAX and PyTorch raise kinds of RuntimeError, and say in words when memory is full.
_MEMORY_WORDS = re.compile("RESOURCE_EXHAUSTED|out of memory", re.IGNORECASE)

if keras.backend.backend() == "tensorflow":
    import tensorflow as tf

    FAILURES = (*FAILURES, tf.errors.OpError)
    _MEMORY = (*_MEMORY, tf.errors.ResourceExhaustedError)


def explained(error: Exception, hyperparameters: Hyperparameters) -> NntermError:
    """`error`, one of `FAILURES`, as an error with a remedy; its traceback goes to standard error, which is logged."""
    if isinstance(error, NntermError):
        return error
    traceback.print_exception(error, file=sys.stderr)
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    # TensorFlow begins with the name it gave the operation, which says nothing to a learner.
    what = re.sub(r"\{\{.*?\}\} ?", "", lines[0])[:200] if lines else type(error).__name__
    if isinstance(error, _MEMORY) or _MEMORY_WORDS.search(what):
        return ModelError(f"The memory is full: {what}", _smaller(hyperparameters))
    return ModelError(
        f"Keras could not train this model: {what}",
        "Return to the baseline hyperparameters; the whole error is in the trainer's log.",
    )


def _smaller(hyperparameters: Hyperparameters) -> str:
    """What takes memory in this training, with its present values."""
    units = max((width(layer) or 0 for layer in hyperparameters.layers), default=0)
    parts = [f"batch_size (now {hyperparameters.batch_size})"]
    if units:
        parts.append(f"the units of the largest layer (now {units})")
    parts += [
        f"input_dim or output_dim of the Embedding (now {layer.input_dim} and {layer.output_dim})"
        for layer in hyperparameters.layers
        if isinstance(layer, Embedding)
    ]
    return f"Lower {', '.join(parts)} or the samples of the data set."
