"""A model that trains: advanced a little at a time, and exactly repeatable however it is cut into pieces."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from nnterm.experiment.hyperparameters import Hyperparameters
from nnterm.trainer.cost import Path
from nnterm.trainer.loop import CALL, Columns, Part, epoch_order

if TYPE_CHECKING:
    from nnterm.trainer.loops import CompiledModel

MOST_EPOCHS = 256
"""Epochs in one call at the most."""

MOST_ROW_NUMBERS = 2**20
"""Row numbers in one call's orders at the most."""


class EpochLoop:
    """One training of one model. `advance` trains for about `CALL` seconds and returns the epochs that ended.

    The first epoch is always trained by plain graphs, which compile fast, so that a curve begins early. Where it pays
    XLA compiles the same loops for all later epochs. Which graph trains which step follows from the numbers of epoch
    and step alone, never from time: the same training gives the same history bit for bit.
    """

    def __init__(
        self, compiled: "CompiledModel", path: Path, parts: dict[str, Part], hyperparameters: Hyperparameters
    ) -> None:
        self.model = compiled.model
        self.answer: Callable[[Any], Any] = compiled.graphs.answer
        """The model's output (n, units) for inputs (n, ...)."""
        self.done = 0
        """Whole epochs trained."""
        self.step = 0
        """Batches trained of the epoch under way."""
        self._compiled = compiled
        self._graphs = compiled.graphs
        self._path = path
        self._train = parts["train"]
        self._validates = "validation" in parts
        self._validation = parts.get("validation") or _rows(self._train, 0)
        self._names = list(self._graphs.names)
        if self._validates:
            self._names += [f"val_{name}" for name in self._graphs.names]
        self._hyperparameters = hyperparameters
        self._rows = len(self._train[0])
        self._most = max(1, min(MOST_EPOCHS, MOST_ROW_NUMBERS // self._rows))
        self._paces: defaultdict[str, Pace] = defaultdict(Pace)
        self._test_step = 0
        self._trained: list[float] = []

    @property
    def steps_per_epoch(self) -> int:
        """Batches in an epoch, the ragged last one included."""
        return self._batches(self._train)

    def compile(self, ahead: bool = False) -> Iterator[None]:
        """Compile what the next epoch needs, a graph a turn, without training anything; with `ahead` all epochs.

        What is compiled already costs nothing.
        """
        for name in self._needed(ahead):
            if name not in self._compiled.compiled:
                self._call_empty(name)
                self._compiled.compiled.add(name)
                yield

    def advance(self, until: int) -> Columns:
        """Train on, at most to the end of epoch `until`; the columns of the epochs that ended, which may be none."""
        if self._path.whole_epochs:
            return self._advance_epochs(until)
        if self.step < self.steps_per_epoch:
            self._advance_steps()
        else:
            self._advance_validation()
        if self.step == self.steps_per_epoch and self._test_step == self._batches(self._validation):
            return self._end_epoch()
        return {}

    def evaluate(self, part: Part) -> Iterator[dict[str, float] | None]:
        """Loss and metrics on `part`, as `model.evaluate` gives them; None a turn until they are known."""
        self._graphs.begin()
        first, values = 0, self._graphs.test_steps(part, 0, 0)
        while first < self._batches(part):
            yield None
            first, values = self._test(part, first)
        yield dict(zip(self._graphs.names, values.tolist(), strict=True))

    def _needed(self, ahead: bool) -> list[str]:
        """Names of the graphs for the next epoch, or for all that may come."""
        whole = self._path.whole_epochs
        plain = [("epochs" if self._validates else "train epochs") if whole else "steps"]
        # What is not needed for the first epoch would only delay it.
        if not whole and self._validates:
            plain.append("test steps")
        if self._path.xla and (ahead or self.done > 0):
            plain.append("xla epochs" if whole else "xla steps")
        return [*plain, "test steps", "answer"] if ahead else plain

    def _call_empty(self, name: str) -> None:
        """Call the graph `name` with nothing to do, which compiles it."""
        graphs, xla = self._graphs, self._compiled.xla
        order = tf.range(self._rows)
        match name:
            case "epochs":
                graphs.epochs(self._train, self._validation, tf.zeros((0, self._rows), tf.int32))
            case "train epochs":
                graphs.train_epochs(self._train, tf.zeros((0, self._rows), tf.int32))
            case "xla epochs":
                orders = tf.zeros((self._most, self._rows), tf.int32)
                xla.epochs(self._train, self._validation, orders, *_numbers(0))
            case "steps":
                graphs.steps(self._train, order, 0, 0)
            case "xla steps":
                xla.steps(self._train, order, *_numbers(0, 0))
            case "test steps":
                graphs.test_steps(self._validation, 0, 0)
            case "answer":
                graphs.answer(self._train[0][:0])

    def _advance_epochs(self, until: int) -> Columns:
        fast = self._path.xla and self.done > 0
        pace = self._paces["xla" if fast else "plain"]
        # Where XLA takes over from the second epoch on, the plain graph trains the first one only.
        count = min(pace.count, self._most, until - self.done) if fast or not self._path.xla else 1
        orders = np.zeros((self._most if fast else count, self._rows), dtype="int32")
        for ahead in range(count):
            orders[ahead] = self._order(self.done + ahead)
        if fast:
            xla, numbers = self._compiled.xla, _numbers(count)
            table = pace.timed(count, lambda: xla.epochs(self._train, self._validation, tf.constant(orders), *numbers))
        elif self._validates:
            table = pace.timed(count, lambda: self._graphs.epochs(self._train, self._validation, orders))
        else:
            table = pace.timed(count, lambda: self._graphs.train_epochs(self._train, orders))
        self.done += count
        return {name: table[:count, column].tolist() for column, name in enumerate(self._names)}

    def _advance_steps(self) -> None:
        """Train some batches of the epoch under way."""
        if self.step == 0:
            self._graphs.begin()
            self._current = tf.constant(self._order(self.done))
        full = self._rows // self._hyperparameters.batch_size
        fast = self._path.xla and self.done > 0 and self.step < full
        pace = self._paces["xla" if fast else "plain"]
        last = min(full if fast else self.steps_per_epoch, self.step + pace.count)
        steps = self._compiled.xla.steps if fast else self._graphs.steps
        numbers = _numbers(self.step, last)
        self._trained = pace.timed(last - self.step, lambda: steps(self._train, self._current, *numbers)).tolist()
        self.step = last
        if last == self.steps_per_epoch:
            self._graphs.begin()

    def _advance_validation(self) -> None:
        """Validate some batches after the last one was trained."""
        self._test_step, self._validated = self._test(self._validation, self._test_step)

    def _end_epoch(self) -> Columns:
        values = [*self._trained, *(self._validated.tolist() if self._test_step else ())]
        self.done, self.step, self._test_step = self.done + 1, 0, 0
        return {name: [value] for name, value in zip(self._names, values, strict=True)}

    def _test(self, part: Part, first: int) -> tuple[int, NDArray[np.float32]]:
        """Evaluate some batches of `part` from `first` on; where to go on, and the metrics so far."""
        pace = self._paces["test"]
        last = min(self._batches(part), first + pace.count)
        return last, pace.timed(last - first, lambda: self._graphs.test_steps(part, *_numbers(first, last)))

    def _batches(self, part: Part) -> int:
        return -(-len(part[0]) // self._hyperparameters.batch_size)

    def _order(self, epoch: int) -> NDArray[np.int32]:
        return epoch_order(self._hyperparameters, self._rows, epoch)


class Pace:
    """How much of a kind of work makes a call of about `CALL` seconds. Starts small and learns."""

    def __init__(self) -> None:
        self.count = 1
        """Units of work for the next call."""

    def timed(self, count: int, work: Callable[[], Any]) -> NDArray[np.float32]:
        """Do `work`, wait for its result, and learn from the time that its `count` units took."""
        began = time.perf_counter()
        result: NDArray[np.float32] = work().numpy()
        wanted = CALL * count / max(time.perf_counter() - began, 1e-6)
        self.count = max(1, min(round(wanted), 4 * self.count))
        return result


def _rows(part: Part, count: int) -> Part:
    return part[0][:count], part[1][:count]


def _numbers(*numbers: int) -> tuple[Any, ...]:
    """Numbers as tensors: XLA would compile a graph for each Python number."""
    return tuple(tf.constant(number) for number in numbers)
