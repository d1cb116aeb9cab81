"""What the app has requested of a run under way: to pause, to go on, to step, to change, to end."""

from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.protocol.commands import (
    ChangeRun,
    CompareDevices,
    ForkRun,
    InspectRun,
    PaceRun,
    PauseRun,
    PrepareRun,
    ResumeRun,
    StartRun,
    StepBatch,
    StepEpoch,
    StopRun,
)
from nnterm.trainer.channel import Channel
from nnterm.trainer.loops.pacing import Pacing


class Controls:
    """Takes the commands of one run from the channel. The session reads what they ask for and does it."""

    def __init__(self, channel: Channel, command: StartRun) -> None:
        self._channel = channel
        self._run_id = command.run_id
        self.pacing = Pacing(command.pace)
        self.pause_at = command.pause_after
        """The epoch after which the run pauses by itself."""
        self.paused = command.pause_after == 0
        """Whether the run should wait."""
        self.batches = 0
        """Single batches that are to be trained before the next pause."""
        self.stopped = False
        """Whether the run should end."""
        self.change: Hyperparameters | None = None
        """What to go on with from the next epoch."""
        self.next: StartRun | ForkRun | None = None
        """The run that takes the place of this one."""
        self.question: InspectRun | None = None
        """What is to be looked up inside the model; the last of several."""
        self.prepare: PrepareRun | CompareDevices | None = None
        """What to get ready for when this run is over."""

    def take(self, done: int, seconds: float | None = 0.0) -> None:
        """Take the commands that wait, of a run with `done` whole epochs.

        Where there is none wait `seconds` for one; None waits without end.
        """
        command = self._channel.next(seconds)
        while command is not None:
            if isinstance(command, StartRun | ForkRun):
                self.stopped, self.next = True, command
            elif isinstance(command, PrepareRun | CompareDevices):
                self.prepare = command
            elif command.run_id == self._run_id:
                match command:
                    case PauseRun():
                        self.paused = True
                    case ResumeRun() if self.paused:
                        self._go()
                    case StepEpoch():
                        self._go(pause_at=self._end_of_step(done))
                    case StepBatch():
                        self._go(batches=1 if self.paused else self.batches + 1)
                    case ChangeRun():
                        self.change = command.hyperparameters
                    case PaceRun():
                        self.pacing.set(command.pace)
                    case InspectRun():
                        self.question = command
                    case StopRun():
                        self.stopped = True
            command = self._channel.next(0.0) if not self.stopped else None

    def go_on(self, pace: float | None) -> None:
        """Forget the requests that came before the run's end, and train at `pace`."""
        self.stopped = False
        self.pacing.set(pace)
        self._go()

    def pause_after_step(self, done: int, planned: int, *, ended_epoch: bool) -> None:
        """Pause where all single batches, or all single epochs, that were requested are trained.

        A piece was trained, which `ended_epoch` or did not: `done` whole epochs of `planned` are over.
        """
        if self.batches:
            self.batches -= 1
            self.paused = not self.batches
        elif ended_epoch and done == self.pause_at and done < planned:
            self.paused = True

    def _end_of_step(self, done: int) -> int:
        """The epoch after which to pause for one more step; steps that come faster than they are trained add up."""
        is_stepping = not self.paused and self.pause_at is not None and self.pause_at > done
        return (self.pause_at if is_stepping and self.pause_at is not None else done) + 1

    def _go(self, pause_at: int | None = None, batches: int = 0) -> None:
        self.paused, self.pause_at, self.batches = False, pause_at, batches
