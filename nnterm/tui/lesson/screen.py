"""A lesson: text on the left, the lab on the right. Every key and every message of the screen is answered here."""

from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult

from nnterm.experiment.run import Run
from nnterm.lesson.lesson import Lesson
from nnterm.tui.context import AppContext
from nnterm.tui.course.glossary_access import GlossaryAccess
from nnterm.tui.form.hyperparameter_form import HyperparameterForm
from nnterm.tui.frame.key_line import KeyLine
from nnterm.tui.frame.steady import SteadyScreen
from nnterm.tui.frame.top_bar import TopBar
from nnterm.tui.lab.curves import Curves
from nnterm.tui.lab.inside.inside import Inside
from nnterm.tui.lab.lab import Lab
from nnterm.tui.lab.panel_bar import PanelBar
from nnterm.tui.lab.run_status import RunStatus
from nnterm.tui.lab.runs_table import RunsTable
from nnterm.tui.lesson.broken_notice import BrokenNotice
from nnterm.tui.lesson.controllers import Controllers
from nnterm.tui.lesson.halves import Halves
from nnterm.tui.lesson.keys import LESSON_BINDINGS, focused_keys
from nnterm.tui.lesson.model import LessonModel
from nnterm.tui.lesson.reload import Reload
from nnterm.tui.lesson.screen_view import ScreenView
from nnterm.tui.lesson.status_hint import status_hint
from nnterm.tui.messages import LessonFinished, LessonOpened, LessonRenewed, TextClicked, TrainerChanged, TrainerNews
from nnterm.tui.reading.challenge_view import ChallengeView
from nnterm.tui.reading.code_editor import CodeEditor
from nnterm.tui.reading.exercise_view import ExerciseView
from nnterm.tui.reading.predict_view import PredictView
from nnterm.tui.reading.quiz_view import QuizView
from nnterm.tui.reading.reader import Reader
from nnterm.tui.session.badge import badge
from nnterm.tui.session.lesson_cache import Read

if TYPE_CHECKING:
    from nnterm.tui.course.lesson_end import Way
    from nnterm.tui.lesson.commands import LessonCommands


def lesson_commands() -> "type[LessonCommands]":
    """The keys by name, for the palette, which few learners open: they are imported when one does."""
    from nnterm.tui.lesson.commands import LessonCommands

    return LessonCommands


