"""Several experiments of one lab, trained one after another: values of a setting, or seeds. No Textual here."""

from collections.abc import Callable
from dataclasses import dataclass, field

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.run import Run, RunState
from nnterm.tui.lab.lab_state import LabState
from nnterm.tui.lesson.model import LessonModel
from nnterm.tui.lesson.view import LessonView

Done = Callable[[list[Run]], None]
"""Called with the runs when the last one is over, or one was stopped."""


@dataclass
class Sweep:
    """What is still to be trained, and in which lab: its own, whatever step is open meanwhile."""

    model: LessonModel
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
        self._shown = self.left.pop(0)
        self.model.put_experiment(self.state, self._shown)

    def put_back(self) -> None:
        """Let the form say again what it said before, unless the learner has changed it meanwhile."""
        if self.state.experiment == self._shown:
            self.model.put_experiment(self.state, self._home)

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


class Sweeps:
    """Trains a sweep run by run, and ends it as soon as the learner does something else in its lab."""

    def __init__(self, model: LessonModel, view: LessonView, begin: Callable[[], None]) -> None:
        """`begin` trains what the form of the shown lab says."""
        self._model = model
        self._view = view
        self._begin = begin
        self._sweep: Sweep | None = None

    @property
    def runs_left(self) -> int:
        """How many runs are still to come after the one under way."""
        return len(self._sweep.left) if self._sweep is not None else 0

    def start(self, experiments: list[Experiment], label: str, done: Done) -> None:
        """Train `experiments` in the shown lab one after another; afterwards its form says again what it says now.

        `label` says in words what differs between them.
        """
        if self._model.lab is None or not experiments:
            return
        self.end("Another one begins.")
        self._sweep = Sweep(self._model, self._model.lab, label, list(experiments), done)
        self._train_next(self._sweep)

    def _train_next(self, sweep: Sweep) -> None:
        # Meanwhile it may have been ended.
        if sweep is self._sweep:
            sweep.next()
            self._begin()

    def end(self, why: str) -> None:
        """Train nothing more of the sweep, if there is one, and say so; the run under way goes on."""
        sweep, self._sweep = self._sweep, None
        if sweep is None:
            return
        sweep.put_back()
        if sweep.left:
            left = f"{len(sweep.left)} {'value' if len(sweep.left) == 1 else 'values'} left out"
            self._view.notify_briefly(f"The sweep over {sweep.label} ends here, {left}. {why}", 6)
        if sweep.state is self._model.lab:
            self._view.refresh_lab()

    def put_back(self) -> None:
        """The lesson is left: its lab is kept, and its form says again what it said before the sweep."""
        if self._sweep is not None:
            self._sweep.put_back()

    def end_elsewhere(self) -> None:
        """Another step is shown: end the sweep unless it trains the experiment of this one too."""
        if self._sweep is not None and self._sweep.state is not self._model.lab:
            self.end("This step has another experiment.")

    def take_run(self, run: Run) -> None:
        """Go on to the next experiment when a run is over."""
        sweep = self._sweep
        if sweep is None or not run.state.over or not sweep.take(run):
            return
        if sweep.goes_on:
            self._view.call_soon(self._train_next, sweep)
            return
        self._sweep = None
        sweep.put_back()
        self._view.refresh_lab()
        sweep.done(list(sweep.trained))
