"""What a run needs of whatever trains: a loop that goes on a little at a time, and a maker of such loops.

Nothing here depends on a backend. TensorFlow's loop is compiled (`epochs.py`); every backend has the one around Keras's
`fit` (`fit_loop.py`).
"""

from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.trainer.datasets.parts import Parts
from nnterm.trainer.loops.snapshot import Learned, Snapshot

CALL = 0.04
"""Seconds that one call of `advance` should take: between calls the trainer listens to commands."""

Columns = dict[str, list[float]]
"""A value an epoch under each of Keras's history keys."""

Part = tuple[Any, Any]
"""Inputs (n, ...) and targets (n, ...), as tensors of the backend or arrays."""


class State(NamedTuple):
    """The state of a loop at one moment."""

    done: int
    step: int
    test_step: int
    snapshot: Snapshot
    metrics: list[Any]
    logs: dict[str, float]
    """Metrics of the epoch under way, where they cannot be read from `metrics`: its validation has begun."""

    @property
    def nbytes(self) -> int:
        """Bytes that it takes, about."""
        return self.snapshot.nbytes


class Loop(Protocol):
    """One training of one model. However it is cut into calls, the same training gives the same history."""

    model: Any
    """The compiled `keras.Model`, with the weights of the last step whenever no call is under way."""

    @property
    def done(self) -> int:
        """Whole epochs trained."""

    @property
    def step(self) -> int:
        """Batches trained of the epoch under way."""

    @property
    def steps_per_epoch(self) -> int:
        """Batches in an epoch, the ragged last one included."""

    @property
    def needs_compiling(self) -> bool:
        """Whether `compile` has something to do."""

    def compile(self, ahead: bool = False) -> Iterator[None]:
        """Compile what the next epoch needs, a piece at a time, without training; with `ahead` all epochs."""

    def advance(self, until: int) -> Columns:
        """Train for about `CALL` seconds, at most to the end of epoch `until`; the epochs that ended, maybe none."""

    @property
    def trains_whole_epochs(self) -> bool:
        """Whether one call may train several epochs."""

    def advance_batch(self) -> Columns:
        """Train a single batch; the columns of the epoch that ended with it, which may be none."""

    def partial(self) -> dict[str, float]:
        """Loss and metrics over the batches of the epoch under way; nothing before its first."""

    def set_learning_rate(self, rate: float) -> None:
        """Train on at another rate; not for a model with a schedule."""

    def save(self) -> State:
        """The loop's present state."""

    def restore(self, state: State) -> None:
        """Restore an earlier state of the loop."""

    def evaluate(self, part: Part) -> Iterator[dict[str, float] | None]:
        """Loss and metrics on `part`, as `model.evaluate` gives them; None at each pause until they are known."""

    def settle(self) -> None:
        """Wait until nothing is compiling: until then the model cannot be read."""

    def predict(self, x: Any) -> Any:
        """The model's output (n, units) for inputs (n, ...), as something numpy takes for an array."""


class LoopMaker(Protocol):
    """Loads data and makes loops, and keeps what the next training may need again."""

    def load(self, dataset: Dataset, split: Split) -> Parts:
        """The rows of `dataset`. Raises DatasetError."""

    def make(
        self,
        dataset: Dataset,
        parts: Parts,
        hyperparameters: Hyperparameters,
        *,
        weights: Learned | None = None,
        as_it_is: bool = False,
    ) -> tuple[Loop, dict[str, Part]]:
        """A loop at epoch 0, and inputs and targets of `train`, `validation` and `test` where there are such rows.

        `weights` are those that the layers before the last one start from, None for those of the seed.
        `as_it_is` leaves a model that is kept as it was trained: the loop is then for compiling only. Raises
        HyperparameterError or ModelError where model and rows do not fit.
        """

    def remake(self, loop: Any, dataset: Dataset, parts: Parts, hyperparameters: Hyperparameters) -> Loop:
        """A loop that goes on with other hyperparameters where `loop` is, with what its model has learnt.

        Raises HyperparameterError or ModelError where they do not fit.
        """

    def tidy(self) -> None:
        """Free what is kept no more. For idle time: it takes a moment."""


def epoch_order(hyperparameters: Hyperparameters, rows: int, epoch: int) -> NDArray[np.int32]:
    """The order (rows,) of the rows in `epoch` (from 0): it follows from seed and epoch alone."""
    if not hyperparameters.shuffle:
        return np.arange(rows, dtype="int32")
    generator = np.random.default_rng([hyperparameters.seed, epoch])
    return generator.permutation(rows).astype("int32")
