"""The list of runs: of the shown experiment, or of all on the same data; notes to them, and their deletion.

No Textual here.
"""

from collections.abc import Callable

from nnterm.errors import NntermError, StoreError
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.run import Run
from nnterm.runs.listing.listed_run import ListedRun
from nnterm.runs.store.kept_runs import KeptRun, delete, unreadable_words
from nnterm.runs.store.notes import keep_note
from nnterm.runs.store.run_list import RunList
from nnterm.tui.context import AppContext
from nnterm.tui.drawing.changes import changes
from nnterm.tui.lab.lab_state import LabState
from nnterm.tui.lesson.model import LessonModel
from nnterm.tui.lesson.view import LessonView

SAME_DATA = "of all experiments on the same data"
"""What the list says of runs that need not be of the shown experiment."""


class RunListing:
    """Keeps the open list of runs up to date, and changes what is kept of them."""

    def __init__(self, model: LessonModel, view: LessonView, context: AppContext) -> None:
        self._model = model
        self._view = view
        self._context = context
        self._runs = RunList(context.store)
        self._of_data: set[str] = set()
        """The experiments beside whose runs those of others on the same data are listed."""
        self._listed: dict[str, tuple[KeptRun, Experiment, ListedRun]] = {}
        """What was listed last, by id, and what it was made of: reading a run takes long."""

    def list_runs(self) -> None:
        """Bring the list of runs up to date, while it is open."""
        lab = self._model.lab
        if lab is None or self._view.shown_panel() != "runs":
            return
        of_data = lab.baseline.id in self._of_data
        try:
            kept = self._kept(lab, of_data)
        except StoreError as error:
            self._context.report(error)
            return
        listed = [self._listed_run(each, lab.baseline) for each in kept]
        self._listed = {run.run.run_id: (each, lab.baseline, run) for each, run in zip(kept, listed, strict=True)}
        older = f"The latest {len(kept)} are listed." if self._runs.left_out else ""
        notice = " ".join(words for words in (unreadable_words(self._runs.unreadable), older) if words)
        self._view.set_runs(listed, SAME_DATA if of_data else "", notice)

    def _kept(self, lab: LabState, of_data: bool) -> list[KeptRun]:
        if not of_data:
            return self._runs.of_experiment(self._model.head.id, lab.baseline.id)
        # A run that is shown is what others are compared with, whatever the form says meanwhile.
        shown = lab.run or lab.experiment
        return self._runs.on_data(shown.dataset, shown.split)

    def _listed_run(self, kept: KeptRun, baseline: Experiment) -> ListedRun:
        before = self._listed.get(kept.run.run_id)
        if before is not None and before[0].run is kept.run and before[0] == kept and before[1] == baseline:
            return before[2]
        own = self.is_of(kept.run, baseline)
        place = "" if own else f"{kept.run.lesson}/{kept.run.experiment}"
        return ListedRun(kept, changes(kept.run, baseline), place=place, baseline=baseline if own else None)

    def is_of(self, run: Run, baseline: Experiment) -> bool:
        """Whether `run` is one of the experiment `baseline` of the open lesson."""
        return (run.lesson, run.experiment) == (self._model.head.id, baseline.id)

    def toggle_scope(self) -> None:
        """List the runs of the shown experiment, or those of all on the same data."""
        if (lab := self._model.lab) is not None:
            self._of_data ^= {lab.baseline.id}
            self.list_runs()

    def note(self, run: Run, text: str) -> None:
        """Keep `text` as the learner's note to `run`."""
        self._change(lambda: keep_note(self._context.store, run.run_id, text))

    def ask_to_delete(self, runs: list[Run]) -> None:
        """Ask whether to delete those of `runs` that can go: neither on the chart nor under way."""
        lab = self._model.lab
        on_chart = {pin.run.run_id for pin in lab.pins} if lab is not None else set()
        if lab is not None and lab.run is not None:
            on_chart.add(lab.run.run_id)
        free = [run for run in runs if run.state.over and run.run_id not in on_chart]
        if free:
            self._view.ask_to_delete(len(free), len(runs) - len(free), lambda: self._delete(free))
        elif any(not run.state.over for run in runs):
            self._view.notify_briefly("A run under way is not deleted. s stops it.")
        elif lab is not None and lab.run is not None and any(run.run_id == lab.run.run_id for run in runs):
            self._view.notify_briefly("This run is the one on the chart. Train another first, then delete it.")
        else:
            self._view.notify_briefly("This run is pinned to the chart. enter takes it off, then delete it.")

    def _delete(self, runs: list[Run]) -> None:
        self._change(lambda: delete(self._context.store, runs))
        self._model.forget({run.run_id for run in runs})
        self._view.redraw_panel()

    def _change(self, change: Callable[[], object]) -> None:
        try:
            change()
        except NntermError as error:
            self._context.report(error)
        self.list_runs()
