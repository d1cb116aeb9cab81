"""A lesson: text on the left, the lab on the right. Every key and every message of the screen is answered here."""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.message import Message

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
from nnterm.tui.lab.panel_bar import PanelBar
from nnterm.tui.lab.run_status import RunStatus
from nnterm.tui.lab.runs.table import RunsTable
from nnterm.tui.lab.sweep_panel import SweepPanel
from nnterm.tui.lesson.appearance import Appearance, lesson_commands
from nnterm.tui.lesson.broken_notice import BrokenNotice
from nnterm.tui.lesson.controllers import Controllers
from nnterm.tui.lesson.end_page import EndPage
from nnterm.tui.lesson.halves import Halves
from nnterm.tui.lesson.keyboard.keys import LESSON_BINDINGS, has_own_tab
from nnterm.tui.lesson.keyboard.training_keys import TrainingKeys
from nnterm.tui.lesson.model import LessonModel
from nnterm.tui.lesson.reload import Reload
from nnterm.tui.lesson.screen_view import ScreenView
from nnterm.tui.messages import LessonOpened, LessonRenewed, StudyAdvanced, TextClicked, TrainerChanged, TrainerNews
from nnterm.tui.reading.challenge_view import ChallengeView
from nnterm.tui.reading.exercise_view import ExerciseView
from nnterm.tui.reading.predict_view import PredictView
from nnterm.tui.reading.quiz_view import QuizView
from nnterm.tui.reading.reader import Reader
from nnterm.tui.reading.typed_code import TypedCode
from nnterm.tui.session.lesson_cache import Read


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
        self.model = model = LessonModel(lesson, context.training, context.labs_of(lesson.head.id))
        """What the controllers share."""
        self.is_open = False
        """Whether the step is shown and keys have something to act on."""
        self._view = view = ScreenView(self, model, self._draw, self._list_runs)
        self._parts = Controllers(model, view, context)
        self._training = TrainingKeys(self._parts, view)
        self._appearance = Appearance(self, model, view, self._parts, context)
        self._end = EndPage(self, model, context, self._parts.steps)
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
        self.bindings_updated_signal.subscribe(self, lambda _: self._appearance.name_keys())
        self._view.begin_frames()
        self._appearance.name_device()
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
        if not self.is_open or (action == "tab" and has_own_tab(self.focused)):
            return False
        return super().check_action(action, parameters)

    def follows(self, run: Run) -> bool:
        """Whether what happens to `run` is seen here."""
        return self.is_open and run.lesson == self.model.head.id

    @property
    def runs_code(self) -> bool:
        """Whether a program of the learner's runs, which ends with the app."""
        return self._parts.exercises.is_running

    def _take_news(self, news: TrainerNews) -> None:
        self._parts.take_news(news)
        if isinstance(news, TrainerChanged | StudyAdvanced):
            self._appearance.name_device()
            self._view.redraw_soon()

    def _draw(self) -> None:
        self._appearance.draw()

    def _list_runs(self) -> None:
        self._parts.runs.listing.list_runs()

    # --- steps -------------------------------------------------------------------------------------

    async def action_change_step(self, direction: int) -> None:
        """Go to the next or previous step; after the last one comes the page that the lesson ends on."""
        await self._parts.steps.change_step(direction, self._end.open)

    async def action_memory(self) -> None:
        """Close the text and write the model from memory, or open the text again."""
        await self._parts.steps.toggle_memory()

    def action_lessons(self) -> None:
        """Back to the course."""
        self._parts.steps.leave(self.app.pop_screen)

    async def action_back(self) -> None:
        """Leave the field or the panel, else what the code trains, else the page without text, else the lesson."""
        if self.focused is not None:
            self.set_focus(None)
        elif self.model.own is not None:
            self._parts.exercises.show_lesson()
        elif self.model.memory is not None:
            await self.action_memory()
        else:
            self._parts.steps.leave(self.app.pop_screen, by_esc=True)

    async def _take_up(self, found: Read) -> None:
        await self._parts.steps.take_up(found)
        self.app.post_message(LessonRenewed(found.lesson.head))

    # --- training ----------------------------------------------------------------------------------

    def action_train(self, what: str = "run") -> None:
        """Train what the form says: one `epoch`, one `batch`, or a `run`, before which comes the step's prediction."""
        self._training.train(what)

    def action_pause(self) -> None:
        """Pause or resume; start where nothing runs, unless the open panel has a use of its own for the key."""
        self._training.pause()

    def action_run(self, what: str) -> None:
        """Do to the run or its settings what the key says: `stop`, train `more` epochs, `reset`."""
        self._training.run(what)

    @on(RunStatus.TestRequested)
    def action_evaluate(self) -> None:
        """Open what the run gave on the test rows."""
        self._training.evaluate()

    def action_change_pace(self, direction: int) -> None:
        """Train slower or faster."""
        self._parts.runs.change_pace(direction)

    @on(HyperparameterForm.Changed)
    @on(HyperparameterForm.RetrainToggled)
    @on(HyperparameterForm.Refused)
    @on(HyperparameterForm.SweepRequested)
    def _form_used(self, message: Message) -> None:
        self._parts.use_form(message)

    @on(RunsTable.Used)
    def _listed_run_used(self, message: RunsTable.Used) -> None:
        self._parts.use_listed(message)

    @on(SweepPanel.PointOpened)
    def _point_opened(self, message: SweepPanel.PointOpened) -> None:
        self._parts.sweeping.open_point(message.point)

    @on(SweepPanel.WiderRequested)
    def _wider_requested(self) -> None:
        self._parts.sweeping.widen()

    def action_compare(self, how: str) -> None:
        """Pin the run (`pin`), train what the verdict advises (`remedy`), or several seeds (`luck`, `seeds` asks)."""
        self._training.compare(how)

    # --- the lab -----------------------------------------------------------------------------------

    def action_panel(self, direction: int) -> None:
        """Open the next or previous panel of the lab."""
        self._view.change_panel(lambda lab: lab.next_panel(direction))

    def action_form(self) -> None:
        """Go to the settings, or to what is played with."""
        self._parts.exercises.show_lesson()
        self._view.focus_settings()

    @on(PanelBar.Chosen)
    def _name_chosen(self, message: PanelBar.Chosen) -> None:
        is_half = message.control is not None and message.control.id == "views"
        (self._view.open_half if is_half else self._view.open_panel)(message.panel)

    @on(Inside.InspectionRequested)
    def _inspection_requested(self) -> None:
        self._parts.inspection.look()

    def action_move_cursor(self, epochs: int) -> None:
        """Look at a later or earlier epoch."""
        self._parts.cursor.move(epochs)

    def action_look(self, how: str) -> None:
        """Look at another epoch, or at the curves in another way."""
        self._parts.cursor.look(how)

    def action_metric(self) -> None:
        """Show the metric instead of the loss, where only one fits."""
        self.query_one(Curves).toggle_metric()

    @on(Curves.EpochChosen)
    def _epoch_chosen(self, message: Curves.EpochChosen) -> None:
        self._parts.cursor.go_to(message.epoch)

    # --- the text, its code and the halves ---------------------------------------------------------

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
    @on(ChallengeView.SolutionRequested)
    def _challenge_used(self, message: ChallengeView.SeedsRequested | ChallengeView.SolutionRequested) -> None:
        self._parts.use_challenge(message)

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
        if isinstance(self.focused, TypedCode):
            await self.focused.run_action(action)

    @on(ExerciseView.Edited)
    @on(ExerciseView.RunRequested)
    @on(ExerciseView.StopRequested)
    @on(ExerciseView.CurvesRequested)
    def _code_used(self, message: Message) -> None:
        self._parts.use_code(message)

    def action_view(self, view: str) -> None:
        """Show text or lab, where only one fits; else the lab alone, or both."""
        self.query_one(Halves).choose_view(view)

    def action_tab(self, direction: int) -> None:
        """Go to the next or previous thing that takes keys."""
        self.query_one(Halves).move_focus(direction)

    @on(Halves.ViewOpened)
    @on(Reader.Moved)
    def _sight_changed(self) -> None:
        # Which keys apply depends on what is seen.
        self.call_after_refresh(self._view.redraw)
