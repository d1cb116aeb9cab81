"""Giving back the memory of compiled models.

TensorFlow keeps more of a compiled function than it will ever need again. What can be dropped is dropped here; the
rest grows slowly, as every `Heartbeat` shows, and only a new process gets rid of it.
"""

import ctypes
import gc
from contextlib import suppress

from tensorflow.python.framework import ops
from tensorflow.python.util import tf_stack

GRADIENT = "CustomGradient-"
"""How TensorFlow names the gradients that it registers while it reads a function."""


def shorten_stack_traces() -> None:
    """Give every operation that is read from now on the same stack trace, of one frame.

    TensorFlow notes for each of thousands of operations where in Python it was made. XLA copies these notes for each
    program it compiles and never frees the copies: half of what a program costs.
    """
    with suppress(AttributeError):
        # Not an empty one: XLA asks for its last frame without looking.
        trace = tf_stack.extract_stack(0)[:1]
        tf_stack.extract_stack = lambda stacklevel=1: trace


def settle() -> None:
    """Count everything that lives now as permanent: what is collected later is soon looked through."""
    gc.collect()
    gc.freeze()


def give_back() -> None:
    """Free models that are kept no more, with their graphs, and hand free pages to the system. Takes 0.1 s.

    For idle time, never while a function is being read.
    """
    forget_gradients()
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def forget_gradients() -> None:
    """Drop the gradients that were registered for functions which are read by now.

    Each holds its function's graph and model for good, and is needed only while that function is being read.
    """
    with suppress(AttributeError):
        registered = ops.gradient_registry._registry
        for name in [name for name in registered if name.startswith(GRADIENT)]:
            del registered[name]
