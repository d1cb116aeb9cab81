"""The test rows of a run: hidden until the learner opens them, and every look is counted. No Textual here."""

from collections.abc import Callable, Iterable

from nnterm.errors import StoreError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.run import Run
from nnterm.tui.context import AppContext
from nnterm.tui.lesson.model import LessonModel
from nnterm.tui.lesson.view import LessonView

TEST = "evaluate_"
"""How the name of a figure begins that is measured on the rows of the evaluation."""

NO_TEST = "This experiment has no test rows."
"""Said where nothing was kept for the end."""

Judged = Callable[[Iterable[str], Run], object]
"""Hears by which figures a run was judged."""


class Evaluation:
    """Opens what `model.evaluate` gave on the test rows, run by run, and keeps that it was seen.

    Validation chooses among runs and epochs. Test rows can judge what was chosen only as long as nothing is chosen by
    them; so they are shown on request, or where a prediction or a challenge is about them.
    """

    def __init__(self, model: LessonModel, view: LessonView, context: AppContext, opened: Callable[[], object]) -> None:
        """`opened` is called when test rows were opened."""
        self._model = model
        self._view = view
        self._context = context
        self._opened = opened

    def count(self) -> None:
        """Take up how often test rows of the shown experiment were opened, in earlier sessions too."""
        lab = self._model.lab
        if lab is None:
            return
        try:
            looks = self._context.store.test_looks(self._model.head.id, lab.baseline.id)
        except StoreError as error:
            self._context.report(error)
            return
        self._model.set_test_looks(lab, looks)

    def open(self) -> None:
        """Open the test rows of the run in the lab, or say why there are none."""
        lab = self._model.lab
        run = lab.run if lab is not None else None
        if run is None or not self.open_of(run):
            has_test = lab is not None and _has_test(lab.experiment)
            self._view.notify_briefly(_nothing_hidden(run) if has_test or run is not None else NO_TEST)

    def open_of(self, run: Run) -> bool:
        """Open the test rows of `run`; False where none are hidden."""
        if not self._model.open_test(run):
            return False
        self._context.keep(lambda: self._context.store.finish(run))
        self._opened()
        self._view.redraw()
        return True

    def open_for(self, figures: Iterable[str], run: Run) -> None:
        """Open the test rows of `run` where one of `figures`, by which it was judged, is about them."""
        by_test = run.evaluated_on == "test"
        # Without validation rows the verdict of a run that is over rests on its test rows.
        if any(name.startswith(TEST) or (name == "diagnosis" and by_test and not run.validation) for name in figures):
            self.open_of(run)


def _has_test(experiment: Experiment) -> bool:
    return bool(experiment.split.test or catalog.brought_test_rows(experiment.dataset))


def _nothing_hidden(run: Run | None) -> str:
    """Why no test rows of `run` can be opened."""
    if run is None:
        return "Press t to train first; then e opens the test rows."
    if not run.state.over:
        return "The test rows wait for the end of the run. s ends it here."
    if run.test_is_open:
        return "The test rows of this run are open."
    if run.evaluated_on == "test" or run.test:
        return "This run was not evaluated. t trains again."
    return NO_TEST
