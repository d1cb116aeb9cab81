"""The lab half of a lesson's screen: carries intent between form, panels and trainer."""

from collections.abc import Callable
from time import monotonic
from typing import ClassVar

import msgspec
from textual.timer import Timer

from nnterm.errors import StoreError
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.panels import INSIDE
from nnterm.experiment.protocol.events import DatasetLoaded, MapDrawn
from nnterm.experiment.run import RunState
from nnterm.lesson.explorations import Explore
from nnterm.lesson.lesson import LessonHead
from nnterm.tui.form.hyperparameter_form import HyperparameterForm
from nnterm.tui.frame.halves import Halves
from nnterm.tui.frame.key_line import KeyLine
from nnterm.tui.frame.top_bar import TopBar
from nnterm.tui.lab.curves import Curves
from nnterm.tui.lab.lab import Lab
from nnterm.tui.lab.panel_bar import PanelBar
from nnterm.tui.lab.runs_table import RunsTable
from nnterm.tui.lesson.inspection import Inspecting
from nnterm.tui.lesson.keys import LESSON_BINDINGS, Offer, focused_keys
from nnterm.tui.lesson.model import LabState
from nnterm.tui.lesson.runs import RunControl
from nnterm.tui.lesson.status_hint import notice
from nnterm.tui.messages import DatasetArrived, RunAdvanced, TrainerChanged, Troubled
from nnterm.tui.session.badge import badge
from nnterm.tui.session.terminal import over_ssh

FRAMES = 10.0
SSH_FRAMES = 4.0
"""Frames a second while a run goes on, here and over SSH."""

SSH_MAP_REST = 1.5
"""Seconds between two decision maps over SSH: about 17 kB each."""

RETRAIN_AFTER = 0.4
"""Seconds of rest after a change before it is trained."""


