"""What the trainer reports to the app, in the past tense."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from nnterm.experiment.experiment import Dataset
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.protocol.bounds import (
    MOST_EPOCHS,
    ClassRows,
    Columns,
    Count,
    Epoch,
    Index,
    Metrics,
    Name,
    Number,
    Part,
    Seconds,
)
from nnterm.experiment.protocol.device import Device, DeviceLoad, Measured
from nnterm.experiment.protocol.inspection_results import InspectionResult
from nnterm.experiment.protocol.message import Message
from nnterm.experiment.protocol.target_summary import TargetSummary

Outcome = Literal["completed", "stopped", "diverged"]
"""How a run that could be trained ended."""

Phase = Literal["idle", "loading", "compiling", "training"]
"""What the trainer is at. Loading and compiling may take long without a word."""


class TrainerStarted(Message, frozen=True, tag=True):
    """The child runs and imports its libraries; the first line it writes."""

    protocol: int
    pid: int
    backend: Name = "TensorFlow"
    """The library that Keras will run on."""


class TrainerFailed(Message, frozen=True, tag=True):
    """The child cannot train as requested, and ends."""

    message: str
    remedy: str


class TrainerReady(Message, frozen=True, tag=True):
    """The child has its libraries and can train."""

    device: Device
    versions: Annotated[dict[Name, str], Meta(max_length=32)]
    """Library names and versions."""
    seconds: Seconds
    """How long the imports took."""


class DeviceSampled(Message, frozen=True, tag=True):
    """The load of the GPU, once a second."""

    load: DeviceLoad


class Heartbeat(Message, frozen=True, tag=True):
    """The trainer lives; said every two seconds, whatever it is at."""

    phase: Phase
    seconds: Seconds
    """How long it has been at the same piece of work."""
    resident: Seconds | None = None
    """Memory of the trainer that is in RAM, in MiB; None where the system does not report it."""


class DevicesCompared(Message, frozen=True, tag=True):
    """How fast each device trained the experiment; see `experiment.device.comparison` for what follows."""

    cpu: Measured | None
    """None where it could not be measured."""
    gpu: Measured | None
    operations: Annotated[float, Meta(ge=0, le=1e30)]
    """Floating-point operations of a training step, about."""
    reason: str = ""
    """Why a device was not measured."""


Points = Annotated[list[tuple[Number, Number, Index]], Meta(max_length=400)]
"""Rows in the plane: x0, x1, class."""


class DatasetLoaded(Message, frozen=True, tag=True):
    """The rows are in memory and divided."""

    train: Count
    validation: Count
    test: Count
    dataset: Dataset
    points: Points = msgspec.field(default_factory=list)
    """Up to 400 training rows of a data set in the plane: x0, x1, class; empty for others."""
    flipped: Annotated[list[Index], Meta(max_length=400)] = msgspec.field(default_factory=list)
    """The places in `points` of rows whose label is flipped."""
    validation_points: Points = msgspec.field(default_factory=list)
    """Some validation rows of a data set in the plane, likewise."""
    test_points: Points = msgspec.field(default_factory=list)
    """Some test rows, which are not to be seen before the learner opens them."""


class PretrainingAdvanced(Message, frozen=True, tag=True):
    """Epochs ended of the training that a run starts from; said now and then, before `RunStarted`."""

    run_id: Name
    """The run that waits for it."""
    epochs: Epoch
    """Whole epochs done."""


class RunStarted(Message, frozen=True, tag=True):
    """The model is built; compiling begins."""

    run_id: Name
    parameters: Count
    train: Count
    validation: Count
    test: Count
    steps_per_epoch: Count
    device: str
    guessing_loss: Number | None = None
    """Training loss of the best answer that is the same for every row, for a regression; None for classes."""
    last_value_loss: Annotated[dict[Part, Number], Meta(max_length=3)] = msgspec.field(default_factory=dict)
    """Loss of saying a series' last value again, on `train`, `validation` and `test` rows; empty for other data."""
    class_rows: Annotated[dict[Part, ClassRows], Meta(max_length=3)] = msgspec.field(default_factory=dict)
    """Rows of each class among `train`, `validation` and `test` rows; empty for a regression."""
    target: TargetSummary = TargetSummary()
    """The guess to beat, the unit of the target, and classes that a part has no row of."""


class StepsEnded(Message, frozen=True, tag=True):
    """A part of a long epoch is done."""

    run_id: Name
    epoch: Epoch
    """The epoch under way, from 1."""
    step: Count
    """Steps done in it."""
    steps_per_epoch: Count
    metrics: Metrics = msgspec.field(default_factory=dict)
    """Loss and metrics over those steps."""


class EpochsEnded(Message, frozen=True, tag=True):
    """One or more epochs are done."""

    run_id: Name
    first: Annotated[int, Meta(ge=1, le=MOST_EPOCHS)]
    """Number of the first epoch in `columns`, from 1."""
    columns: Columns
    seconds: Seconds
    """Training time of the run so far, pauses and compiling not counted."""


class RowsMemorised(Message, frozen=True, tag=True):
    """Training rows with a flipped label were counted that the model gives the flipped label to."""

    run_id: Name
    epoch: Epoch
    """Whole epochs done."""
    count: Count
    of: Count
    """How many were looked at: all flipped ones, or the first of very many."""

    def __post_init__(self) -> None:
        if self.count > self.of:
            raise ValueError("More rows are memorised than there are")


class RunPaused(Message, frozen=True, tag=True):
    """The run waits."""

    run_id: Name
    epoch: Epoch
    """Whole epochs done."""


class RunResumed(Message, frozen=True, tag=True):
    """The run goes on."""

    run_id: Name


class HyperparametersChanged(Message, frozen=True, tag=True):
    """The run goes on with other hyperparameters, its weights kept."""

    run_id: Name
    epoch: Epoch
    """Whole epochs done before."""
    hyperparameters: Hyperparameters

    def __post_init__(self) -> None:
        self.hyperparameters.validate()


class RunContinued(Message, frozen=True, tag=True):
    """A run that was over goes on."""

    run_id: Name


class TrainingEnded(Message, frozen=True, tag=True):
    """The last step is done, by plan or by request; what follows is the evaluation."""

    run_id: Name
    epochs: Epoch
    """Whole epochs done."""


class RunEnded(Message, frozen=True, tag=True):
    """The run is over and evaluated."""

    run_id: Name
    outcome: Outcome
    epochs: Epoch
    seconds: Seconds
    evaluate: Metrics
    """Loss and metrics on `evaluated_on`."""
    evaluated_on: Part
    """`test`, else `validation`, else `train`."""
    diverged_at: Epoch | None = None
    """The epoch whose loss was not a finite number."""
    stopped_early_at: Epoch | None = None
    """The epoch after which early stopping ended the training."""
    restored_epoch: Epoch | None = None
    """The epoch whose weights early stopping put back."""
    train_evaluate: Metrics = msgspec.field(default_factory=dict)
    """Loss and metrics on the training rows without dropout; empty where the training has none."""


class RunFailed(Message, frozen=True, tag=True):
    """The run could not be built or trained."""

    run_id: Name
    message: str
    remedy: str


Event = (
    TrainerStarted
    | TrainerFailed
    | TrainerReady
    | DeviceSampled
    | Heartbeat
    | DevicesCompared
    | DatasetLoaded
    | PretrainingAdvanced
    | RunStarted
    | StepsEnded
    | EpochsEnded
    | RowsMemorised
    | RunPaused
    | RunResumed
    | HyperparametersChanged
    | RunContinued
    | TrainingEnded
    | RunEnded
    | RunFailed
    | InspectionResult
)
