"""Luck or not: the experiment of the lab on several seeds, beside a pinned one where there is one. No Textual here."""

from collections.abc import Callable
from functools import partial

import msgspec

from nnterm.errors import StoreError
from nnterm.experiment.datasets.own_table import refreshed
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.run import Run
from nnterm.experiment.seed_study import FEWEST, MOST, USUAL, SeedStudy, on_seeds
from nnterm.experiment.study import Study, same_training
from nnterm.runs.trainer.train_once import run_of
from nnterm.tui.context import AppContext
from nnterm.tui.lab.lab_state import LabState
from nnterm.tui.lesson.model import LessonModel
from nnterm.tui.lesson.runs import Runs
from nnterm.tui.lesson.view import LessonView
from nnterm.tui.off_loop import off_loop

CHOICE = "seeds"
"""The name under which it is kept how many seeds the learner wants."""


class Luck:
    """Trains seeds in the pool; the learner may train something else meanwhile."""

    def __init__(
        self,
        model: LessonModel,
        view: LessonView,
        context: AppContext,
        runs: Runs,
        judge: Callable[[Run], object],
    ) -> None:
        """`judge` hears of the run that is shown, once it is over: a guess and a challenge may be about it."""
        self._judge = judge
        self._shown: Run | None = None
        self._model = model
        self._view = view
        self._context = context
        self._runs = runs

    @property
    def count(self) -> int:
        """How many seeds are trained: what was chosen last."""
        try:
            chosen = self._context.progress.chosen(CHOICE, str(USUAL))
        except StoreError:
            return USUAL
        return min(max(int(chosen), FEWEST), MOST) if chosen.isdigit() else USUAL

    def choose(self) -> None:
        """Ask how many seeds, and train them."""
        self._view.ask_for_seeds(self.count, self._take_count)

    def _take_count(self, count: int) -> None:
        progress = self._context.progress
        self._context.keep(lambda: progress.choose(CHOICE, str(count)))
        self.begin()

    def begin(self) -> None:
        """Train what the form says on several seeds; while a run goes on, what that trains."""
        lab = self._model.lab
        if lab is None:
            self._view.notify_briefly("This step has nothing to train. n goes on to the next one.", 3)
            return
        wanted, run = lab.experiment, lab.run
        if self._runs.control.active and run is not None:
            if run.changes or run.forked_from:
                self._view.notify_briefly("This run was changed on its way, so no other seed can repeat it. s ends it.")
                return
            wanted = msgspec.structs.replace(wanted, **_tried(run))
        if wanted.dataset.table is None:
            self._begin(lab, wanted)
        else:
            self._view.run_beside(partial(self._begin_on_table, lab, wanted), "seeds")

    async def _begin_on_table(self, lab: LabState, wanted: Experiment) -> None:
        self._begin(lab, await off_loop(partial(refreshed, wanted, lab.baseline)))

    def _begin(self, lab: LabState, wanted: Experiment) -> None:
        own = on_seeds(run_of(wanted, self._model.head.id), self.count)
        pinned = next((pin.run for pin in lab.pins if not same_training(pin.run, own[0]) and _repeats(pin.run)), None)
        against = on_seeds(pinned, self.count, own[0].hyperparameters.seed) if pinned is not None else []
        study = SeedStudy(own, against)
        if lab.seeds is not None and self._has(lab.seeds, study):
            self._show(lab, lab.seeds)
            return
        self._model.set_seeds(lab, study)
        self._context.studies.begin(study)
        self._show(lab, study)

    def _show(self, lab: LabState, study: SeedStudy) -> None:
        """Show the curves of a run of `study`: the one that is shown already, else the first."""
        if lab.run is None or not same_training(lab.run, study.own[0]):
            # It is what t would have trained.
            self._model.begin_run(study.own[0])
            self._shown = study.own[0]
        if lab is self._model.lab:
            self._view.open_panel("curves")
            self._view.redraw_panel()
            self._view.redraw()

    def _has(self, before: SeedStudy, wanted: SeedStudy) -> bool:
        """Whether `before` is what is wanted, and not to be begun again; says so."""
        if before.is_stopped or not _is_same(before, wanted):
            return False
        if before.is_whole:
            self._view.notify_briefly(f"{before.total} seeds are trained. U chooses how many.")
        elif not before.is_over:
            self._view.notify_briefly("The seeds are being trained. s stops.")
        else:
            return False
        return True

    def stop(self) -> bool:
        """Stop the seeds of the shown experiment; whether there were some under way."""
        seeds = self._model.lab.seeds if self._model.lab is not None else None
        if seeds is None or seeds.is_over or seeds.is_stopped:
            return False
        self._context.studies.stop(seeds)
        return True

    def recall(self) -> None:
        """Take up what was begun for the shown experiment, maybe before the lesson was opened."""
        lab = self._model.lab
        if lab is None:
            return
        seeds = self._context.studies.of(SeedStudy.KIND, self._model.head.id, lab.baseline.id)
        if isinstance(seeds, SeedStudy) and lab.seeds is not seeds:
            self._model.set_seeds(lab, seeds)
            if lab.run is None:
                self._model.begin_run(seeds.own[0])

    def take_news(self, study: Study) -> None:
        """Draw what is new of the seeds that are shown."""
        lab = self._model.lab
        if lab is None or study is not lab.seeds:
            return
        if (shown := self._shown) is not None and shown.state.over:
            self._shown = None
            self._judge(shown)
        self._view.redraw()
        if study.is_over:
            self._runs.listing.list_runs()


def _tried(run: Run) -> dict[str, object]:
    return {"dataset": run.dataset, "split": run.split, "hyperparameters": run.hyperparameters}


def _repeats(run: Run) -> bool:
    """Whether a run from the first epoch on with another seed is about the same experiment."""
    return not run.changes and not run.forked_from


def _is_same(study: SeedStudy, other: SeedStudy) -> bool:
    """Whether both train the same on the same seeds."""
    mine, others = ([(run.dataset, run.split, run.hyperparameters) for run in each.runs] for each in (study, other))
    return mine == others
