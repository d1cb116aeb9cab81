"""A run: one training, as a fold over its events."""

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import TypeVar, cast

import msgspec

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.live import Change, adopted
from nnterm.experiment.protocol import events
from nnterm.experiment.protocol.bounds import MOST_COLUMNS
from nnterm.experiment.protocol.target_summary import TargetSummary
from nnterm.experiment.training_rows import TrainingRows

_T = TypeVar("_T")

NAN = float("nan")
INFINITY = float("inf")

MOST_CHANGES = 1_000
"""Changes of a run that are kept: more than a learner has the patience for."""


class RunState(StrEnum):
    """The state of a run."""

    REQUESTED = "requested"
    """Sent to the trainer, which has not answered yet."""
    COMPILING = "compiling"
    """The model is built; no epoch has ended."""
    RUNNING = "running"
    PAUSED = "paused"
    EVALUATING = "evaluating"
    """Trained; loss and metrics are being measured on rows that were not trained on."""
    COMPLETED = "completed"
    STOPPED = "stopped"
    """Ended by the learner before its last epoch."""
    DIVERGED = "diverged"
    """Ended because the loss was no longer a finite number."""
    FAILED = "failed"
    """Could not be trained, or the trainer died."""
    INTERRUPTED = "interrupted"
    """The nnterm that trained it was ended from outside; what it had is kept."""

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self in _OVER


_OVER = (RunState.COMPLETED, RunState.STOPPED, RunState.DIVERGED, RunState.FAILED, RunState.INTERRUPTED)


class History(msgspec.Struct):
    """Columns of numbers, one an epoch, under Keras's keys: loss, val_loss, accuracy, val_accuracy ..."""

    columns: dict[str, list[float]] = {}
    _best: tuple[float, int] = (INFINITY, 0)
    """Smallest validation loss among the first `_searched` epochs, and its epoch; 0 while there is none."""
    _searched: int = 0
    _kept: tuple[object, object] = (None, None)
    """What was last made of this history, after what it was made for."""

    def __len__(self) -> int:
        return len(self.columns.get("loss", ()))

    def __getitem__(self, key: str) -> list[float]:
        return self.columns.get(key, [])

    def __contains__(self, key: object) -> bool:
        return key in self.columns

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def extend(self, first: int, columns: dict[str, list[float | None]]) -> None:
        """Add epochs from number `first` on (from 1). Those already known are not added twice; missing ones are NaN."""
        known = first - 1
        for key, values in columns.items():
            if key not in self.columns and len(self.columns) >= MOST_COLUMNS:
                continue
            column = self.columns.setdefault(key, [])
            # A gap would shift every later value to an epoch that is not its own.
            column.extend([NAN] * (known - len(column)))
            column.extend(NAN if value is None else value for value in values[len(column) - known :])
        longest = max(map(len, self.columns.values()), default=0)
        for column in self.columns.values():
            # What was not measured in these epochs has no value there, and may have one later.
            column.extend([NAN] * (longest - len(column)))

    def best_epoch(self) -> int | None:
        """Number (from 1) of the epoch with the smallest validation loss; None without validation."""
        values = self["val_loss"]
        # Asked many times a second while the history grows: only the new epochs are looked at.
        for epoch, value in enumerate(values[self._searched :], self._searched + 1):
            if value < self._best[0]:
                self._best = value, epoch
        self._searched = len(values)
        return self._best[1] or None

    def kept(self, purpose: object, make: Callable[[], _T]) -> _T:
        """What was made of this history for `purpose`, made now where that is new; one thing is kept at a time."""
        if self._kept[0] != purpose:
            self._kept = purpose, make()
        return cast(_T, self._kept[1])


