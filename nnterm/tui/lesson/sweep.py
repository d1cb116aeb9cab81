"""Several experiments of one lab, trained one after another. No Textual here."""

from collections.abc import Callable
from dataclasses import dataclass, field

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.run import Run, RunState
from nnterm.tui.lesson.model import LabState

Done = Callable[[list[Run]], None]
"""Called with the runs when the last one is over, or one was stopped."""


@dataclass
class Sweep:
    """What is still to be trained, and in which lab: its own, whatever step is open meanwhile."""

    state: LabState
    label: str
    """What differs between the experiments, in words."""
    left: list[Experiment]
    """The experiments still to come after the one under way."""
    done: Done
    trained: list[Run] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._home = self._shown = self.state.experiment

    def next(self) -> None:
        """Put the next experiment into the form of its lab."""
        self.state.experiment = self._shown = self.left.pop(0)

    def put_back(self) -> None:
        """Let the form say again what it said before, unless the learner has changed it meanwhile."""
        if self.state.experiment == self._shown:
            self.state.experiment = self._home

    def take(self, run: Run) -> bool:
        """Take a run that is over; whether it is one of the sweep's that was not taken yet."""
        if run is not self.state.run or run in self.trained:
            return False
        self.trained.append(run)
        return True

    @property
    def goes_on(self) -> bool:
        """Whether there is another experiment to train after the last run that was taken."""
        return bool(self.left) and self.trained[-1].state not in (RunState.STOPPED, RunState.FAILED)
