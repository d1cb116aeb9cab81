"""Which runs are drawn beside the latest one. No Textual here."""

from nnterm.experiment.run import Run
from nnterm.tui.drawing.pins import MOST
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
        self._runs.list_runs()
        self._view.redraw()