class Run(msgspec.Struct, kw_only=True):
    """One training. `apply` folds an event in; everything shown of a run is read from here."""

    run_id: str
    lesson: str = ""
    experiment: str = ""
    dataset: Dataset
    split: Split
    hyperparameters: Hyperparameters
    """What the run began with."""
    changes: list[Change] = []
    """What it went on with, in the order of epochs."""
    state: RunState = RunState.REQUESTED
    history: History = msgspec.field(default_factory=History)
    parameters: int = 0
    """Trained weights and biases."""
    train: int = 0
    validation: int = 0
    test: int = 0
    """Rows in each part of the split."""
    step: int = 0
    """Steps done of the epoch under way."""
    partial: dict[str, float] = {}
    """Loss and metrics over those steps."""
    steps_per_epoch: int = 0
    seconds: float = 0.0
    """Training time, pauses and compiling not counted."""
    device: str = ""
    guessing_loss: float | None = None
    """Training loss of the best answer that is the same for every row, for a regression; None for classes."""
    last_value_loss: dict[str, float] = {}
    """Loss of saying a series' last value again, on `train`, `validation` and `test` rows; empty for other data."""
    class_rows: dict[str, list[int]] = {}
    """Rows of each class among `train`, `validation` and `test` rows; empty for a regression."""
    target: TargetSummary = TargetSummary()
    """The guess to beat, the unit of the target, and classes that a part has no row of."""
    training_rows: TrainingRows = msgspec.field(default_factory=TrainingRows)
    """Flipped labels that were learned by heart, and what dropout hides."""
    evaluate: dict[str, float] = {}
    """Loss and metrics on `evaluated_on` after the end."""
    evaluated_on: str = ""
    test_is_open: bool = False
    """Whether the learner has opened what the evaluation on the test rows gave."""
    test_looks: int = 0
    """How often that was done: a run that is trained further is evaluated anew."""
    diverged_at: int | None = None
    """The epoch whose loss was not a finite number."""
    stopped_early_at: int | None = None
    """The epoch after which early stopping ended the training."""
    restored_epoch: int | None = None
    """The epoch whose weights early stopping put back."""
    failure: str = ""
    remedy: str = ""
    forked_from: str = ""
    """Id of the run whose beginning this one has; empty for a run from the first epoch on."""
    forked_at: int = 0
    """The last epoch that it has in common with that run."""

    @property
    def epochs(self) -> int:
        """Whole epochs done."""
        return len(self.history)

    @property
    def current(self) -> Hyperparameters:
        """What the run trains with now."""
        return self.changes[-1].hyperparameters if self.changes else self.hyperparameters

    @property
    def planned(self) -> int:
        """Epochs after which the run will be over."""
        return self.current.epochs

    @property
    def epochs_per_second(self) -> float | None:
        """Mean speed so far; None before the first epoch."""
        return self.epochs / self.seconds if self.epochs and self.seconds else None

    def fork(self, run_id: str, epoch: int) -> "Run":
        """A run, not yet started, that has the first `epoch` epochs of this one and goes on by itself."""
        columns = {key: values[:epoch] for key, values in self.history.columns.items()}
        return msgspec.structs.replace(
            self,
            run_id=run_id,
            changes=[change for change in self.changes if change.epoch < epoch],
            state=RunState.REQUESTED,
            history=History(columns),
            step=0,
            partial={},
            seconds=self.seconds * epoch / max(1, self.epochs),
            evaluate={},
            training_rows=self.training_rows.until(epoch),
            evaluated_on="",
            diverged_at=None,
            stopped_early_at=None,
            restored_epoch=None,
            failure="",
            remedy="",
            test_is_open=False,
            test_looks=0,
            forked_from=self.run_id,
            forked_at=epoch,
        )

    @property
    def progress(self) -> float:
        """The part of the planned training that is done, 0 to 1."""
        partly = self.step / self.steps_per_epoch if self.steps_per_epoch else 0.0
        return min(1.0, (self.epochs + partly) / self.planned)

    @property
    def hides_test(self) -> bool:
        """Whether the test rows have judged the run, and the learner has not opened that yet."""
        return self.state.over and self.evaluated_on == "test" and bool(self.evaluate) and not self.test_is_open

    def open_test(self) -> bool:
        """Open what the test rows gave, and count the look; False where nothing is hidden."""
        if not self.hides_test:
            return False
        self.test_is_open, self.test_looks = True, self.test_looks + 1
        return True

    def apply(self, event: events.Event) -> bool:
        """Fold `event` in. Returns whether it was of this run and changed it."""
        if getattr(event, "run_id", None) != self.run_id:
            return False
        if self.state.over and not isinstance(event, events.RunContinued):
            return False
        match event:
            case events.RunStarted():
                self.state = RunState.COMPILING
                self.parameters = event.parameters
                self.train, self.validation, self.test = event.train, event.validation, event.test
                self.steps_per_epoch, self.device = event.steps_per_epoch, event.device
                self.guessing_loss = event.guessing_loss
                self.last_value_loss = event.last_value_loss
                self.class_rows = event.class_rows
                self.target = event.target
            case events.StepsEnded():
                if self.state is not RunState.PAUSED:
                    self.state = RunState.RUNNING
                self.step = event.step if event.epoch == self.epochs + 1 else 0
                self.partial = {k: NAN if v is None else v for k, v in event.metrics.items()}
            case events.EpochsEnded():
                if self.state is not RunState.PAUSED:
                    self.state = RunState.RUNNING
                self.history.extend(event.first, event.columns)
                self.seconds = event.seconds
                self.step, self.partial = 0, {}
            case events.RowsMemorised():
                return self.training_rows.take(event)
            case events.RunPaused():
                if self.state is RunState.PAUSED:
                    return False
                self.state = RunState.PAUSED
            case events.RunResumed():
                self.state = RunState.RUNNING
            case events.HyperparametersChanged():
                self._change(Change(event.epoch, adopted(self.current, event.hyperparameters)))
            case events.RunContinued():
                self.state = RunState.RUNNING
                self.stopped_early_at = self.restored_epoch = None
                self.test_is_open = False
                self.training_rows.end({})
            case events.TrainingEnded():
                self.state = RunState.EVALUATING
            case events.RunEnded():
                self.state, self.seconds = RunState(event.outcome), event.seconds
                self.evaluate = {k: NAN if v is None else v for k, v in event.evaluate.items()}
                self.training_rows.end(event.train_evaluate)
                self.evaluated_on = event.evaluated_on
                self.diverged_at = event.diverged_at
                self.stopped_early_at, self.restored_epoch = event.stopped_early_at, event.restored_epoch
                self.step, self.partial = 0, {}
            case events.RunFailed():
                self.fail(event.message, event.remedy)
            case _:
                return False
        return True

    def _change(self, change: Change) -> None:
        """Take note of `change`; several before the same epoch are one."""
        if self.changes and self.changes[-1].epoch == change.epoch:
            self.changes.pop()
        if change.hyperparameters != self.current and len(self.changes) < MOST_CHANGES:
            self.changes.append(change)

    def fail(self, message: str, remedy: str) -> None:
        """End the run because of an error; the epochs so far are kept."""
        self.state = RunState.FAILED
        self.failure, self.remedy = message, remedy