class LessonScreen(SteadyScreen):
    """One lesson, from the step where the learner left it."""

    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar = LESSON_BINDINGS
    COMMANDS: ClassVar = {lesson_commands}
    # Nothing has the focus at first: the keys of the lesson work, and the text is at its beginning.
    AUTO_FOCUS = ""

    def __init__(self, context: AppContext, lesson: Lesson, step: int | None = None) -> None:
        """`step` is the index of the step to open; None for the one where the learner left."""
        super().__init__()
        self._app_context = context
        self._wanted = step
        self.model = model = LessonModel(lesson, context.training)
        """What the controllers share."""
        self.is_open = False
        """Whether the step is shown and keys have something to act on."""
        self._view = view = ScreenView(self, model, self._draw, self._list_runs)
        self._parts = Controllers(model, view, context)
        self._reload = Reload(model, view, context.lessons, self._take_up)
        self._glossary = GlossaryAccess(context)

    def compose(self) -> ComposeResult:
        """Bar, halves, keys."""
        yield TopBar()
        yield BrokenNotice()
        yield Halves()
        yield KeyLine()

    # --- the life of the screen --------------------------------------------------------------------

    async def on_mount(self) -> None:
        """Open the step the learner left."""
        context = self._app_context
        context.news.subscribe(self, self._take_news)
        self.bindings_updated_signal.subscribe(self, lambda _: self._name_keys())
        self._view.begin_frames()
        self.query_one(TopBar).set_text(badge=badge(context.training))
        self.query_one(Halves).fit(self.app.size.width)
        await self._parts.steps.open(self._wanted)
        self.is_open = True
        if context.follows_files:
            self._reload.begin()
        self.app.post_message(LessonOpened(self.model.head))

    def on_unmount(self) -> None:
        """Keep what was written, and end the program that runs."""
        self._parts.exercises.leave()

    def on_resize(self, event: events.Resize) -> None:
        """Two halves, or one at a time."""
        self.query_one(Halves).fit(event.size.width)
        self._view.redraw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key before the step is there acts on nothing; in an editor, and in a path, tab is for the text."""
        if not self.is_open or (action == "tab" and isinstance(self.focused, CodeEditor)):
            return False
        if action == "tab" and isinstance(self.focused, HyperparameterForm) and self.focused.suggested:
            return False
        return super().check_action(action, parameters)

    @property
    def runs_left(self) -> int:
        """How many runs of a sweep are still to come after the one under way."""
        return self._parts.sweeps.runs_left

    def follows(self, run: Run) -> bool:
        """Whether what happens to `run` is seen here."""
        return self.is_open and run.lesson == self.model.head.id

    # --- news of the trainer -----------------------------------------------------------------------

    def _take_news(self, news: TrainerNews) -> None:
        self._parts.take_news(news)
        if isinstance(news, TrainerChanged):
            self.query_one(TopBar).set_text(badge=badge(self._app_context.training))
            self._view.redraw_soon()

    def _draw(self) -> None:
        training = self._app_context.training
        self.query_one(Lab).grow(status_hint(self.model.lab, training), training.pace)
        self._parts.inspection.look()
        self._name_keys()

    def _name_keys(self) -> None:
        """Say what the keys do now."""
        if self.is_mounted:
            offer = self._view.offer(self._parts.runs.control, self._parts.challenges.hints_left)
            self.query_one(KeyLine).set_keys(focused_keys(offer, self.focused))

    # --- steps -------------------------------------------------------------------------------------

    async def action_change_step(self, direction: int) -> None:
        """Go to the next or previous step; after the last one comes the page that the lesson ends on."""
        await self._parts.steps.change_step(direction, self._open_end)

    def _open_end(self) -> None:
        from nnterm.tui.lesson.end import end_screen

        self.app.push_screen(end_screen(self._app_context, self.model.lesson), self._leave_end)

    async def _leave_end(self, way: "Way") -> None:
        if isinstance(way, int):
            await self.action_change_step(way - self.model.index)
        elif way == "next":
            self._parts.steps.leave(lambda: self.app.post_message(LessonFinished(self.model.head)))
        elif way == "course":
            self.action_lessons()

    def action_lessons(self) -> None:
        """Back to the course."""
        self._parts.steps.leave(self.app.pop_screen)

    def action_back(self) -> None:
        """Leave the field or the panel, else the lesson."""
        if self.focused is not None:
            self.set_focus(None)
        else:
            self.action_lessons()

    async def _take_up(self, found: Read) -> None:
        await self._parts.steps.take_up(found)
        self.app.post_message(LessonRenewed(found.lesson.head))

    # --- training ----------------------------------------------------------------------------------

    def _list_runs(self) -> None:
        self._parts.runs.list_runs()

    def action_train(self) -> None:
        """Train what the form says; a prediction of the step comes first."""
        self._view.with_form(self._parts.runs.change, self._parts.train)

    def action_pause(self) -> None:
        """Pause or resume; start where nothing runs, unless the open panel has a use of its own for the key."""
        if not self._parts.runs.control.active and self._view.give_to_panel("space"):
            return
        self._view.with_form(self._parts.runs.change, self._parts.runs.pause)

    def action_epoch(self) -> None:
        """Train one epoch, then pause."""
        self._view.with_form(self._parts.runs.change, self._parts.runs.one_epoch)

    def action_batch(self) -> None:
        """Train one batch, then pause."""
        self._view.with_form(self._parts.runs.change, self._parts.runs.one_batch)

    def action_stop(self) -> None:
        """End the run; what it has is kept."""
        self._parts.runs.stop()

    def action_evaluate(self) -> None:
        """Open what the run gave on the test rows."""
        self._parts.evaluation.open()

    @on(RunStatus.TestRequested)
    def _test_requested(self) -> None:
        self._parts.evaluation.open()

    @on(RunsTable.TestRequested)
    def _test_of_run_requested(self, message: RunsTable.TestRequested) -> None:
        self._parts.evaluation.open_of(message.run)

    def action_more(self) -> None:
        """Train some more epochs from where the run is."""
        self._parts.more()

    def action_change_pace(self, direction: int) -> None:
        """Train slower or faster."""
        self._parts.runs.change_pace(direction)

    def action_reset(self) -> None:
        """Back to the lesson's own hyperparameters; runs stay."""
        self._parts.runs.reset()

    @on(HyperparameterForm.Changed)
    def _setting_changed(self, message: HyperparameterForm.Changed) -> None:
        self._parts.runs.change(message.experiment)

    @on(HyperparameterForm.RetrainToggled)
    def _retrain_toggled(self, message: HyperparameterForm.RetrainToggled) -> None:
        self._parts.runs.set_retrains(message.retrain)

    @on(HyperparameterForm.Refused)
    def _setting_refused(self, message: HyperparameterForm.Refused) -> None:
        self._app_context.report(message.error)

    @on(HyperparameterForm.SweepRequested)
    def _sweep_requested(self, message: HyperparameterForm.SweepRequested) -> None:
        self._parts.sweeps.sweep_values(message.experiments, message.label)

    @on(RunsTable.Chosen)
    def _run_chosen(self, message: RunsTable.Chosen) -> None:
        self._parts.runs.compare_with(message.run)

    # --- the lab -----------------------------------------------------------------------------------

    def action_panel(self, direction: int) -> None:
        """Open the next or previous panel of the lab."""
        self._view.change_panel(lambda lab: lab.next_panel(direction))

    def action_metric(self) -> None:
        """Show the metric instead of the loss, where only one fits."""
        self.query_one(Curves).toggle_metric()

    def action_form(self) -> None:
        """Go to the settings, or to what is played with."""
        self._view.focus_settings()

    @on(PanelBar.Chosen, "#panels")
    def _panel_chosen(self, message: PanelBar.Chosen) -> None:
        self._view.open_panel(message.panel)

    @on(Inside.InspectionRequested)
    def _inspection_requested(self) -> None:
        self._parts.inspection.look()

    # --- the epoch that is looked at ---------------------------------------------------------------

    def action_move_cursor(self, epochs: int) -> None:
        """Look at a later or earlier epoch."""
        self._parts.cursor.move(epochs)

    def action_go_to_epoch(self, place: str) -> None:
        """Look at the `first` epoch, the `best`, or the `last`, whichever it is by now."""
        cursor = self._parts.cursor
        {"first": lambda: cursor.go_to(1), "best": cursor.go_to_best, "last": cursor.follow}[place]()

    @on(Curves.EpochChosen)
    def _epoch_chosen(self, message: Curves.EpochChosen) -> None:
        self._parts.cursor.go_to(message.epoch)

    def action_zoom(self) -> None:
        """See the curves from near, or whole."""
        self._parts.cursor.toggle_zoom()

    def action_logarithmic(self) -> None:
        """Draw the loss on a logarithmic scale, or on a plain one."""
        self._parts.cursor.toggle_logarithmic()

    # --- the text and its code --------------------------------------------------------------------

    def action_hint(self) -> None:
        """Show one hint more for the challenge of this step."""
        self._parts.challenges.reveal_hint()

    def action_scroll(self, lines: int) -> None:
        """Scroll the text."""
        self.query_one(Reader).scroll_relative(y=lines, animate=False)

    @on(QuizView.Answered)
    def _quiz_answered(self, message: QuizView.Answered) -> None:
        lesson, progress = self.model.head.id, self._app_context.progress
        self._app_context.keep(lambda: progress.answer(lesson, message.quiz.id, message.answer, message.is_right))

    @on(PredictView.Guessed)
    def _guessed(self, message: PredictView.Guessed) -> None:
        self._parts.predictions.take_guess(message.predict, message.guess)

    @on(ChallengeView.SeedsRequested)
    def _seeds_requested(self, message: ChallengeView.SeedsRequested) -> None:
        self._parts.challenges.try_seeds(message.progress)

    @on(ChallengeView.SolutionRequested)
    def _solution_requested(self, message: ChallengeView.SolutionRequested) -> None:
        self._parts.challenges.take_solution(message.progress)

    def action_glossary(self) -> None:
        """Show what the words of the step mean, and all others."""
        self._glossary.open(self.app, self.model.step)

    @on(TextClicked)
    def _text_clicked(self, message: TextClicked) -> None:
        self._glossary.open_clicked(self.app, self.model.step, message)

    def action_run_code(self) -> None:
        """Run the code of the step, the one with the focus if there are several."""
        if block := self._view.focused_code():
            block.action_run()

    async def action_edit(self, action: str) -> None:
        """Do in the editor what its key would do."""
        if isinstance(self.focused, CodeEditor):
            await self.focused.run_action(action)

    @on(ExerciseView.Edited)
    def _code_edited(self, message: ExerciseView.Edited) -> None:
        self._parts.exercises.take_edit(message.view)

    @on(ExerciseView.RunRequested)
    def _code_run_requested(self, message: ExerciseView.RunRequested) -> None:
        self._parts.exercises.run(message.view)

    @on(ExerciseView.StopRequested)
    def _code_stop_requested(self) -> None:
        self._parts.exercises.stop()

    # --- the halves --------------------------------------------------------------------------------

    def action_view(self, view: str) -> None:
        """Show text or lab, where only one fits; else the lab alone, or both."""
        self.query_one(Halves).choose_view(view)

    def action_tab(self, direction: int) -> None:
        """Go to the next or previous thing that takes keys."""
        self.query_one(Halves).move_focus(direction)

    @on(PanelBar.Chosen, "#views")
    def _half_chosen(self, message: PanelBar.Chosen) -> None:
        self._view.open_half(message.panel)

    @on(Halves.ViewOpened)
    @on(Reader.Moved)
    def _sight_changed(self) -> None:
        # Which keys apply depends on what is seen.
        self.call_after_refresh(self._view.redraw)
