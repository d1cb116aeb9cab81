"""A model that trains: advanced a little at a time, and exactly repeatable however it is cut into pieces."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.trainer.loops.calls import CallSize
from nnterm.trainer.loops.compiled import CompiledModel
from nnterm.trainer.loops.cost import Path
from nnterm.trainer.loops.graphs import first_rows, numbers
from nnterm.trainer.loops.protocol import Columns, Part, State, epoch_order
from nnterm.trainer.loops.snapshot import Snapshot

MOST_EPOCHS = 256
"""Epochs in one call at the most."""

MOST_ROW_NUMBERS = 2**20
"""Row numbers in one call's orders at the most."""


class EpochLoop:
    """One training of one model. `advance` trains for a twentieth of a second and returns the epochs that ended.

    The first epoch is always trained by plain graphs, which compile fast, so that a curve begins early. Where it pays
    XLA compiles the same loops for all later epochs. Which graph trains which step follows from the numbers of epoch
    and step alone, never from time: the same training gives the same history bit for bit.
    """

    def __init__(
        self,
        compiled: CompiledModel,
        path: Path,
        parts: dict[str, Part],
        hyperparameters: Hyperparameters,
        done: int = 0,
    ) -> None:
        """`done` epochs were trained before, by a loop with other hyperparameters."""
        self.model = compiled.model
        self.predict: Callable[[Any], Any] = compiled.graphs.predict
        """The model's output (n, units) for inputs (n, ...)."""
        self.done = done
        """Whole epochs trained."""
        self.begun_at = done
        """Whole epochs that were trained when this loop began."""
        self.step = 0
        """Batches trained of the epoch under way."""
        self._compiled = compiled
        self._graphs = compiled.graphs
        self._path = path
        self._train = parts["train"]
        self._validates = "validation" in parts
        self._validation = parts.get("validation") or first_rows(self._train, 0)
        self._names = list(self._graphs.names)
        if self._validates:
            self._names += [f"val_{name}" for name in self._graphs.names]
        self._hyperparameters = hyperparameters
        self._rows = len(self._train[0])
        self._most = max(1, min(MOST_EPOCHS, MOST_ROW_NUMBERS // self._rows))
        self._sizes: defaultdict[str, CallSize] = defaultdict(CallSize)
        self._test_step = 0
        self._trained: list[float] = []
        self._rehearsed_from: Snapshot | None = None

    @property
    def steps_per_epoch(self) -> int:
        """Batches in an epoch, the ragged last one included."""
        return self._batches(self._train)

    @property
    def trains_whole_epochs(self) -> bool:
        """Whether one call may train several epochs."""
        return self._path.whole_epochs

    @property
    def needs_compiling(self) -> bool:
        """Whether `compile` has something to do."""
        return not self._compiled.compiled.issuperset(self._needed(ahead=False))

    def compile(self, ahead: bool = False) -> Iterator[None]:
        """Compile what the next epoch needs, in many pieces, without training anything; with `ahead` all epochs.

        What is compiled already costs nothing.
        """
        for name in self._needed(ahead):
            if name not in self._compiled.compiled:
                yield from self._compiled.compiling.compile(partial(self._compile, name))
                yield

    def _compile(self, name: str) -> None:
        self._call_empty(name)
        self._compiled.compiled.add(name)

    def advance(self, until: int) -> Columns:
        """Train on, at most to the end of epoch `until`; the columns of the epochs that ended, which may be none."""
        if self._path.whole_epochs:
            self._end_rehearsal()
            return self._advance_epochs(until)
        if self.step < self.steps_per_epoch:
            self._advance_steps(self._step_call)
        else:
            self._advance_validation()
        return self._ended()

    def advance_batch(self) -> Columns:
        """Train a single batch; the columns of the epoch that ended with it, which may be none.

        Where a call trains whole epochs, the batches are a rehearsal: the epoch is trained by its own graph when it is
        complete, so that the history stays the same to the last bit.
        """
        if self._path.whole_epochs:
            return self._rehearse()
        if self.step < self.steps_per_epoch:
            self._advance_steps(1)
        while self.step == self.steps_per_epoch:
            self._advance_validation()
            if columns := self._ended():
                return columns
        return {}

    def partial(self) -> dict[str, float]:
        """Loss and metrics over the batches of the epoch under way; nothing before its first."""
        return dict(zip(self._graphs.names, self._trained, strict=True)) if self.step else {}

    def set_learning_rate(self, rate: float) -> None:
        """Train on at another rate; not for a model with a schedule."""
        self.model.optimizer.learning_rate.assign(rate)

    def save(self) -> State:
        """The loop's present state."""
        self._end_rehearsal()
        metrics = [variable.numpy() for variable in self.model.metrics_variables]
        return State(self.done, self.step, self._test_step, Snapshot(self.model), metrics, {})

    def restore(self, state: State) -> None:
        """Restore an earlier state: training on from there gives the same as before."""
        state.snapshot.put_back(self.model)
        self.done, self.step, self._test_step = state.done, state.step, state.test_step
        self._put_metrics(state.metrics)
        if self.step:
            self._current = tf.constant(self._order(self.done))

    def _ended(self) -> Columns:
        """The columns of the epoch, if it is complete."""
        if self.step == self.steps_per_epoch and self._test_step == self._batches(self._validation):
            return self._end_epoch()
        return {}

    def evaluate(self, part: Part) -> Iterator[dict[str, float] | None]:
        """Loss and metrics on `part`, as `model.evaluate` gives them; None at each pause until they are known."""
        # TensorFlow locks the variables of a model that it compiles.
        yield from self._compiled.compiling.wait()
        self._end_rehearsal()
        under_way = [variable.numpy() for variable in self.model.metrics_variables]
        self._graphs.begin()
        first, values = 0, self._graphs.test_steps(part, 0, 0)
        while first < self._batches(part):
            yield None
            first, values = self._test(part, first)
        # A run that was stopped in the middle of an epoch may go on.
        self._put_metrics(under_way)
        yield dict(zip(self._graphs.names, values.tolist(), strict=True))

    def settle(self) -> None:
        """Wait until nothing is compiling: TensorFlow locks the variables of a model that it compiles."""
        self._compiled.compiling.finish()

    @property
    def _is_later(self) -> bool:
        """Whether the next epoch is not the first one of this loop."""
        return self.done > self.begun_at

    def _needed(self, ahead: bool) -> list[str]:
        """Names of the graphs for the next epoch, or for all that may come."""
        whole = self._path.whole_epochs
        plain = [("epochs" if self._validates else "train epochs") if whole else "steps"]
        # What is not needed for the first epoch would only delay it.
        if not whole and self._validates:
            plain.append("test steps")
        if self._path.xla and (ahead or self._is_later):
            plain.append("xla epochs" if whole else "xla steps")
        return [*plain, "test steps", "predict"] if ahead else plain

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
                xla.epochs(self._train, self._validation, orders, *numbers(0))
            case "steps":
                graphs.steps(self._train, order, 0, 0)
            case "xla steps":
                xla.steps(self._train, order, *numbers(0, 0))
            case "test steps":
                graphs.test_steps(self._validation, 0, 0)
            case "predict":
                # A row, since oneDNN refuses a convolution of none.
                graphs.predict(self._train[0][:1])

    def _advance_epochs(self, until: int) -> Columns:
        fast = self._path.xla and self._is_later
        size = self._sizes["xla" if fast else "plain"]
        # Where XLA takes over from the second epoch on, the plain graph trains the first one only.
        count = min(size.count, self._most, until - self.done) if fast or not self._path.xla else 1
        orders = np.zeros((self._most if fast else count, self._rows), dtype="int32")
        for ahead in range(count):
            orders[ahead] = self._order(self.done + ahead)
        if fast:
            xla, which = self._compiled.xla, numbers(count)
            table = size.timed(count, lambda: xla.epochs(self._train, self._validation, tf.constant(orders), *which))
        elif self._validates:
            table = size.timed(count, lambda: self._graphs.epochs(self._train, self._validation, orders))
        else:
            table = size.timed(count, lambda: self._graphs.train_epochs(self._train, orders))
        self.done += count
        return {name: table[:count, column].tolist() for column, name in enumerate(self._names)}

    @property
    def _fast_step(self) -> bool:
        """Whether XLA trains the next batch: never the ragged last one."""
        return self._path.xla and self._is_later and self.step < self._rows // self._hyperparameters.batch_size

    @property
    def _step_call(self) -> int:
        """Batches for the next call."""
        return self._sizes["xla" if self._fast_step else "plain"].count

    def _advance_steps(self, count: int) -> None:
        """Train up to `count` batches of the epoch under way."""
        if self.step == 0:
            self._graphs.begin()
            self._current = tf.constant(self._order(self.done))
        fast = self._fast_step
        size = self._sizes["xla" if fast else "plain"]
        full = self._rows // self._hyperparameters.batch_size
        last = min(full if fast else self.steps_per_epoch, self.step + count)
        steps = self._compiled.xla.steps if fast else self._graphs.steps
        which = numbers(self.step, last)
        self._trained = size.timed(last - self.step, lambda: steps(self._train, self._current, *which)).tolist()
        self.step = last
        if last == self.steps_per_epoch:
            self._graphs.begin()

    def _rehearse(self) -> Columns:
        """Train a batch of the next epoch by a graph of single steps; the epoch itself after its last batch."""
        if self._rehearsed_from is None:
            self._rehearsed_from = Snapshot(self.model)
            self._graphs.begin()
            self._current = tf.constant(self._order(self.done))
        which = numbers(self.step, self.step + 1)
        self._trained = self._graphs.steps(self._train, self._current, *which).numpy().tolist()
        self.step += 1
        if self.step < self.steps_per_epoch:
            return {}
        return self.advance(self.done + 1)

    def _end_rehearsal(self) -> None:
        """Take back the batches that were trained one by one: the epoch is trained whole."""
        if self._rehearsed_from is not None:
            self._rehearsed_from.put_back(self.model)
            self._rehearsed_from = None
            self.step = 0

    def _advance_validation(self) -> None:
        """Validate some batches after the last one was trained."""
        self._test_step, self._validated = self._test(self._validation, self._test_step)

    def _put_metrics(self, values: list[Any]) -> None:
        for variable, value in zip(self.model.metrics_variables, values, strict=True):
            variable.assign(value)

    def _end_epoch(self) -> Columns:
        values = [*self._trained, *(self._validated.tolist() if self._test_step else ())]
        self.done, self.step, self._test_step = self.done + 1, 0, 0
        return {name: [value] for name, value in zip(self._names, values, strict=True)}

    def _test(self, part: Part, first: int) -> tuple[int, NDArray[np.float32]]:
        """Evaluate some batches of `part` from `first` on; where to go on, and the metrics so far."""
        size = self._sizes["test"]
        last = min(self._batches(part), first + size.count)
        return last, size.timed(last - first, lambda: self._graphs.test_steps(part, *numbers(first, last)))

    def _batches(self, part: Part) -> int:
        return -(-len(part[0]) // self._hyperparameters.batch_size)

    def _order(self, epoch: int) -> NDArray[np.int32]:
        return epoch_order(self._hyperparameters, self._rows, epoch)
