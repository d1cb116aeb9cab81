"""What the app requests of the trainer, in the imperative."""

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.live import Change
from nnterm.experiment.protocol.inspection_requests import InspectionRequest
from nnterm.experiment.protocol.message import Message


class PrepareRun(Message, frozen=True, tag=True):
    """Load the data and compile the graphs of a training that may soon be requested."""

    dataset: Dataset
    split: Split
    hyperparameters: Hyperparameters


class StartRun(Message, frozen=True, tag=True):
    """Train. A run under way is stopped first."""

    run_id: str
    dataset: Dataset
    split: Split
    hyperparameters: Hyperparameters
    pause_after: int | None = None
    """Pause by itself after this many epochs, 0 before the first; None to run through."""
    probes: tuple[str, ...] = ()
    """What to look at on the way: `map`."""
    changes: tuple[Change, ...] = ()
    """What to continue with after some of the epochs, in their order."""
    pace: float | None = None
    """Epochs a second at the most; None for as many as it can."""


class PauseRun(Message, frozen=True, tag=True):
    """Hold the run before its next step."""

    run_id: str


class ResumeRun(Message, frozen=True, tag=True):
    """Go on from where the run was paused."""

    run_id: str


class StepEpoch(Message, frozen=True, tag=True):
    """Train to the end of one more epoch, then pause."""

    run_id: str


class StepBatch(Message, frozen=True, tag=True):
    """Train one more batch, then pause."""

    run_id: str


class ChangeRun(Message, frozen=True, tag=True):
    """Go on from the next epoch with other hyperparameters, as far as they may change during a run."""

    run_id: str
    hyperparameters: Hyperparameters


class PaceRun(Message, frozen=True, tag=True):
    """Train so fast, and no faster."""

    run_id: str
    pace: float | None
    """Epochs a second at the most; None for as many as it can."""


class ContinueRun(Message, frozen=True, tag=True):
    """Train on after the end, from where the run is. Only the last run can be continued."""

    run_id: str
    hyperparameters: Hyperparameters
    """What to go on with; `epochs` counts from the first one."""
    pace: float | None = None
    """Epochs a second at the most; None for as many as it can."""


class ForkRun(Message, frozen=True, tag=True):
    """Train a new run that shares its beginning with the last one, and goes on from one of its epochs."""

    run_id: str
    """The new run."""
    source: str
    """The run whose beginning it has."""
    epoch: int
    """The last epoch that both share."""
    hyperparameters: Hyperparameters
    """What to go on with; `epochs` counts from the first one."""
    pace: float | None = None
    """Epochs a second at the most; None for as many as it can."""


class StopRun(Message, frozen=True, tag=True):
    """End the run here and evaluate it."""

    run_id: str


class InspectRun(Message, frozen=True, tag=True):
    """Look inside the model of a run: while it is paused, after its end, or between two pieces of its training."""

    run_id: str
    question: InspectionRequest
    epoch: int | None = None
    """The epoch that the question is about, or the nearest one whose model can be had; None for the newest."""


class CompareDevices(Message, frozen=True, tag=True):
    """Measure how fast CPU and GPU train an experiment. Waits for the end of a run under way."""

    dataset: Dataset
    split: Split
    hyperparameters: Hyperparameters


Command = (
    PrepareRun
    | StartRun
    | PauseRun
    | ResumeRun
    | StepEpoch
    | StepBatch
    | ChangeRun
    | PaceRun
    | ContinueRun
    | ForkRun
    | StopRun
    | InspectRun
    | CompareDevices
)
