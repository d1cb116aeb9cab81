"""Keras's `fit` and `evaluate`, over rows in our order and with a hold after every batch."""

import time
from collections.abc import Callable
from typing import Any

import keras

from nnterm.errors import HyperparameterError, ModelError
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.trainer.loops.protocol import Columns, Part, epoch_order
from nnterm.trainer.loops.stepped_thread import Ended

ENDLESS = 10**9
"""Epochs that `fit` is given: how many are trained is for the caller of the loop to say."""

Hold = Callable[[], None]
"""Waits until the caller of the loop wants to go on."""


class Batches(keras.utils.PyDataset):  # type: ignore[misc]
    """The batches of a part of the split, in its own order, or in that of `epoch`.

    Each batch can be divided among `devices` evenly: up to `devices - 1` rows of an epoch are left out for it.
    """

    def __init__(self, part: Part, hyperparameters: Hyperparameters, devices: int = 1) -> None:
        """Raises HyperparameterError where batches cannot be divided, ModelError where there are too few rows."""
        super().__init__()
        size, rows = hyperparameters.batch_size, len(part[0])
        if size % devices:
            raise HyperparameterError(
                f"{devices} devices cannot share batches of {size} rows evenly.",
                f"Use a batch_size of {size + devices - size % devices}, or train on one device.",
            )
        if rows < devices:
            raise ModelError(f"{devices} devices cannot share {rows} rows.", "Train on one device.")
        self._rows = rows - rows % devices
        self.first = 0
        """Batches of the epoch that are left out because they were trained before."""
        self._part = part
        self._hyperparameters = hyperparameters
        self._order: Any = None

    def shuffle(self, epoch: int) -> None:
        """Take the rows in the order of `epoch` (from 0)."""
        self._order = epoch_order(self._hyperparameters, len(self._part[0]), epoch)

    def __len__(self) -> int:
        """Batches that are left, the ragged last one included."""
        return -(-self._rows // self._hyperparameters.batch_size) - self.first

    def __getitem__(self, number: int) -> Part:
        size = self._hyperparameters.batch_size
        start = (self.first + number) * size
        rows: Any = slice(start, min(start + size, self._rows))
        if self._order is not None:
            rows = self._order[rows]
        return self._part[0][rows], self._part[1][rows]


class Progress(keras.callbacks.Callback):  # type: ignore[misc]
    """How far a training is. Pauses it at the end of each epoch, and when the time of a call is over."""

    def __init__(self, model: Any, batches: Batches, done: int) -> None:
        super().__init__()
        self.trained = model
        self.batches = batches
        self.done, self.step = done, 0
        """Whole epochs trained, and batches of the epoch under way."""
        self.logs: dict[str, float] = {}
        """Loss and metrics over the batches of the epoch under way."""
        self.metrics: list[Any] = []
        """The sums that give them, for a `fit` that goes on in the middle of an epoch."""
        self.columns: Columns = {}
        """The epoch that ended since the caller took the last one."""
        self.deadline = 0.0
        """The time of `perf_counter` from which to hold after any batch."""
        self.one_batch = False
        """Whether to pause after each batch but the last one of an epoch, and there after the validation."""
        self.hold: Hold = lambda: None

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        """Shuffle, before the first batch is fetched."""
        self.batches.shuffle(self.done)
        if self.batches.first:
            for variable, value in zip(self.trained.metrics_variables, self.metrics, strict=True):
                variable.assign(value)

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Count the batch."""
        self.step += 1
        self.logs = dict(logs or {})
        # The last batch of a `fit` that goes on leaves none: its `__len__` counts the batches after `first`.
        if self.one_batch and self.step < self.batches.first + len(self.batches):
            self._hold()
        else:
            self._hold_late()

    def on_test_batch_end(self, batch: int, logs: object = None) -> None:
        """A batch of the validation."""
        self._hold_late()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Keep the epoch's values."""
        self.columns = {name: [value] for name, value in in_order(self.trained, logs or {}).items()}
        self.done, self.step, self.logs = self.done + 1, 0, {}
        if self.batches.first:
            # Keras has read the number of batches once: a fresh `fit` trains the next epoch with all of them.
            self.batches.first = 0
            raise Ended
        self._hold()

    def _hold_late(self) -> None:
        if not self.one_batch and time.perf_counter() >= self.deadline:
            self._hold()

    def _hold(self) -> None:
        synchronize(self.trained)
        self.hold()


class HoldEach(keras.callbacks.Callback):  # type: ignore[misc]
    """Holds an evaluation after each batch."""

    def __init__(self, hold: Hold) -> None:
        super().__init__()
        self._hold = hold

    def on_test_batch_end(self, batch: int, logs: object = None) -> None:
        """A batch is done."""
        self._hold()


def fit(progress: Progress, validation: Batches | None, hold: Hold) -> None:
    """Train `progress.trained` until a hold raises, or to the end of an epoch that was begun in another `fit`."""
    progress.hold = hold
    progress.trained.fit(
        progress.batches,
        validation_data=validation,
        initial_epoch=progress.done,
        epochs=ENDLESS,
        shuffle=False,
        verbose=0,
        callbacks=[progress],
    )


def validate(progress: Progress, validation: Batches | None, hold: Hold) -> None:
    """End an epoch whose batches are all trained."""
    progress.hold = hold
    values: dict[str, float] = {}
    if validation is not None:
        values = progress.trained.evaluate(validation, verbose=0, return_dict=True, callbacks=[progress])
    progress.on_epoch_end(progress.done, {**progress.logs, **{f"val_{name}": v for name, v in values.items()}})


def evaluate(model: Any, batches: Batches, hold: Hold) -> dict[str, float]:
    """Loss and metrics of `model` on `batches`."""
    values = model.evaluate(batches, verbose=0, return_dict=True, callbacks=[HoldEach(hold)])
    return in_order(model, values)


def in_order(model: Any, logs: dict[str, Any]) -> dict[str, float]:
    """The values of `logs` in the order of the model's metrics, training before validation; Keras sorts by name."""
    names = list(model.get_metrics_result())
    names += [f"val_{name}" for name in names]
    return {name: float(logs[name]) for name in names if name in logs}


def synchronize(model: Any) -> None:
    """Put the state of the last step into the model: while `fit` goes on, JAX keeps it elsewhere."""
    if keras.backend.backend() == "jax":
        model.jax_state_sync()
