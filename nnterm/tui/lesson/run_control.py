"""Requests to the trainer for the experiment in the lab, by what runs now."""

import msgspec

from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.live import adopted, is_live
from nnterm.experiment.hyperparameters.table import bounds_of
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.runs.trainer.plan import Plan
from nnterm.runs.trainer.train_once import run_of
from nnterm.tui.lesson.model import LessonModel
from nnterm.tui.session.training import Training

MORE = 20
"""Epochs that "keep training" adds."""

PACES: tuple[float | None, ...] = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, None)
"""Epochs a second to choose from; None for as many as the machine can."""


class RunControl:
    """Knows which request fits the run of the shown experiment, and sends it."""

    def __init__(self, training: Training, model: LessonModel) -> None:
        self._training = training
        self._model = model

    @property
    def run(self) -> Run | None:
        """The shown experiment's run, if the trainer has it."""
        lab = self._model.lab
        run = lab.run if lab is not None else None
        return run if run is self._training.run else None

    @property
    def active(self) -> bool:
        """Whether that run is under way."""
        return self.run is not None and not self.run.state.over

    @property
    def may_continue(self) -> bool:
        """Whether that run is over and can be trained on."""
        return self.run is not None and self._training.may_continue

    def train(self, pause_after: int | None = None) -> None:
        """Begin a run with what the form says."""
        lab = self._model.lab
        if lab is None:
            return
        run = run_of(lab.experiment, self._model.head.id)
        self._model.begin_run(run)
        self._training.start(run, Plan(pause_after, ("map",) if lab.in_the_plane else ()))

    @property
    def is_paused(self) -> bool:
        """Whether the run waits to go on."""
        return self.run is not None and self.run.state is RunState.PAUSED

    def pause_or_resume(self) -> None:
        """Pause the run, or go on with it."""
        if self.is_paused:
            self._training.resume()
        else:
            self._training.pause()

    def one_epoch(self) -> None:
        """Train to the end of one more epoch, then pause."""
        self._training.step()

    def one_batch(self) -> None:
        """Train one more batch, then pause."""
        self._training.step_batch()

    def stop(self) -> None:
        """End the run."""
        if self.active:
            self._training.stop()

    def change(self) -> bool:
        """Let the run under way go on with what the form says; whether it could."""
        wanted = self._live()
        if not self.active or self.run is None or wanted is None:
            return False
        if wanted != self.run.current:
            self._training.change(wanted)
        return True

    def more(self) -> str:
        """Train some more epochs, of the run under way or past its end. Returns why not, empty where it does."""
        lab = self._model.lab
        if lab is None or self.run is None:
            return "Nothing has been trained here yet. Press t to train."
        wanted = self._live()
        if wanted is None:
            return "The form now describes another model. Press t to train it from the start."
        run = self.run
        epochs = min((run.planned if self.active else run.epochs) + MORE, int(bounds_of("epochs")[1]))
        wanted = msgspec.structs.replace(adopted(run.current, wanted), epochs=epochs)
        if self.active:
            self._training.change(wanted)
        elif self.may_continue:
            self._training.continue_run(wanted)
        else:
            return "This run cannot go on. Press t to train it again from the start."
        self._model.plan_epochs(epochs)
        return ""

    def fork(self, run: Run) -> str:
        """Train `run`, a fork of the shown run, for some more epochs. Returns why not, empty where it does."""
        lab, wanted = self._model.lab, self._live()
        refused = self.fork_refusal()
        if refused or lab is None or wanted is None:
            return refused
        epochs = self.fork_end(run.forked_at)
        wanted = msgspec.structs.replace(adopted(run.current, wanted), epochs=epochs)
        self._model.begin_run(run)
        self._training.fork(run, wanted, Plan(None, ("map",) if lab.in_the_plane else ()))
        self._model.plan_epochs(epochs)
        return ""

    def fork_end(self, epoch: int) -> int:
        """The last epoch of a fork of the shown run at `epoch`.

        Where the form was left alone that is the end of the run; else there are some to go.
        """
        planned = self._model.lab.experiment.hyperparameters.epochs if self._model.lab is not None else 0
        return max(planned, min(epoch + MORE, int(bounds_of("epochs")[1])))

    def fork_refusal(self) -> str:
        """Why no fork of the shown run can be trained; empty where one can."""
        if self._model.lab is None or self._model.lab.run is None:
            return "Nothing has been trained here yet. Press t to train."
        if self._live() is None:
            return "The form now describes another model. Press t to train it from the start."
        return ""

    def change_pace(self, direction: int) -> None:
        """Train slower (-1) or faster (+1)."""
        at = PACES.index(self._training.pace)
        self._training.change_pace(PACES[min(max(at + direction, 0), len(PACES) - 1)])

    def prepare(self) -> None:
        """Let an idle trainer load and compile what may be requested next."""
        run = self._training.run
        lab = self._model.lab
        if lab is not None and (run is None or run.state.over):
            self._training.prepare(lab.experiment)

    def _live(self) -> Hyperparameters | None:
        """What the form says, if the run could go on with it; None where it makes another model or asks other data."""
        lab = self._model.lab
        if lab is None or lab.run is None:
            return None
        form, run = lab.experiment, lab.run
        if (form.dataset, form.split) != (run.dataset, run.split):
            return None
        return form.hyperparameters if is_live(run.current, form.hyperparameters) else None