class LabScreen(Inspecting):
    """A screen with a `Lab` on it, for the experiments of one lesson."""

    BINDINGS: ClassVar = LESSON_BINDINGS

    def __init__(self, head: LessonHead) -> None:
        super().__init__()
        self._head = head
        self._states: dict[str, LabState] = {}
        self._retrain = False
        self._explore: Explore | None = None
        self._mapped_at = 0.0
        self._pace: Timer | None = None
        self._retraining: Timer | None = None

    def get_ready(self) -> None:
        """Get ready to train; what the learner chose before is taken up again."""
        self._control = RunControl(self.app.training, self._head.id)
        self.bindings_updated_signal.subscribe(self, lambda _: self._frame())
        self._pace = self.set_interval(1 / (SSH_FRAMES if over_ssh() else FRAMES), self._frame, pause=True)
        try:
            self._retrain = self.app.progress.chosen("retrain", "no") == "yes"
        except StoreError as error:
            self.app.on_troubled(Troubled(error))

    @property
    def state(self) -> LabState | None:
        """What stands in the lab; None while no experiment was met."""
        return self._control.state

    def offer(self) -> Offer:
        """What the keys can do now."""
        control = self._control
        lab = self.query_one(Lab)
        trains, plays = self.state is not None, lab.panel == "explore"
        return Offer(control.run, control.may_continue, lab.other_chart, trains=trains, plays=plays)

    def show_lab(self) -> None:
        """Bring the lab up to date with another experiment, exploration or switch."""
        self.query_one(Lab).show(self.state, self._explore, self._retrain)

    def state_of(self, experiment: Experiment | None) -> LabState | None:
        """The lab's state for `experiment`, as it was left."""
        if experiment is None:
            return None
        if experiment.id not in self._states:
            state = LabState(experiment, experiment)
            run = self.app.training.run
            if run is not None and (run.lesson, run.experiment) == (self._head.id, experiment.id):
                state.run = run
            self._states[experiment.id] = state
        return self._states[experiment.id]

    # --- training ----------------------------------------------------------------------------------

    def action_train(self) -> None:
        """Train what the form says."""
        if not self.asks_first():
            self._start()

    def asks_first(self) -> bool:
        """Whether something is to be done before training."""
        return False

    def _start(self, pause_after: int | None = None, then: Callable[[], None] = lambda: None) -> None:
        if self.state is None:
            self.app.notify("This step has nothing to train. n goes on to the next one.", timeout=3)
            return
        self._control.train(pause_after)
        lab = self.query_one(Lab)
        if lab.panel not in ("curves", "map", *INSIDE):
            lab.open(next(panel for panel, _ in self.state.panels() if panel in ("curves", "map")))
        self.query_one(Halves).turn("lab")
        self.query_one(Halves).tell("")
        lab.show_panel()
        self._frame()
        then()

    def action_pause(self) -> None:
        """Pause or resume; start where nothing runs."""
        if self._control.active:
            self._control.pause_or_resume()
        else:
            self._start()

    def action_epoch(self) -> None:
        """Train one epoch and hold."""
        if self._control.active:
            self._control.one_epoch()
        else:
            self._start(pause_after=1)

    def action_batch(self) -> None:
        """Train one batch and hold."""
        if self._control.active:
            self._control.one_batch()
        else:
            self._start(pause_after=0, then=self._control.one_batch)

    def action_stop(self) -> None:
        """End the run; what it has is kept."""
        self._control.stop()

    def action_more(self) -> None:
        """Train some more epochs from where the run stands."""
        refused = self._control.more()
        if refused:
            self.app.notify(refused, timeout=4)
            return
        self.query_one(Lab).show_form()
        self.query_one(Halves).turn("lab")
        self._frame()

    def action_pace(self, direction: int) -> None:
        """Train slower or faster."""
        self._control.change_pace(direction)
        self._frame()

    def on_run_advanced(self, message: RunAdvanced) -> None:
        """Take note; draw at the next frame, at once at an end."""
        run = message.run
        state = next((s for s in self._states.values() if s.run is run), None)
        if state is None:
            return
        if isinstance(message.event, MapDrawn) and (run.state is not RunState.RUNNING or self._map_is_due()):
            state.map = message.event
        if run.state.over or run.state is RunState.PAUSED:
            self._frame()
            self._show_runs()
        elif self._pace is not None:
            self._pace.resume()

    def _map_is_due(self) -> bool:
        """Whether enough time has passed for another map: a frame of it takes many bytes."""
        now = monotonic()
        if over_ssh() and now - self._mapped_at < SSH_MAP_REST:
            return False
        self._mapped_at = now
        return True

    def on_dataset_arrived(self, message: DatasetArrived) -> None:
        """Points may be drawn before the first epoch."""
        event = message.event
        if isinstance(event, DatasetLoaded):
            for state in self._states.values():
                if state.experiment.dataset == event.dataset:
                    state.points = event.points
            if self.query_one(Lab).panel == "map":
                self.query_one(Lab).show_panel()

    def on_trainer_changed(self, message: TrainerChanged) -> None:
        """Keep the badge true."""
        message.stop()
        self.query_one(TopBar).show(badge=badge(self.app.training))
        if self._pace is not None:
            self._pace.resume()

    def _frame(self) -> None:
        """Draw what is new, then rest until there is more."""
        if self._pace is not None:
            self._pace.pause()
        if self.is_mounted:
            lab = self.query_one(Lab)
            lab.grow(notice(self.state, self.app.training), self.app.training.pace)
            self.look_inside()
            self.query_one(KeyLine).show(focused_keys(self.offer(), self.focused))

    # --- the form ----------------------------------------------------------------------------------

    def on_hyperparameter_form_changed(self, message: HyperparameterForm.Changed) -> None:
        """A setting was changed."""
        self._change(message.experiment)

    def action_reset(self) -> None:
        """Back to the lesson's own hyperparameters; runs stay."""
        if self.state is not None and self.state.experiment != self.state.baseline:
            self._change(self.state.baseline)

    def on_hyperparameter_form_retrain_toggled(self, message: HyperparameterForm.RetrainToggled) -> None:
        """Remember the switch."""
        self._retrain = message.retrain
        self.app.keep(lambda: self.app.progress.choose("retrain", "yes" if message.retrain else "no"))
        self.show_lab()

    def on_hyperparameter_form_refused(self, message: HyperparameterForm.Refused) -> None:
        """Say why a typed value cannot be."""
        self.app.on_troubled(Troubled(message.error))

    def _change(self, experiment: Experiment) -> None:
        if self.state is None:
            return
        if experiment.dataset != self.state.experiment.dataset:
            self.state.points = []
        self.state.experiment = experiment
        self.query_one(Lab).follow()
        self._frame()
        if self._retraining is not None:
            self._retraining.stop()
        self._retraining = self.set_timer(RETRAIN_AFTER, self._take_up)

    def _take_up(self) -> None:
        """The form has come to rest: let the run under way go on with it, or train it, or get ready to."""
        if self._control.change():
            return
        if self._retrain:
            self._start()
        else:
            self._control.prepare()

    def on_runs_table_chosen(self, message: RunsTable.Chosen) -> None:
        """Compare with a run of the list: its values into the form, its curve behind the next one."""
        if self.state is None:
            return
        run = message.run
        self.state.ghost = run
        chosen = {"dataset": run.dataset, "split": run.split, "hyperparameters": run.hyperparameters}
        self._change(msgspec.structs.replace(self.state.baseline, **chosen))
        self._open(lambda lab: lab.open("curves"))

    # --- panels -----------------------------------------------------------------------------------

    def action_panel(self, direction: int) -> None:
        """Open the next or previous panel of the lab."""
        self._open(lambda lab: lab.next_panel(direction))

    def on_panel_bar_chosen(self, message: PanelBar.Chosen) -> None:
        """A name was clicked."""
        if message.bar.id == "panels":
            self._open(lambda lab: lab.open(message.panel))

    def _open(self, go: Callable[[Lab], None]) -> None:
        self.query_one(Halves).turn("lab")
        go(self.query_one(Lab))
        self._show_runs()
        # Which keys apply depends on the room the panels get.
        self.call_after_refresh(self._frame)

    def _show_runs(self) -> None:
        """Bring the list of runs up to date, while it is open."""
        if self.state is None or self.query_one(Lab).panel != "runs":
            return
        try:
            runs = self.app.store.runs(self._head.id, self.state.baseline.id)
        except StoreError as error:
            self.app.on_troubled(Troubled(error))
            return
        self.query_one(RunsTable).show(runs, self.state.baseline)

    def action_metric(self) -> None:
        """Show the metric instead of the loss, where only one fits."""
        self.query_one(Curves).toggle_metric()

    def action_form(self) -> None:
        """Go to the settings, or to what is played with."""
        self.query_one(Halves).turn("lab")
        if settings := self.query_one(Lab).settings_focus():
            settings.focus()
