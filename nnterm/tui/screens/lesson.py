"""A lesson: text on the left, the lab on the right; this screen carries intent from one to the other."""

from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.timer import Timer

from nnterm.errors import StoreError
from nnterm.experiment.events import DatasetLoaded, MapDrawn
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.run import Run, RunState
from nnterm.lesson.lesson import Lesson
from nnterm.runs.headless import new_run
from nnterm.tui.badge import badge
from nnterm.tui.chart import BOTH_FROM
from nnterm.tui.keys import lesson_keys
from nnterm.tui.lab_state import LabState
from nnterm.tui.messages import DatasetArrived, RunAdvanced, TrainerChanged, Troubled
from nnterm.tui.rows import Piece, Role
from nnterm.tui.terminal import over_ssh
from nnterm.tui.training import Status
from nnterm.tui.widgets.curves import Curves
from nnterm.tui.widgets.hyperparameter_form import HyperparameterForm
from nnterm.tui.widgets.key_line import KeyLine
from nnterm.tui.widgets.lab import Lab
from nnterm.tui.widgets.panel_bar import PanelBar
from nnterm.tui.widgets.quiz_view import QuizView
from nnterm.tui.widgets.reader import Reader
from nnterm.tui.widgets.runs_table import RunsTable
from nnterm.tui.widgets.top_bar import TopBar, dots

if TYPE_CHECKING:
    from nnterm.tui.app import NntermApp

WIDE = 100
"""Columns from which text and lab stand side by side."""

FRAMES = 10.0
SSH_FRAMES = 4.0
"""Frames a second while a run goes on, here and over SSH."""

SSH_MAP_REST = 1.5
"""Seconds between two decision maps over SSH: about 17 kB each."""

RETRAIN_AFTER = 0.4
"""Seconds of rest after a change before it is trained."""

VIEWS = (("read", "1 Read"), ("lab", "2 Lab"))


