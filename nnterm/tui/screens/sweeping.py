"""The part of a lab's screen that trains several experiments one after another."""

from collections.abc import Callable

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.run import Run, RunState
from nnterm.tui.messages import RunAdvanced
from nnterm.tui.screens.lab_screen import LabScreen
from nnterm.tui.widgets.hyperparameter_form import HyperparameterForm

Done = Callable[[list[Run]], None]
"""Called with the runs when the last one is over, or one was stopped."""


class Sweeping(LabScreen):
    """A lab that can train in turn: a sweep over a knob, or one model on several seeds."""

    _in_turn: tuple[Experiment, ...] = ()
    _trained: tuple[Run, ...] = ()
    _home: Experiment | None = None
    _done: Done | None = None

    def train_in_turn(self, experiments: list[Experiment], done: Done) -> None:
        """Train `experiments` of the lab one after another; afterwards the form says again what it says now."""
        if self.state is None or not experiments:
            return
        self._home, self._done, self._trained = self.state.experiment, done, ()
        self._in_turn = tuple(experiments)
        self._train_next()

    @property
    def turns_left(self) -> int:
        """How many runs are still to come behind the one under way."""
        return len(self._in_turn)

    def _train_next(self) -> None:
        if self.state is None:
            return
        first, *rest = self._in_turn
        self._in_turn = tuple(rest)
        self.state.experiment = first
        self._start()

    def on_run_advanced(self, message: RunAdvanced) -> None:
        """Go on to the next one when one is over."""
        run = message.run
        if self._done is None or not run.state.over or self.state is None or run is not self.state.run:
            return
        if run in self._trained:
            return
        self._trained = (*self._trained, run)
        if self._in_turn and run.state not in (RunState.STOPPED, RunState.FAILED):
            self.call_later(self._train_next)
            return
        done, self._done, self._in_turn = self._done, None, ()
        if self._home is not None:
            self.state.experiment, self._home = self._home, None
        self.show_lab()
        done(list(self._trained))

    def on_hyperparameter_form_sweep_asked(self, message: HyperparameterForm.SweepAsked) -> None:
        """Train every value of the knob, and list what came of them."""
        if len(message.experiments) < 2:
            self.app.notify("This knob has only one value here.", timeout=3)
            return
        self.app.notify(f"Training {len(message.experiments)} values of {message.label} in turn. s stops.", timeout=4)
        self.train_in_turn(message.experiments, self._show_sweep)

    def _show_sweep(self, runs: list[Run]) -> None:
        self._open(lambda lab: lab.open("runs"))
