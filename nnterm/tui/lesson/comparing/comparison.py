"""Which runs are drawn beside the latest one, and a remedy tried against it. No Textual here."""

from msgspec.structs import replace

from nnterm.experiment.run import Run
from nnterm.tui.drawing.curves.pins import MOST
from nnterm.tui.lesson.model import LessonModel
from nnterm.tui.lesson.runs import Runs
from nnterm.tui.lesson.view import LessonView


class Comparison:
    """Pins runs of the shown experiment to its chart."""

    def __init__(self, model: LessonModel, view: LessonView, runs: Runs) -> None:
        self._model = model
        self._view = view
        self._runs = runs

    def toggle(self, run: Run | None = None) -> None:
        """Pin `run`, or take it off the chart where it is pinned; None for the one in the lab."""
        lab = self._model.lab
        chosen = run or (lab.run if lab is not None else None)
        if lab is None or chosen is None or not chosen.epochs:
            self._view.notify_briefly("Nothing has been trained here yet. Press t to train; then c pins the run.")
            return
        if not self._model.pin(chosen):
            self._view.notify_briefly(f"{MOST} runs are pinned. Take one off first: v to Runs, then enter.")
            return
        self._view.redraw_panel()
        self._runs.listing.list_runs()
        self._view.redraw()

    def try_remedy(self) -> None:
        """Train with the first remedy that the verdict names, the run that it is about pinned beside it."""
        lab = self._model.lab
        remedy = lab.remedy() if lab is not None else None
        if lab is None or lab.run is None or remedy is None:
            self._view.notify_briefly("The verdict names no remedy to try. x tries one where it does.")
            return
        words, hyperparameters = remedy
        run = lab.run
        if run.run_id not in {pin.run.run_id for pin in lab.pins}:
            self._model.pin(run)
        self._runs.change(replace(lab.experiment, hyperparameters=hyperparameters))
        self._view.notify_briefly(f"Trying {words}, against {self._name(run)}.")
        self._runs.start()

    def _name(self, run: Run) -> str:
        """What the pinned `run` is called."""
        pins = self._model.lab.pins if self._model.lab is not None else []
        return next((pin.letter for pin in pins if pin.run.run_id == run.run_id), "the run before")
