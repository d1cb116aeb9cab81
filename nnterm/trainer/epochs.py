"""A model that trains: Keras's model with its data, advanced a little at a time and exactly repeatable."""

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from nnterm.experiment.hyperparameters import Hyperparameters
from nnterm.trainer.cost import Path
from nnterm.trainer.graphs import Graphs

CALL = 0.04
"""Seconds that one call of a graph should take: between calls the trainer listens to commands."""

MOST_EPOCHS = 64
"""Epochs in one call at the most."""

MOST_ROW_NUMBERS = 2**20
"""Row numbers in one call's orders at the most."""

Columns = dict[str, list[float]]
"""A value an epoch under each of Keras's history keys."""


class EpochLoop:
    """One training of one model. `advance` trains for about `CALL` seconds and returns the epochs that ended."""

    def __init__(self, model: Any, graphs: Graphs, path: Path, train: Any, validation: Any) -> None:
        self.model = model
        self._graphs = graphs
        self._path = path
        self._train = train
        self._validation = validation
        self._rows = int(train[0].shape[0])
        self._calls = _Pace()
        self._test_calls = _Pace()
        self._most = max(1, min(MOST_EPOCHS, MOST_ROW_NUMBERS // self._rows))

    @property
    def rows(self) -> int:
        """Training rows."""
        return self._rows

    def begin(self, hyperparameters: Hyperparameters) -> None:
        """Start at epoch 0 with the seed, order and number of epochs of `hyperparameters`."""
        self._hyperparameters = hyperparameters
        self.done = 0
        self._step = 0
        self._test_step = -1
        self._train_metrics: list[float] = []

    @property
    def steps_per_epoch(self) -> int:
        """Batches in an epoch, the ragged last one included."""
        return -(-self._rows // self._graphs.batch_size)

    @property
    def step(self) -> int:
        """Batches done of the epoch under way."""
        return self._step

    def advance(self, until: int) -> Columns:
        """Train on, at most to the end of epoch `until`; the columns of the epochs that ended, which may be none."""
        return self._advance_epochs(until) if self._path.whole_epochs else self._advance_steps()

    def compile(self) -> Iterator[None]:
        """Compile what a training will need, a graph a turn, without training anything."""
        none = tf.constant(0)
        order = tf.constant(self._order(0))
        if self._path.whole_epochs:
            orders = tf.tile(order[None], [self._most, 1])
            self._graphs.epochs(self._train, self._validation, orders, none)
            yield
        else:
            self._graphs.steps(self._train, order, none, none)
            yield
            if self._validation is not None:
                self._graphs.test_steps(self._validation, none, none)
                yield

    def evaluate(self, part: Any) -> Iterator[dict[str, float] | None]:
        """Loss and metrics on `part`, as `model.evaluate` gives them; None a turn until they are known."""
        self._graphs.begin()
        steps = -(-int(part[0].shape[0]) // self._graphs.batch_size)
        first = 0
        while first < steps:
            last = min(steps, first + self._test_calls.count)
            values = self._test_calls.timed(last - first, self._graphs.test_steps, part, *_numbers(first, last))
            first = last
            yield None
        yield dict(zip(self._graphs.names, values.tolist(), strict=True))

    def _advance_epochs(self, until: int) -> Columns:
        count = min(self._calls.count, self._most, until - self.done)
        orders = np.zeros((self._most, self._rows), dtype="int32")
        for ahead in range(count):
            orders[ahead] = self._order(self.done + ahead)
        given = (self._train, self._validation, tf.constant(orders), tf.constant(count))
        logs = self._calls.timed(count, self._graphs.epochs, *given)[:count]
        self.done += count
        names = self._names(self._validation is not None)
        return {name: logs[:, column].tolist() for column, name in enumerate(names)}

    def _advance_steps(self) -> Columns:
        """A part of an epoch: training batches first, then validation batches."""
        if self._step < self.steps_per_epoch:
            if self._step == 0:
                self._graphs.begin()
                self._current = tf.constant(self._order(self.done))
            last = min(self.steps_per_epoch, self._step + self._calls.count)
            numbers = _numbers(self._step, last)
            metrics = self._calls.timed(last - self._step, self._graphs.steps, self._train, self._current, *numbers)
            self._step = last
            if last < self.steps_per_epoch:
                return {}
            self._train_metrics = metrics.tolist()
            if self._validation is None:
                return self._ended([])
            self._graphs.begin()
            self._test_step = 0
            return {}
        steps = -(-int(self._validation[0].shape[0]) // self._graphs.batch_size)
        last = min(steps, self._test_step + self._test_calls.count)
        numbers = _numbers(self._test_step, last)
        metrics = self._test_calls.timed(last - self._test_step, self._graphs.test_steps, self._validation, *numbers)
        self._test_step = last
        return self._ended(metrics.tolist()) if last == steps else {}

    def _ended(self, validation: list[float]) -> Columns:
        self.done += 1
        self._step = 0
        values = [*self._train_metrics, *validation]
        return {name: [value] for name, value in zip(self._names(bool(validation)), values, strict=True)}

    def _names(self, validation: bool) -> list[str]:
        names = list(self._graphs.names)
        return [*names, *(f"val_{name}" for name in names)] if validation else names

    def _order(self, epoch: int) -> NDArray[np.int32]:
        """The order of rows in `epoch` (from 0): it follows from seed and epoch alone."""
        if not self._hyperparameters.shuffle:
            return np.arange(self._rows, dtype="int32")
        generator = np.random.default_rng([self._hyperparameters.seed, epoch])
        return generator.permutation(self._rows).astype("int32")


class _Pace:
    """How much of a kind of work makes a call of about `CALL` seconds. Starts small and learns."""

    def __init__(self) -> None:
        self.count = 1
        self._known = False

    def timed(self, count: int, function: Any, *arguments: Any) -> NDArray[np.float32]:
        """Call `function`, wait for its result, and learn from the time that `count` units took."""
        began = time.perf_counter()
        result: NDArray[np.float32] = function(*arguments).numpy()
        took = time.perf_counter() - began
        # The first call may have compiled, which says nothing about the next.
        if self._known and took > 0:
            wanted = CALL * count / took
            self.count = max(1, min(round(wanted), 4 * self.count))
        self._known = True
        return result


def _numbers(first: int, last: int) -> tuple[Any, Any]:
    """Both as tensors: Python numbers would compile a graph for each value."""
    return tf.constant(first), tf.constant(last)
