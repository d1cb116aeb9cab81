"""The learner's own table of an experiment, remembered from one day to the next. No Textual here."""

from functools import partial

import msgspec

from nnterm import named_paths, paths
from nnterm.errors import NntermError, StoreError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.datasets.own_table import adapted, described
from nnterm.experiment.experiment import Experiment, Option
from nnterm.tui.context import AppContext
from nnterm.tui.lab.lab_state import LabState
from nnterm.tui.lesson.model import LessonModel
from nnterm.tui.lesson.view import LessonView
from nnterm.tui.off_loop import off_loop


class OwnTables:
    """Keeps which file and target an experiment was set to last, and sets it to them again."""

    def __init__(self, model: LessonModel, view: LessonView, context: AppContext) -> None:
        self._model = model
        self._view = view
        self._context = context
        self._recalled: set[str] = set()

    def keep(self, experiment: Experiment) -> None:
        """Remember the file of `experiment` and what was chosen about it, where it has one."""
        dataset, progress = experiment.dataset, self._context.progress
        if dataset.name != "csv" or dataset.table is None:
            return
        try:
            # Tomorrow nnterm may be started in another folder.
            path = str(named_paths.absolute(paths.given(str(dataset.options["path"]))))
        except NntermError:
            return
        value = msgspec.json.encode({**dataset.options, "path": path}).decode()
        name = self._name(experiment)
        self._context.keep(lambda: progress.choose(name, value))

    def recall(self) -> None:
        """Look for the file that the shown experiment had, once, where it has none yet. One that is gone stays away."""
        lab = self._model.lab
        if lab is None or lab.baseline.id in self._recalled or not catalog.awaits_file(lab.experiment.dataset):
            return
        self._recalled.add(lab.baseline.id)
        try:
            kept = self._context.progress.chosen(self._name(lab.experiment), "")
            options = msgspec.json.decode(kept, type=dict[str, Option]) if kept else {}
        except (StoreError, msgspec.MsgspecError):
            return
        if options:
            self._view.run_beside(partial(self._read, lab, options), "own table")

    async def _read(self, lab: LabState, options: dict[str, Option]) -> None:
        before = lab.experiment.dataset
        wanted = msgspec.structs.replace(before, options={**before.options, **options})
        try:
            found = await off_loop(partial(described, wanted))
            catalog.entry(found)
        except NntermError:
            return
        # The learner may have been faster.
        if lab.experiment.dataset == before:
            self._model.put_experiment(lab, adapted(lab.experiment, found, lab.baseline))
            self._view.refresh_lab()
            self._view.redraw()

    def _name(self, experiment: Experiment) -> str:
        return f"table of {self._model.head.id}/{experiment.id}"
