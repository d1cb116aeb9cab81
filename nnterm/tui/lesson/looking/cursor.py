"""At which epoch the learner looks, how near and on which scale; and a run that goes on from there. No Textual here."""

from dataclasses import replace
from uuid import uuid4

from nnterm.experiment.run import Run
from nnterm.tui.lab.lab_state import LabState
from nnterm.tui.lesson.looking.inspection import Inspection
from nnterm.tui.lesson.model import LessonModel
from nnterm.tui.lesson.run_control import RunControl
from nnterm.tui.lesson.view import LessonView

NOTHING = "Nothing has been trained here yet. Press t to train."
FROM_THE_START = "Before epoch 1 there is nothing to go on from. t trains from the start."


class Cursor:
    """Moves the epoch that curves, numbers and every panel are about. The training knows nothing of it."""

    def __init__(self, model: LessonModel, view: LessonView, control: RunControl, inspection: Inspection) -> None:
        self._model = model
        self._view = view
        self._control = control
        self._inspection = inspection

    @property
    def is_back(self) -> bool:
        """Whether an earlier epoch than the newest is looked at."""
        return self._model.lab is not None and self._model.lab.view.cursor is not None

    def move(self, epochs: int) -> None:
        """Look so many epochs later, or earlier; at the newest, whichever it is by now, where there is no later one."""
        if (found := self._trained()) is not None:
            lab, run = found
            self.go_to((run.epochs if lab.view.cursor is None else lab.view.cursor) + epochs)

    def go_to(self, epoch: int) -> None:
        """Look at `epoch`, or the one nearest to it that was trained; 0 is the model before it."""
        if (found := self._trained()) is not None:
            lab, run = found
            self._look(lab, max(0, epoch) if epoch < run.epochs else None)

    def follow(self) -> None:
        """Look at the newest epoch again, whichever it is by now."""
        if (lab := self._model.shown_lab) is not None:
            self._look(lab, None)

    def go_to_best(self) -> None:
        """Look at the epoch with the smallest validation loss."""
        if (found := self._trained()) is None:
            return
        best = found[1].history.best_epoch()
        if best is None:
            self._view.notify_briefly("There are no validation rows, so no epoch is the best.")
        else:
            # The best one may be the newest, and stays the best while newer ones come.
            self._look(found[0], best)

    def look(self, how: str) -> None:
        """Look at what was there `first`, before training, at the `best` or the `last` epoch, which is the newest.

        Or from `near` or whole, or on a `log` scale.
        """
        {
            "first": lambda: self.go_to(0),
            "best": self.go_to_best,
            "last": self.follow,
            "near": self.toggle_zoom,
            "log": self.toggle_logarithmic,
        }[how]()

    def toggle_zoom(self) -> None:
        """See the part around the epoch from near, or all of the curves."""
        if (lab := self._model.shown_lab) is not None:
            self._model.look(replace(lab.view, zoomed=not lab.view.zoomed))
            self._redraw()

    def toggle_logarithmic(self) -> None:
        """Draw the loss with steps that multiply, or with equal ones."""
        if (lab := self._model.shown_lab) is not None:
            self._model.look(replace(lab.view, logarithmic=not lab.view.logarithmic))
            self._redraw()

    # --- a run that goes on from there -------------------------------------------------------------

    def ask_to_fork(self) -> None:
        """Ask whether to train on from the epoch that is looked at."""
        if (found := self._trained()) is None or found[0].view.cursor is None:
            return
        epoch = found[0].view.cursor
        if refused := self._control.fork_refusal() if epoch else FROM_THE_START:
            self._view.notify_briefly(refused)
            return
        self._view.ask_to_fork(epoch, self._control.fork_end(epoch), lambda: self._fork(*found, epoch))

    def _fork(self, lab: LabState, run: Run, epoch: int) -> None:
        # Meanwhile the learner may have gone to another step, or begun another run.
        if self._model.lab is not lab or lab.run is not run:
            return
        refused = self._control.fork(run.fork(uuid4().hex[:12], epoch))
        if refused:
            self._view.notify_briefly(refused)
            return
        self._view.follow_experiment()
        self._view.reveal_run()

    # --- the model ---------------------------------------------------------------------------------

    def _trained(self) -> tuple[LabState, Run] | None:
        """The lab and its run, if there is something of it to look at; else that there is not is said."""
        lab = self._model.shown_lab
        if lab is None or lab.run is None or not lab.run.epochs:
            self._view.notify_briefly(NOTHING)
            return None
        return lab, lab.run

    def _look(self, lab: LabState, cursor: int | None) -> None:
        if cursor != lab.view.cursor:
            self._model.look(replace(lab.view, cursor=cursor))
            self._redraw()
            self._inspection.look()

    def _redraw(self) -> None:
        # On a narrow screen the text may hide what changes.
        self._view.open_half("lab")
        self._view.redraw_panel()
        self._view.redraw()
