"""What every answer about the inside of a model has."""

from nnterm.experiment.protocol.bounds import Epoch, Name, Seconds
from nnterm.experiment.protocol.message import Message


class Inspected(Message, frozen=True, kw_only=True):
    """What every answer has: the run, and how far it was."""

    run_id: Name
    epoch: Epoch
    """Whole epochs done."""
    requested: Epoch | None = None
    """The epoch that the question was about, whose model may be gone; None for a question about the newest."""
    seconds: Seconds = 0.0
    """How long the look inside took, and delayed the training."""

    def suits(self, classes: int) -> bool:
        """Whether a model of data with so many classes can have given this answer."""
        return classes >= 0
