"""A run: one training, as a fold over its events."""

import msgspec

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.history import NAN, History
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.live import Change, adopted
from nnterm.experiment.protocol import events
from nnterm.experiment.protocol.target_summary import TargetSummary
from nnterm.experiment.run_state import RunState
from nnterm.experiment.training_rows import TrainingRows

MOST_BATCHES = 1_000
"""Losses within an epoch that are kept: more than a chart has columns."""

MOST_CHANGES = 1_000
"""Changes of a run that are kept: more than a learner has the patience for."""


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
    pretraining_epochs: int = 0
    """Epochs done of the training that comes first, as far as it was reported."""
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
    losses: list[tuple[int, float]] = []
    """Steps done of the epoch under way and the loss over them, as far as it was reported."""
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
            losses=[],
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
            case events.PretrainingAdvanced():
                self.pretraining_epochs = event.epochs
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
                self._follow_batches()
            case events.EpochsEnded():
                if self.state is not RunState.PAUSED:
                    self.state = RunState.RUNNING
                self.history.extend(event.first, event.columns)
                self.seconds = event.seconds
                self.step, self.partial, self.losses = 0, {}, []
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
                self._end(event)
            case events.RunFailed():
                self.fail(event.message, event.remedy)
            case _:
                return False
        return True

    def _end(self, event: events.RunEnded) -> None:
        """Take over how the run ended, and what the evaluation gave."""
        self.state, self.seconds = RunState(event.outcome), event.seconds
        self.evaluate = {k: NAN if v is None else v for k, v in event.evaluate.items()}
        self.training_rows.end(event.train_evaluate)
        self.evaluated_on = event.evaluated_on
        self.diverged_at = event.diverged_at
        self.stopped_early_at, self.restored_epoch = event.stopped_early_at, event.restored_epoch
        self.step, self.partial, self.losses = 0, {}, []

    def _follow_batches(self) -> None:
        """Keep the loss over the batches of the epoch under way, of which there may be as many as there are rows."""
        if self.losses and self.losses[-1][0] >= self.step:
            self.losses.clear()
        if self.step and "loss" in self.partial:
            self.losses.append((self.step, self.partial["loss"]))
        if len(self.losses) > MOST_BATCHES:
            del self.losses[1::2]

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
