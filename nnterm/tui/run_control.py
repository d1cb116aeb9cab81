"""What the training keys do, by what runs now."""

from nnterm.experiment.run import Run, RunState
from nnterm.runs.headless import Plan, new_run
from nnterm.tui.lab_state import LabState
from nnterm.tui.training import Training


class RunControl:
    """Turns train, pause, one epoch and stop into requests to the trainer, for the experiment in `state`."""

    def __init__(self, training: Training, lesson: str) -> None:
        self._training = training
        self._lesson = lesson
        self.state: LabState | None = None
        """The lab's state; None while there is no experiment."""

    @property
    def run(self) -> Run | None:
        """The shown experiment's run, if the trainer has it."""
        run = self.state.run if self.state is not None else None
        return run if run is self._training.run else None

    @property
    def active(self) -> bool:
        """Whether that run is under way."""
        return self.run is not None and not self.run.state.over

    def train(self, pause_after: int | None = None) -> None:
        """Begin a run with what the form says."""
        if self.state is None:
            return
        run = new_run(self.state.experiment, self._lesson)
        self.state.begin(run)
        self._training.start(run, Plan(pause_after, ("map",) if self.state.in_the_plane else ()))

    def pause_or_resume(self) -> None:
        """Hold the run, or go on with it."""
        if self.run is not None and self.run.state is RunState.PAUSED:
            self._training.resume()
        else:
            self._training.pause()

    def one_epoch(self) -> None:
        """Train to the end of one more epoch, then hold."""
        self._training.step()

    def stop(self) -> None:
        """End the run."""
        if self.active:
            self._training.stop()

    def prepare(self) -> None:
        """Let an idle trainer load and compile what may be asked for next."""
        run = self._training.run
        if self.state is not None and (run is None or run.state.over):
            self._training.prepare(self.state.experiment)
