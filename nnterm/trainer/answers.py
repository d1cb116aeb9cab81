"""Answers what is asked about the model of one run: as it is now, or as it was after an earlier epoch."""

from msgspec.structs import replace

from nnterm.experiment.protocol.commands import InspectRun
from nnterm.experiment.protocol.inspection_results import InspectionResult
from nnterm.trainer.checkpoints import Checkpoints
from nnterm.trainer.loops.protocol import Loop
from nnterm.trainer.probes.inspector import Inspector


class Answers:
    """Asks the inspector about the epoch that a question is about. The training knows nothing of it."""

    def __init__(self, inspector: Inspector, checkpoints: Checkpoints) -> None:
        self._inspector = inspector
        self._checkpoints = checkpoints

    def to(self, command: InspectRun, loop: Loop, seconds_per_epoch: float) -> InspectionResult:
        """The answer of the model of `loop`, of which an epoch takes about `seconds_per_epoch` to train again."""
        if command.epoch is None or command.epoch >= loop.done + bool(loop.step):
            answer = self._inspector.answer(loop, command.question, loop.done)
            # After an epoch that is named there may be no model left: the run diverged.
            return replace(answer, requested=command.epoch)
        loop.settle()
        with self._checkpoints.model_at(loop, command.epoch, seconds_per_epoch) as epoch:
            answer = self._inspector.answer(loop, command.question, epoch)
        return replace(answer, requested=command.epoch)
