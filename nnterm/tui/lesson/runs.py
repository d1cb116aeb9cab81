"""What trains in the lab, by key and by form: begin, pause, step, stop, continue, change. No Textual here."""

from collections.abc import Callable
from functools import partial
from time import monotonic

import msgspec

from nnterm.errors import StoreError
from nnterm.experiment.datasets.own_table import adapted, refreshed
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.protocol.events import DatasetLoaded
from nnterm.experiment.protocol.inspection_results import MapComputed
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.tui.context import AppContext
from nnterm.tui.lab.lab_state import LabState
from nnterm.tui.lesson.comparing.run_listing import RunListing
from nnterm.tui.lesson.model import LessonModel
from nnterm.tui.lesson.own_tables import OwnTables
from nnterm.tui.lesson.run_control import RunControl
from nnterm.tui.lesson.view import LessonView, Pending
from nnterm.tui.messages import DatasetArrived, RunAdvanced
from nnterm.tui.off_loop import off_loop
from nnterm.tui.terminal import over_ssh

SSH_MAP_REST = 1.5
"""Seconds between two decision maps over SSH: about 17 kB each."""

RETRAIN_AFTER = 0.4
"""Seconds of rest after a change before it is trained."""


class Runs:
    """Trains the experiment in the lab and follows its runs."""

    def __init__(self, model: LessonModel, view: LessonView, context: AppContext) -> None:
        self._model = model
        self._view = view
        self._context = context
        self.control = RunControl(context.training, model)
        self.tables = OwnTables(model, view, context)
        self.listing = RunListing(model, view, context)
        self._mapped_at = 0.0
        self._resting: Pending | None = None

    def load_choices(self) -> None:
        """Take up what the learner chose in earlier sessions."""
        try:
            self._model.retrains = self._context.progress.chosen("retrain", "no") == "yes"
        except StoreError as error:
            self._context.report(error)

    # --- keys --------------------------------------------------------------------------------------

    def start(self, pause_after: int | None = None, then: Callable[[], object] = lambda: None) -> None:
        """Train what the form says, up to `pause_after` epochs, and call `then`.

        A table of the learner's is read again first: the run is on what its file holds by now.
        """
        lab = self._model.lab
        if lab is None:
            self._view.notify_briefly("This step has nothing to train. n goes on to the next one.", 3)
        elif lab.experiment.dataset.table is None:
            self._begin_now(pause_after, then)
        else:
            self._view.run_beside(partial(self._begin_on_table, lab, pause_after, then), "table")

    def _begin_now(self, pause_after: int | None, then: Callable[[], object]) -> None:
        if self._model.own is not None:
            self._model.leave_own()
            self._view.refresh_lab()
        self.control.train(pause_after)
        self._view.reveal_run()
        then()

    async def _begin_on_table(self, lab: LabState, pause_after: int | None, then: Callable[[], object]) -> None:
        wanted = lab.experiment
        fresh = await off_loop(partial(refreshed, wanted, lab.baseline))
        # The learner may have gone to another step, or have chosen another table, while the file was read.
        if self._model.lab is not lab or lab.experiment.dataset != wanted.dataset:
            return
        if fresh.dataset != wanted.dataset:
            self._model.put_experiment(lab, adapted(lab.experiment, fresh.dataset, lab.baseline))
            self._view.refresh_lab()
        self._begin_now(pause_after, then)

    def pause(self) -> None:
        """Pause or resume; start where nothing runs."""
        if self.control.active:
            goes_on = self.control.is_paused
            self.control.pause_or_resume()
            if goes_on:
                self._view.open_half("lab")
        else:
            self.start()

    def one_epoch(self) -> None:
        """Train one epoch, then pause."""
        if self.control.active:
            self.control.one_epoch()
            self._view.open_half("lab")
        else:
            self.start(pause_after=1)

    def one_batch(self) -> None:
        """Train one batch, then pause."""
        if self.control.active:
            self.control.one_batch()
        else:
            self.start(pause_after=0, then=self.control.one_batch)

    def stop(self) -> None:
        """End the run; what it has is kept."""
        self.control.stop()

    def more(self) -> None:
        """Train some more epochs from where the run is."""
        refused = self.control.more()
        if refused:
            self._view.notify_briefly(refused)
            return
        self._view.follow_experiment()
        self._view.open_half("lab")
        self._view.redraw()

    def change_pace(self, direction: int) -> None:
        """Train slower (-1) or faster (+1)."""
        self.control.change_pace(direction)
        self._view.redraw()

    # --- the form ----------------------------------------------------------------------------------

    def change(self, experiment: Experiment) -> None:
        """Put `experiment` into its lab; when the learner rests, the run goes on with it or it is trained.

        A number that was still being typed when its step was left arrives after that: it is kept, and trains nothing.
        """
        lab = self._model.labs.get(experiment.id)
        if lab is None:
            return
        self._model.change_experiment(experiment)
        self.tables.keep(experiment)
        if lab is not self._model.lab:
            return
        self._view.follow_experiment()
        self._view.redraw()
        if self._resting is not None:
            self._resting.stop()
        self._resting = self._view.after(RETRAIN_AFTER, partial(self._take_up, lab))

    def _take_up(self, lab: LabState) -> None:
        # What another step has is not what was changed.
        if lab is not self._model.lab or self.control.change():
            return
        if self._model.retrains:
            self.start()
        else:
            self.control.prepare()

    def reset(self) -> None:
        """Back to the lesson's own hyperparameters; runs stay."""
        lab = self._model.lab
        if lab is not None and lab.experiment != lab.baseline:
            self.change(lab.baseline)

    def set_retrains(self, retrains: bool) -> None:
        """Train every change at once, or only on request; remembered."""
        self._model.retrains = retrains
        progress = self._context.progress
        self._context.keep(lambda: progress.choose("retrain", "yes" if retrains else "no"))
        self._view.refresh_lab()

    def compare_with(self, run: Run) -> None:
        """Take the values of an earlier run into the form, and draw its curve beside the next one."""
        lab = self._model.lab
        if lab is not None and not self.listing.is_of(run, lab.baseline):
            self._view.notify_briefly("This run is of another experiment: its model belongs there. enter pins it.")
        elif lab is not None:
            self._model.set_ghost(run)
            chosen = {"dataset": run.dataset, "split": run.split, "hyperparameters": run.hyperparameters}
            self.change(msgspec.structs.replace(lab.baseline, **chosen))
            self._view.open_panel("curves")

    # --- news --------------------------------------------------------------------------------------

    def take_news(self, news: RunAdvanced) -> None:
        """Take note of an event; it is drawn with the next frame, a pause or an end at once."""
        run = news.run
        if self._model.lab_of(run) is None:
            return
        if isinstance(news.event, MapComputed) and (run.state is not RunState.RUNNING or self._map_is_due()):
            self._model.set_map(run, news.event)
        if run.state.over or run.state is RunState.PAUSED:
            self._view.redraw()
            self.listing.list_runs()
        else:
            self._view.redraw_soon()

    def _map_is_due(self) -> bool:
        """Whether enough time has passed for another map: a frame of it takes many bytes."""
        now = monotonic()
        if over_ssh() and now - self._mapped_at < SSH_MAP_REST:
            return False
        self._mapped_at = now
        return True

    def take_points(self, news: DatasetArrived) -> None:
        """Keep the points of a data set for every lab that shows it: they are drawn before the first epoch."""
        event = news.event
        if isinstance(event, DatasetLoaded):
            self._model.set_points(event)
            self._view.redraw_map()
