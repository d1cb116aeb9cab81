"""The part of a lab's screen that trains several experiments one after another."""

from collections.abc import Callable

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.run import Run
from nnterm.tui.form.hyperparameter_form import HyperparameterForm
from nnterm.tui.lesson.lab_screen import LabScreen
from nnterm.tui.lesson.sweep import Done, Sweep
from nnterm.tui.messages import RunAdvanced


class Sweeping(LabScreen):
    """A lab that can train in turn: a sweep over a setting, or one model on several seeds."""

    _sweep: Sweep | None = None

    def train_in_turn(self, experiments: list[Experiment], label: str, done: Done) -> None:
        """Train `experiments` of the lab one after another; afterwards the form says again what it says now.

        `label` says in words what differs between them.
        """
        if self.state is None or not experiments:
            return
        self.end_sweep("Another one begins.")
        self._sweep = Sweep(self.state, label, list(experiments), done)
        self._train_next(self._sweep)

    @property
    def turns_left(self) -> int:
        """How many runs are still to come after the one under way."""
        return len(self._sweep.left) if self._sweep is not None else 0

    def _train_next(self, sweep: Sweep) -> None:
        # Meanwhile it may have been ended.
        if sweep is self._sweep:
            sweep.next()
            super()._start()

    def _start(self, pause_after: int | None = None, then: Callable[[], None] = lambda: None) -> None:
        self.end_sweep("Another run was asked for.")
        super()._start(pause_after, then)

    def action_stop(self) -> None:
        """End the run, and with it the sweep; also between two runs of it."""
        if not self._control.active:
            self.end_sweep("It was stopped.")
        super().action_stop()

    def _change(self, experiment: Experiment) -> None:
        super()._change(experiment)
        self.end_sweep("A setting was changed.")

    def end_sweep(self, why: str) -> None:
        """Train nothing more of the sweep, if there is one, and say so; the run under way goes on."""
        sweep, self._sweep = self._sweep, None
        if sweep is None:
            return
        sweep.put_back()
        if sweep.left:
            left = f"{len(sweep.left)} {'value' if len(sweep.left) == 1 else 'values'} left out"
            self.app.notify(f"The sweep over {sweep.label} ends here, {left}. {why}", timeout=6, markup=False)
        if sweep.state is self.state:
            self.show_lab()

    def on_run_advanced(self, message: RunAdvanced) -> None:
        """Go on to the next one when one is over."""
        run, sweep = message.run, self._sweep
        if sweep is None or not run.state.over or not sweep.take(run):
            return
        if sweep.goes_on:
            self.call_later(self._train_next, sweep)
            return
        self._sweep = None
        sweep.put_back()
        self.show_lab()
        sweep.done(list(sweep.trained))

    def on_hyperparameter_form_sweep_asked(self, message: HyperparameterForm.SweepAsked) -> None:
        """Train every value of the setting, and list what came of them."""
        if len(message.experiments) < 2:
            self.app.notify("This setting has only one value here.", timeout=3)
            return
        self.app.notify(f"Training {len(message.experiments)} values of {message.label} in turn. s stops.", timeout=4)
        self.train_in_turn(message.experiments, message.label, self._show_sweep)

    def _show_sweep(self, runs: list[Run]) -> None:
        self._open(lambda lab: lab.open("runs"))
