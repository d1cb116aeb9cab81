"""Sweeps of the lab's experiment: one setting, wider, on more seeds, or against another. No Textual here."""

from collections.abc import Sequence
from functools import partial

from nnterm.errors import NntermError
from nnterm.experiment.datasets.own_table import adapted, refreshed
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.study import Study
from nnterm.experiment.sweep import MOST_RUNS
from nnterm.experiment.sweep_study import SweepAxis, SweepPoint, SweepStudy
from nnterm.runs.trainer.train_once import run_of
from nnterm.tui.context import AppContext
from nnterm.tui.form.form_fields import value_of
from nnterm.tui.form.sweep_values import EACH_WAY, swept
from nnterm.tui.lab.lab_state import LabState
from nnterm.tui.lesson.model import LessonModel
from nnterm.tui.lesson.runs import Runs
from nnterm.tui.lesson.view import LessonView
from nnterm.tui.off_loop import off_loop

SEEDS = (1, 3, 10)
"""How many seeds each value has: the first, and those after it when more are wanted."""


class Sweeping:
    """Begins sweeps. One keeps to itself: what is trained in the lab meanwhile, or which step is open, is no matter."""

    def __init__(self, model: LessonModel, view: LessonView, context: AppContext, runs: Runs) -> None:
        self._model = model
        self._view = view
        self._context = context
        self._runs = runs

    def request(self, experiments: list[Experiment], name: str, label: str) -> None:
        """Try the values of a setting that `experiments` have.

        Where a sweep of another setting of the same experiment is there, try both against each other; where one of the
        same setting is, go on to values further out.
        """
        lab = self._model.lab
        if lab is None:
            return
        shown = self._fitting(lab)
        if shown is not None and shown.axes[0].name == name and shown.done == shown.total:
            self.widen()
            return
        if len(experiments) < 2:
            self._view.notify_briefly("This setting has only one value here.", 3)
            return
        axis = _axis(experiments, name, label)
        is_second = shown is not None and shown.axes[0].name != name and len(shown.axes) == 1
        # A sweep that was stopped was given up, and makes no map.
        if shown is None or not is_second or shown.is_interrupted:
            self._begin(lab, [axis], experiments, self._first_seeds(lab))
            return
        try:
            pairs = [each for point in shown.points for each in swept(point.experiment, name, lab.baseline)]
        except NntermError as error:
            self._context.report(error)
            return
        if len(pairs) != len(shown.points) * len(axis.values):
            self._view.notify_briefly("These two settings depend on each other, so there is no map of both.")
            return
        self._begin(lab, [shown.axes[0], axis], pairs, shown.seeds)

    def widen(self) -> None:
        """Go on to values further out on both sides, or first with what is left of a sweep that was stopped."""
        lab = self._model.lab
        if lab is None or lab.sweep is None:
            return
        sweep = lab.sweep
        if sweep.is_interrupted:
            self._begin(lab, sweep.axes, [point.experiment for point in sweep.points], sweep.seeds)
            return
        if len(sweep.axes) > 1:
            return
        axis = sweep.axes[0]
        middle = sweep.points[len(sweep.points) // 2].experiment
        each_way = len(sweep.points) // 2 + EACH_WAY
        try:
            wider = swept(middle, axis.name, lab.baseline, each_way)
        except NntermError as error:
            self._context.report(error)
            return
        if len(wider) <= len(sweep.points):
            self._view.notify_briefly("These are all the values that this setting has.")
            return
        self._begin(lab, [_axis(wider, axis.name, axis.label)], wider, sweep.seeds)

    @property
    def has_form(self) -> bool:
        """Whether what the form says is one of the points of the shown sweep."""
        return self._model.lab is not None and self._fitting(self._model.lab) is not None

    def more_seeds(self) -> None:
        """Try every value of the shown sweep on more seeds."""
        lab = self._model.lab
        if lab is None or lab.sweep is None:
            return
        sweep = lab.sweep
        more = next((count for count in SEEDS if count > sweep.seeds), None)
        if more is None:
            self._view.notify_briefly(f"Each value has {sweep.seeds} seeds. `nnterm sweep --seeds` tries more.")
            return
        self._begin(lab, sweep.axes, [point.experiment for point in sweep.points], more)

    def _begin(self, lab: LabState, axes: Sequence[SweepAxis], experiments: list[Experiment], seeds: int) -> None:
        if len(experiments) * seeds > MOST_RUNS:
            self._view.notify_briefly(f"That would be {len(experiments) * seeds:,} runs, more than {MOST_RUNS:,}.")
            return
        if lab.experiment.dataset.table is None:
            self._begin_now(lab, axes, experiments, seeds)
        else:
            self._view.run_beside(partial(self._begin_on_table, lab, axes, experiments, seeds), "sweep")

    async def _begin_on_table(
        self, lab: LabState, axes: Sequence[SweepAxis], experiments: list[Experiment], seeds: int
    ) -> None:
        """Read a table of the learner's again first: the runs are on what its file holds by now."""
        wanted = lab.experiment
        fresh, *tried = await off_loop(lambda: [refreshed(each, lab.baseline) for each in (wanted, *experiments)])
        # The learner may have gone to another step, or have chosen another table, while the file was read.
        if self._model.lab is not lab or lab.experiment.dataset != wanted.dataset:
            return
        if fresh.dataset != wanted.dataset:
            self._model.put_experiment(lab, adapted(lab.experiment, fresh.dataset, lab.baseline))
            self._view.refresh_lab()
        self._begin_now(lab, axes, tried, seeds)

    def _begin_now(self, lab: LabState, axes: Sequence[SweepAxis], experiments: list[Experiment], seeds: int) -> None:
        described = [run_of(experiment, self._model.head.id) for experiment in experiments]
        study = SweepStudy(axes, experiments, described, seeds)
        self._model.set_sweep(lab, study)
        self._context.studies.begin(study)
        self._view.open_panel("sweep")
        self._view.redraw()

    def _fitting(self, lab: LabState) -> SweepStudy | None:
        """The sweep of what the form says, if that is what was swept last."""
        sweep = lab.sweep
        is_same = sweep is not None and any(point.experiment == lab.experiment for point in sweep.points)
        return sweep if is_same else None

    def _first_seeds(self, lab: LabState) -> int:
        """How many seeds: several where the learner has asked about luck."""
        return SEEDS[1] if lab.seeds is not None else SEEDS[0]

    def open_point(self, point: SweepPoint) -> None:
        """See the run of `point` in the lab, and its settings in the form."""
        lab, run = self._model.lab, point.shown
        if lab is None:
            return
        if self._runs.control.active:
            self._view.notify_briefly("A run is under way in this lab. s ends it; then enter opens this one.")
            return
        if not run.epochs:
            self._view.notify_briefly("Of this one there is nothing to see yet.")
            return
        self._model.change_experiment(point.experiment)
        if lab.run is not run:
            self._model.begin_run(run)
        self._view.follow_experiment()
        self._view.open_panel("curves")
        self._view.redraw_panel()
        self._view.redraw()

    def stop(self) -> bool:
        """Stop the sweep of the shown experiment; whether one was under way."""
        sweep = self._model.lab.sweep if self._model.lab is not None else None
        if sweep is None or sweep.is_over or sweep.is_stopped:
            return False
        self._context.studies.stop(sweep)
        return True

    def recall(self) -> None:
        """Take up what was begun for the shown experiment, maybe before the lesson was opened."""
        lab = self._model.lab
        if lab is None:
            return
        sweep = self._context.studies.of(SweepStudy.KIND, self._model.head.id, lab.baseline.id)
        if isinstance(sweep, SweepStudy):
            self._model.set_sweep(lab, sweep)

    def take_news(self, study: Study) -> None:
        """Draw what is new of the sweep that is shown."""
        lab = self._model.lab
        if lab is not None and study is lab.sweep:
            self._view.redraw()


def _axis(experiments: list[Experiment], name: str, label: str) -> SweepAxis:
    return SweepAxis(name, label, tuple(value_of(experiment, name) for experiment in experiments))
