"""What a model takes rows for, and how sure it is: classes from outputs of one unit or of several."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nnterm.trainer.datasets.parts import Part, Parts
from nnterm.trainer.loops.protocol import Loop

Array = NDArray[Any]

MOST_JUDGED = 2000
"""Rows that are judged at the most, so that a look inside takes less than a second."""

AT_ONCE = 250
"""Rows in one call of the model."""


class Judged(NamedTuple):
    """The rows that are held out from training, as the model answers them."""

    part: str
    """`test`, else `validation`, else `train`."""
    of: int
    """How many rows the part has."""
    x: Array
    y: Array
    outputs: Array
    """(n, units)."""


def held_out(parts: Parts, *, test: bool = True) -> tuple[str, Part]:
    """The rows that a model should be judged by, and what they are called; without `test` they are no test rows."""
    if test and parts.test is not None:
        return "test", parts.test
    if parts.validation is not None:
        return "validation", parts.validation
    return "train", parts.train


def answers(loop: Loop, x: Array) -> Array:
    """The model's outputs (n, units) for `x`; what is no finite number is 0."""
    found = [np.asarray(loop.predict(x[start : start + AT_ONCE])) for start in range(0, len(x), AT_ONCE)]
    outputs: Array = np.nan_to_num(np.concatenate(found))
    return outputs


def judge(loop: Loop, parts: Parts, *, test: bool = True) -> Judged:
    """The first held-out rows and the answers to them; see `held_out`."""
    name, (x, y) = held_out(parts, test=test)
    of = len(x)
    x, y = x[:MOST_JUDGED], y[:MOST_JUDGED]
    return Judged(name, of, x, y, answers(loop, x))


def probabilities(outputs: Array, classes: int) -> Array:
    """The probability (n, classes) of each class, 0 to 1. One unit gives that of the second of two classes.

    Of one unit for more classes, which names the class as a number, the nearest one has all.
    """
    if outputs.shape[1] > 1:
        return outputs.clip(0, 1)
    if classes == 2:
        second = np.clip(outputs, 0, 1)
        return np.concatenate([1 - second, second], axis=1)
    return np.eye(classes)[guesses(outputs, classes)]


def guesses(outputs: Array, classes: int) -> Array:
    """The class (n,) that each row is taken for."""
    if outputs.shape[1] > 1:
        largest: Array = outputs.argmax(axis=1)
        return largest
    nearest: Array = np.clip(np.rint(outputs[:, 0]), 0, classes - 1)
    return nearest.astype(int)


def certainties(outputs: Array, classes: int) -> Array:
    """The probability (n,) of the class that each row is taken for."""
    found: Array = probabilities(outputs, classes)[np.arange(len(outputs)), guesses(outputs, classes)]
    return found
