"""Keras's own `fit` as a loop that can be paused after any batch: for every backend, and for several devices."""

import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import keras

from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.trainer.loops.keras_fit import Batches, Progress, evaluate, fit, in_order, validate
from nnterm.trainer.loops.protocol import CALL, Columns, Part, State
from nnterm.trainer.loops.snapshot import Snapshot
from nnterm.trainer.loops.stepped_thread import SteppedThread

Scope = Callable[[], AbstractContextManager[object]]
"""Opens what a model must be built and trained in. Keras keeps it for each thread on its own."""


class FitLoop:
    """One training of one model by `model.fit`, which runs in a thread of its own and waits there between the calls."""

    def __init__(
        self,
        model: Any,
        parts: dict[str, Part],
        hyperparameters: Hyperparameters,
        scope: Scope = nullcontext,
        *,
        done: int = 0,
        devices: int = 1,
    ) -> None:
        """`model` is a compiled `keras.Model`, which starts where its weights are, after `done` whole epochs.

        `parts` holds arrays: `train`, and `validation` where there is such a part. `devices` share every batch in the
        `scope`. Raises HyperparameterError or ModelError where they cannot.
        """
        self.model = model
        self._parts = parts
        self._hyperparameters = hyperparameters
        self._scope = scope
        self._devices = devices
        self._progress = Progress(model, self._batches(parts["train"]), done)
        self._end: weakref.finalize[[], FitLoop] | None = None
        self._fitting: SteppedThread | None = None
        """The `fit` under way."""
        self._compiled = False

    @property
    def needs_compiling(self) -> bool:
        """Whether `compile` has something to do."""
        return not self._compiled and self._devices == 1

    @property
    def done(self) -> int:
        """Whole epochs trained."""
        return self._progress.done

    @property
    def step(self) -> int:
        """Batches trained of the epoch under way."""
        return self._progress.step

    @property
    def steps_per_epoch(self) -> int:
        """Batches in an epoch, the ragged last one included."""
        return len(self._progress.batches) + self._progress.batches.first

    def compile(self, ahead: bool = False) -> Iterator[None]:
        """Compile training and validation for each size of batch, one at a time, without training anything.

        The steps are really made, and all variables then set back.
        """
        # Single batches would not be divided among devices.
        if self._compiled or self._devices > 1:
            return
        self._compiled = True
        for name, act in (("train", self.model.fit), ("validation", self.model.evaluate)):
            if name not in self._parts:
                continue
            x, y = self._parts[name]
            size = self._hyperparameters.batch_size
            for rows in dict.fromkeys((min(size, len(x)), len(x) % size or size)):
                self._without_trace(act, Batches((x[:rows], y[:rows]), self._hyperparameters))
                yield

    @property
    def trains_whole_epochs(self) -> bool:
        """A call ends one epoch at the most."""
        return False

    def advance(self, until: int) -> Columns:
        """Train on, at most to the end of the epoch; its columns if it ended. `until` is after `done`."""
        self._progress.deadline = time.perf_counter() + CALL
        return self._resume()

    def advance_batch(self) -> Columns:
        """Train a single batch; the columns of the epoch that ended with it, which may be none."""
        self._progress.one_batch = True
        try:
            return self._resume()
        finally:
            self._progress.one_batch = False

    def partial(self) -> dict[str, float]:
        """Loss and metrics over the batches of the epoch under way; nothing before its first."""
        return in_order(self.model, self._progress.logs)

    def set_learning_rate(self, rate: float) -> None:
        """Train on at another rate; not for a model with a schedule."""
        # A `fit` that is paused keeps the rate elsewhere on some backends.
        self.close()
        self.model.optimizer.learning_rate.assign(rate)

    def save(self) -> State:
        """The loop's present state."""
        progress = self._progress
        return State(progress.done, progress.step, 0, Snapshot(self.model), self._metrics(), dict(progress.logs))

    def restore(self, state: State) -> None:
        """Restore an earlier state: training on from there gives the same as before."""
        self.close()
        state.snapshot.put_back(self.model)
        progress = self._progress
        progress.done, progress.step, progress.logs = state.done, state.step, dict(state.logs)
        progress.metrics = state.metrics

    def evaluate(self, part: Part) -> Iterator[dict[str, float] | None]:
        """Loss and metrics on `part`, as `model.evaluate` gives them; None at each pause until they are known."""
        self.close()
        model, batches = self.model, self._batches(part)
        thread = self._started(lambda hold: evaluate(model, batches, hold))
        while not thread.resume():
            yield None
        yield thread.result

    def settle(self) -> None:
        """Nothing compiles between two calls."""

    def predict(self, x: Any) -> Any:
        """The model's output (n, units) for inputs (n, ...)."""
        with self._scope():
            if self._devices > 1:
                # Each device would predict all of them.
                return keras.ops.convert_to_numpy(self.model(x, training=False))
            return self.model.predict_on_batch(x)

    def close(self) -> None:
        """End `fit` where it is paused. Training may go on from there, by another `fit`."""
        if self._fitting is not None and self._end is not None:
            self._progress.metrics = self._metrics()
            self._end()
            self._fitting = None

    def _resume(self) -> Columns:
        """Let `fit` go on until it pauses."""
        if self._fitting is None:
            self._begin()
        assert self._fitting is not None
        if self._fitting.resume():
            self._fitting = None
        columns, self._progress.columns = self._progress.columns, {}
        return columns

    def _begin(self) -> None:
        """Start `fit` with the batch that is next, or what follows the last one."""
        part = self._parts.get("validation")
        progress = self._progress
        work = validate if progress.step == self.steps_per_epoch else fit
        progress.batches.first = progress.step
        validation = None if part is None else self._batches(part)
        self._fitting = self._started(lambda hold: work(progress, validation, hold))

    def _metrics(self) -> list[Any]:
        """The sums that give the metrics of the epoch under way; they are not needed once its batches are trained."""
        return [keras.ops.convert_to_numpy(variable) for variable in self.model.metrics_variables]

    def _batches(self, part: Part) -> Batches:
        return Batches(part, self._hyperparameters, self._devices)

    def _started(self, work: Callable[[Callable[[], None]], Any]) -> SteppedThread:
        """A thread of `work` that ends when the loop is forgotten: `work` must not refer to the loop."""
        scope = self._scope

        def in_scope(hold: Callable[[], None]) -> Any:
            with scope():
                return work(hold)

        thread = SteppedThread(in_scope)
        self._end = weakref.finalize(self, thread.close)
        return thread

    def _without_trace(self, act: Callable[..., object], batches: Batches) -> None:
        if not self.model.optimizer.built:
            self.model.optimizer.build(self.model.trainable_variables)
        variables = [*self.model.variables, *self.model.optimizer.variables]
        before = [keras.ops.convert_to_numpy(variable) for variable in variables]
        with self._scope(), same_random_numbers():
            act(batches, verbose=0)
            for variable, value in zip(variables, before, strict=True):
                variable.assign(value)
            self.model.reset_metrics()


def same_random_numbers() -> AbstractContextManager[object]:
    """Sets the generator of the backend back at its end, where dropout draws from one outside the model."""
    if keras.backend.backend() != "torch":
        return nullcontext()
    import torch

    forked: AbstractContextManager[object] = torch.random.fork_rng()
    return forked
