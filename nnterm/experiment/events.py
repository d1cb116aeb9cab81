"""What the trainer tells the app, in the past tense."""

from typing import Annotated, Literal

import msgspec

from nnterm.experiment.answers import Answer
from nnterm.experiment.device import Device, DeviceLoad, Measured
from nnterm.experiment.experiment import Dataset
from nnterm.experiment.hyperparameters import Hyperparameters
from nnterm.experiment.message import Message

Outcome = Literal["completed", "stopped", "diverged"]
"""How a run that could be trained ended."""

Phase = Literal["idle", "loading", "compiling", "training"]
"""What the trainer is at. Loading and compiling may take long without a word."""


MOST_EPOCHS = 1_000_000
"""Larger numbers of epochs are mistakes: a history that filled such a gap would take all memory."""


class TrainerStarted(Message, frozen=True, tag=True):
    """The child runs and imports its libraries; the first line it writes."""

    protocol: int
    pid: int
    backend: str = "TensorFlow"
    """The library that Keras will run on."""


class TrainerFailed(Message, frozen=True, tag=True):
    """The child cannot train as it was asked to, and ends."""

    message: str
    remedy: str


class TrainerReady(Message, frozen=True, tag=True):
    """The child has its libraries and can train."""

    device: Device
    versions: dict[str, str]
    """Library names and versions."""
    seconds: float
    """How long the imports took."""


class DeviceSampled(Message, frozen=True, tag=True):
    """The load of the GPU, once a second."""

    load: DeviceLoad


class Heartbeat(Message, frozen=True, tag=True):
    """The trainer lives; said every two seconds, whatever it is at."""

    phase: Phase
    seconds: float
    """How long it has been at the same piece of work."""
    resident: float | None = None
    """Memory of the trainer that is in RAM, in MiB; None where the system does not tell."""


class DevicesCompared(Message, frozen=True, tag=True):
    """How fast each device trained the experiment; see `experiment.device.comparison` for what follows."""

    cpu: Measured | None
    """None where it could not be measured."""
    gpu: Measured | None
    operations: float
    """Floating-point operations of a training step, about."""
    reason: str = ""
    """Why a device was not measured."""


class DatasetLoaded(Message, frozen=True, tag=True):
    """The rows are in memory and divided."""

    train: int
    validation: int
    test: int
    dataset: Dataset
    points: list[tuple[float, float, int]] = msgspec.field(default_factory=list)
    """Up to 400 training rows of a data set in the plane: x0, x1, class; empty for others."""


class RunStarted(Message, frozen=True, tag=True):
    """The model is built; compiling begins."""

    run_id: str
    parameters: int
    train: int
    validation: int
    test: int
    steps_per_epoch: int
    device: str
    guessing_loss: float | None = None
    """Training loss of the best answer that is the same for every row, for a regression; None for classes."""
    last_value_loss: dict[str, float] = msgspec.field(default_factory=dict)
    """Loss of saying a series' last value again, on `train`, `validation` and `test` rows; empty for other data."""


class StepsEnded(Message, frozen=True, tag=True):
    """A part of a long epoch is done."""

    run_id: str
    epoch: int
    """The epoch under way, from 1."""
    step: int
    """Steps done in it."""
    steps_per_epoch: int
    metrics: dict[str, float | None] = msgspec.field(default_factory=dict)
    """Loss and metrics over those steps."""


class EpochsEnded(Message, frozen=True, tag=True):
    """One or more epochs are done."""

    run_id: str
    first: Annotated[int, msgspec.Meta(ge=1, le=MOST_EPOCHS)]
    """Number of the first epoch in `columns`, from 1."""
    columns: dict[str, list[float | None]]
    """A value an epoch under each of Keras's history keys; None where it is not a finite number."""
    seconds: float
    """Training time of the run so far, pauses and compiling not counted."""


class RunPaused(Message, frozen=True, tag=True):
    """The run waits."""

    run_id: str
    epoch: int
    """Whole epochs done."""


class RunResumed(Message, frozen=True, tag=True):
    """The run goes on."""

    run_id: str


class HyperparametersChanged(Message, frozen=True, tag=True):
    """The run goes on with other hyperparameters, its weights kept."""

    run_id: str
    epoch: int
    """Whole epochs done before."""
    hyperparameters: Hyperparameters


class RunContinued(Message, frozen=True, tag=True):
    """A run that was over goes on."""

    run_id: str


class MapDrawn(Message, frozen=True, tag=True):
    """What the model answers over the plane: the decision map."""

    run_id: str
    epoch: int
    columns: int
    rows: int
    left: float
    right: float
    bottom: float
    top: float
    """Edges of the plane shown."""
    classes: list[int]
    """The class with the largest output, row by row from the top left."""
    certainty: list[int]
    """0 (undecided) to 7 (certain) for each cell."""


class TrainingEnded(Message, frozen=True, tag=True):
    """The last step is done, by plan or by request; what follows is the evaluation."""

    run_id: str
    epochs: int
    """Whole epochs done."""


class RunEnded(Message, frozen=True, tag=True):
    """The run is over and evaluated."""

    run_id: str
    outcome: Outcome
    epochs: int
    seconds: float
    evaluate: dict[str, float | None]
    """Loss and metrics on `evaluated_on`."""
    evaluated_on: str
    """`test`, else `validation`, else `train`."""
    diverged_at: int | None = None
    """The epoch whose loss was not a finite number."""
    stopped_early_at: int | None = None
    """The epoch behind which early stopping ended the training."""
    restored_epoch: int | None = None
    """The epoch whose weights early stopping put back."""


class RunFailed(Message, frozen=True, tag=True):
    """The run could not be built or trained."""

    run_id: str
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
    | RunStarted
    | StepsEnded
    | EpochsEnded
    | RunPaused
    | RunResumed
    | HyperparametersChanged
    | RunContinued
    | MapDrawn
    | TrainingEnded
    | RunEnded
    | RunFailed
    | Answer
)
