"""How far a run is."""

from enum import StrEnum


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