class LessonScreen(Screen[None]):
    """One lesson, from the step where the learner left it."""

    CSS_PATH = "lesson.tcss"
    # Nothing has the focus at first: the keys of the lesson work, and the text stands at its beginning.
    AUTO_FOCUS = ""
    app: "NntermApp"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "train", "train"),
        Binding("space", "pause", "pause"),
        Binding("full_stop", "epoch", "one epoch"),
        Binding("s", "stop", "stop"),
        Binding("r", "reset", "reset"),
        Binding("n", "turn(1)", "next"),
        Binding("p", "turn(-1)", "back"),
        Binding("v", "panel(1)", "panel"),
        Binding("V", "panel(-1)", "panel"),
        Binding("a", "metric", "accuracy"),
        Binding("f", "form", "form"),
        Binding("l", "lessons", "lessons"),
        Binding("escape", "back", "back"),
        Binding("1", "view('read')", "read"),
        Binding("2", "view('lab')", "lab"),
        Binding("tab", "tab(1)", "next field", priority=True),
        Binding("shift+tab", "tab(-1)", "previous field", priority=True),
        Binding("up,k", "scroll(-1)", "up"),
        Binding("down,j", "scroll(1)", "down"),
        Binding("pageup", "scroll(-10)", "up"),
        Binding("pagedown", "scroll(10)", "down"),
    ]

    def __init__(self, lesson: Lesson) -> None:
        super().__init__()
        self._lesson = lesson
        self._index = 0
        self._states: dict[str, LabState] = {}
        self._state: LabState | None = None
        self._retrain = False
        self._view = "read"
        self._mapped_at = 0.0
        self._pace: Timer | None = None
        self._retraining: Timer | None = None

    def compose(self) -> ComposeResult:
        """Bar, views (on narrow screens), the two halves, keys."""
        yield TopBar()
        yield PanelBar(id="views")
        with Horizontal(id="halves"):
            yield Reader()
            yield Lab()
        yield KeyLine()

    async def on_mount(self) -> None:
        """Open the step the learner left."""
        self._pace = self.set_interval(1 / (SSH_FRAMES if over_ssh() else FRAMES), self._frame, pause=True)
        try:
            progress = self.app.progress.of(self._lesson.head.id)
            self._retrain = self.app.progress.chosen("retrain", "no") == "yes"
        except StoreError as error:
            progress = None
            self.app.on_troubled(Troubled(error))
        self._index = min(progress.step if progress else 0, len(self._lesson.steps) - 1)
        self._fit_width(self.app.size.width)
        await self._show_step()

    # --- steps -------------------------------------------------------------------------------------

    async def _show_step(self) -> None:
        head, step = self._lesson.head, self._lesson.steps[self._index]
        self.app.keep(lambda: self.app.progress.visit(head.id, self._index))
        self.query_one(TopBar).show(
            title=f"{head.number} {head.title}",
            place=dots(self._index + 1, len(self._lesson.steps)),
            badge=badge(self.app.training),
        )
        try:
            answers = self.app.progress.answers(head.id)
        except StoreError:
            answers = {}
        await self.query_one(Reader).show(step, answers)
        self._state = self._state_of(self._lesson.experiment_at(self._index))
        self.query_one(Lab).show(self._state, step.explore, self._retrain)
        self._frame()
        self._prepare()

    def _state_of(self, experiment: Experiment | None) -> LabState | None:
        if experiment is None:
            return None
        if experiment.id not in self._states:
            state = LabState(experiment, experiment)
            run = self.app.training.run
            if run is not None and (run.lesson, run.experiment) == (self._lesson.head.id, experiment.id):
                state.run = run
            self._states[experiment.id] = state
        return self._states[experiment.id]

    async def action_turn(self, direction: int) -> None:
        """Go to the next or previous step; behind the last one comes the next lesson."""
        index = self._index + direction
        if index >= len(self._lesson.steps):
            self._finish()
        elif index >= 0:
            self._index = index
            if self.has_class("narrow"):
                self.action_view("read")
            await self._show_step()

    def _finish(self) -> None:
        head = self._lesson.head
        self.app.keep(lambda: self.app.progress.finish(head.id))
        heads = self.app.course.lessons
        after = next((h for h in heads if h.number > head.number), None)
        self.app.pop_screen()
        if after is not None:
            self.app.notify(f"{head.title} is done. Next: {after.title}.", timeout=4)
            self.app.open_lesson(after)
        else:
            self.app.notify(f"{head.title} is done. It was the last lesson of the course.", timeout=6)

    def action_lessons(self) -> None:
        """Back to the course; a run goes on."""
        self.app.pop_screen()

    def action_back(self) -> None:
        """Leave the field, else the lesson."""
        if self.focused is not None:
            self.set_focus(None)
        else:
            self.action_lessons()

    # --- training ----------------------------------------------------------------------------------

    def action_train(self) -> None:
        """Train what the form says."""
        self._start()

    def _start(self, pause_after: int | None = None) -> None:
        state = self._state
        if state is None:
            self.app.notify("This step has nothing to train. n goes on to the next one.", timeout=3)
            return
        run = new_run(state.experiment, self._lesson.head.id)
        state.begin(run)
        lab = self.query_one(Lab)
        if lab.panel not in ("curves", "map"):
            lab.open(next(panel for panel, _ in state.panels() if panel in ("curves", "map")))
        if self.has_class("narrow"):
            self.action_view("lab")
        lab.show_panel()
        self.app.training.start(run, pause_after, ("map",) if state.in_the_plane else ())
        self._frame()

    def action_pause(self) -> None:
        """Pause or resume; start where nothing runs."""
        run = self._run()
        if run is None or run.state.over:
            self._start()
        elif run.state is RunState.PAUSED:
            self.app.training.resume()
        else:
            self.app.training.pause()

    def action_epoch(self) -> None:
        """Train one epoch and hold."""
        run = self._run()
        if run is None or run.state.over:
            self._start(pause_after=1)
        else:
            self.app.training.step()

    def action_stop(self) -> None:
        """End the run; what it has is kept."""
        run = self._run()
        if run is not None and not run.state.over:
            self.app.training.stop()

    def action_reset(self) -> None:
        """Back to the lesson's own hyperparameters; runs stay."""
        if self._state is not None and self._state.experiment != self._state.baseline:
            self._change(self._state.baseline)

    def _run(self) -> Run | None:
        """The shown experiment's run, if the trainer has it."""
        run = self._state.run if self._state else None
        return run if run is self.app.training.run else None

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
            if self.query_one(Lab).panel == "runs":
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
        """Keep the badge true; a trainer that is ready may prepare."""
        message.stop()
        self.query_one(TopBar).show(badge=badge(self.app.training))
        self._frame()

    def _frame(self) -> None:
        """Draw what is new, then rest until there is more."""
        if self._pace is not None:
            self._pace.pause()
        if self.is_mounted:
            self.query_one(Lab).grow(self._notice())
            run = self._run()
            self.query_one(KeyLine).show(lesson_keys(run, self._one_chart(), self._index, len(self._lesson.steps)))

    def _one_chart(self) -> bool:
        """Whether the curves have room for loss or accuracy only."""
        curves = self.query_one(Curves)
        return self.query_one(Lab).panel == "curves" and 0 < curves.size.height < BOTH_FROM

    def _notice(self) -> Piece:
        """What stands where the verdict will be."""
        state, training = self._state, self.app.training
        if state is None:
            return "", Role.QUIET
        run = state.run
        if run is None:
            text = "Press t to train. f goes to the knobs, ? shows all keys."
            return text, Role.QUIET
        if run.state is RunState.REQUESTED and training.status is not Status.READY:
            return "TensorFlow is still loading. Training starts by itself in a moment; read on.", Role.WARNING
        if not run.epochs and not run.state.over:
            return "Compiling the training loop for this model.", Role.QUIET
        return "", Role.QUIET

    def _prepare(self) -> None:
        """Let an idle trainer load and compile what may be asked for next."""
        run = self.app.training.run
        if self._state is not None and (run is None or run.state.over):
            self.app.training.prepare(self._state.experiment)

    # --- the form ----------------------------------------------------------------------------------

    def on_hyperparameter_form_changed(self, message: HyperparameterForm.Changed) -> None:
        """A knob was turned."""
        self._change(message.experiment)

    def on_hyperparameter_form_retrain_toggled(self, message: HyperparameterForm.RetrainToggled) -> None:
        """Remember the switch."""
        self._retrain = message.retrain
        self.app.keep(lambda: self.app.progress.choose("retrain", "yes" if message.retrain else "no"))
        self.query_one(Lab).show(self._state, self._lesson.steps[self._index].explore, self._retrain)

    def on_hyperparameter_form_refused(self, message: HyperparameterForm.Refused) -> None:
        """Say why a typed value cannot be."""
        self.app.on_troubled(Troubled(message.error))

    def _change(self, experiment: Experiment) -> None:
        if self._state is None:
            return
        if experiment.dataset != self._state.experiment.dataset:
            self._state.points = []
        self._state.experiment = experiment
        lab = self.query_one(Lab)
        lab.show_form()
        lab.show_panel()
        if self._retraining is not None:
            self._retraining.stop()
        self._retraining = self.set_timer(RETRAIN_AFTER, self._start if self._retrain else self._prepare)

    def on_runs_table_chosen(self, message: RunsTable.Chosen) -> None:
        """Compare with a run of the list: its values into the form, its curve behind the next one."""
        if self._state is None:
            return
        run = message.run
        self._state.ghost = run
        changed = Experiment(
            **{
                **{name: getattr(self._state.baseline, name) for name in Experiment.__struct_fields__},
                "dataset": run.dataset,
                "split": run.split,
                "hyperparameters": run.hyperparameters,
            }
        )
        self._change(changed)
        self.query_one(Lab).open("curves")

    # --- panels, views, focus ----------------------------------------------------------------------

    def action_panel(self, direction: int) -> None:
        """Open the next or previous panel of the lab."""
        self._open(lambda lab: lab.next_panel(direction))

    def on_panel_bar_chosen(self, message: PanelBar.Chosen) -> None:
        """A name was clicked."""
        if message.bar.id == "views":
            self.action_view(message.panel)
        else:
            self._open(lambda lab: lab.open(message.panel))

    def _open(self, go) -> None:  # type: ignore[no-untyped-def]
        if self.has_class("narrow"):
            self.action_view("lab")
        lab = self.query_one(Lab)
        go(lab)
        if lab.panel == "runs":
            self._show_runs()
        self.call_after_refresh(self._frame)

    def _show_runs(self) -> None:
        if self._state is None:
            return
        try:
            runs = self.app.store.runs(self._lesson.head.id, self._state.baseline.id)
        except StoreError as error:
            self.app.on_troubled(Troubled(error))
            return
        self.query_one(RunsTable).show(runs, self._state.baseline)

    def action_metric(self) -> None:
        """Show accuracy instead of loss, where only one fits."""
        self.query_one(Curves).toggle_metric()

    def action_form(self) -> None:
        """Go to the knobs."""
        if self.has_class("narrow"):
            self.action_view("lab")
        form = self.query_one(HyperparameterForm)
        if form.display:
            form.focus()

    def action_view(self, view: str) -> None:
        """Show text or lab, where only one fits."""
        self._view = view
        if self.has_class("narrow"):
            self.query_one(Reader).display = view == "read"
            self.query_one(Lab).display = view == "lab"
            self.query_one("#views", PanelBar).show(VIEWS, view, "tab switches")
            self.set_focus(None)
            # Which keys apply depends on the room the panels get.
            self.call_after_refresh(self._frame)

    def action_tab(self, direction: int) -> None:
        """Go to the next thing that takes keys; on a narrow screen, behind the last one, to the other view."""
        if not self.has_class("narrow"):
            self.focus_next() if direction > 0 else self.focus_previous()
            return
        chain = self.focus_chain
        at = chain.index(self.focused) + direction if self.focused in chain else (0 if direction > 0 else -1)
        if chain and (self.focused is None or 0 <= at < len(chain)):
            chain[at].focus()
        else:
            self.action_view("lab" if self._view == "read" else "read")
            if self.focus_chain:
                self.focus_chain[0 if direction > 0 else -1].focus()

    def action_scroll(self, lines: int) -> None:
        """Scroll the text."""
        self.query_one(Reader).scroll_relative(y=lines, animate=False)

    def on_quiz_view_answered(self, message: QuizView.Answered) -> None:
        """Keep the answer."""
        lesson = self._lesson.head.id
        self.app.keep(lambda: self.app.progress.answer(lesson, message.quiz.id, message.answer, message.is_right))

    def on_top_bar_device_asked(self) -> None:
        """The badge was clicked."""
        self.app.action_device()

    def on_resize(self, event: events.Resize) -> None:
        """Two halves, or two views."""
        self._fit_width(event.size.width)
        self._frame()

    def _fit_width(self, width: int) -> None:
        narrow = width < WIDE
        if narrow != self.has_class("narrow") or narrow:
            self.set_class(narrow, "narrow")
            self.query_one("#views").display = narrow
            if narrow:
                self.action_view(self._view)
            else:
                self.query_one(Reader).display = self.query_one(Lab).display = True
        elif not self._view:
            self._view = "read"
        if not narrow:
            self.query_one("#views").display = False
