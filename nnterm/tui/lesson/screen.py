"""A lesson: text on the left, the lab on the right. Every key and every message of the screen is answered here."""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.timer import Timer
from textual.worker import Worker

from nnterm.errors import LessonError
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
from nnterm.tui.lab.runs_table import RunsTable
from nnterm.tui.lesson.broken_notice import BrokenNotice
from nnterm.tui.lesson.challenges import Challenges
from nnterm.tui.lesson.exercises import Exercises
from nnterm.tui.lesson.halves import Halves
from nnterm.tui.lesson.inspection import Inspection
from nnterm.tui.lesson.keys import LESSON_BINDINGS, focused_keys
from nnterm.tui.lesson.model import LessonModel
from nnterm.tui.lesson.predictions import Predictions
from nnterm.tui.lesson.reload import EVERY, Reload
from nnterm.tui.lesson.runs import Runs
from nnterm.tui.lesson.screen_view import ScreenView
from nnterm.tui.lesson.status_hint import status_hint
from nnterm.tui.lesson.steps import Parts, Steps
from nnterm.tui.lesson.sweep import Sweeps
from nnterm.tui.messages import (
    DatasetArrived,
    LessonFinished,
    LessonOpened,
    LessonRenewed,
    RunAdvanced,
    RunInspected,
    TextClicked,
    TrainerChanged,
    TrainerNews,
)
from nnterm.tui.reading.challenge_view import ChallengeView
from nnterm.tui.reading.code_editor import CodeEditor
from nnterm.tui.reading.exercise_view import ExerciseView
from nnterm.tui.reading.predict_view import PredictView
from nnterm.tui.reading.quiz_view import QuizView
from nnterm.tui.reading.reader import Reader
from nnterm.tui.session.badge import badge
from nnterm.tui.session.lesson_cache import Read
from nnterm.tui.terminal import over_ssh

FRAMES, SSH_FRAMES = 10.0, 4.0
"""Frames a second while a run goes on, here and over SSH."""


class LessonScreen(SteadyScreen):
    """One lesson, from the step where the learner left it."""

    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar = LESSON_BINDINGS
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
        self._view = view = ScreenView(self, model, self._redraw, self._redraw_soon, self._list_runs)
        self._runs = Runs(model, view, context, self._end_sweep)
        self._sweeps = Sweeps(model, view, self._runs.begin)
        self._predictions = Predictions(model, view, context)
        self._challenges = Challenges(model, view, context, self._runs.change, self._sweeps.start)
        self._inspection = Inspection(model, view, context.training)
        self._exercises = Exercises(model, view, context)
        parts = Parts(self._runs, self._sweeps, self._predictions, self._challenges, self._exercises)
        self._steps = Steps(model, view, context, parts)
        self._reload = Reload(model, context.lessons, self._show_file_error, self._take_up_later)
        self._glossary = GlossaryAccess(context)
        self._frames: Timer | None = None
        self._looking: Worker[None] | None = None

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
        self.bindings_updated_signal.subscribe(self, lambda _: self._redraw())
        self._frames = self.set_interval(1 / (SSH_FRAMES if over_ssh() else FRAMES), self._redraw, pause=True)
        self.query_one(TopBar).show(badge=badge(context.training))
        self.query_one(Halves).fit(self.app.size.width)
        await self._steps.open(self._wanted)
        self.is_open = True
        if context.follows_files:
            self._reload.begin()
            self.set_interval(EVERY, self._look_at_file)
        self.app.post_message(LessonOpened(self.model.head))

    def on_unmount(self) -> None:
        """Keep what was written, and end the program that runs."""
        self._exercises.leave()

    def on_resize(self, event: events.Resize) -> None:
        """Two halves, or one at a time."""
        self.query_one(Halves).fit(event.size.width)
        self._redraw()

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
        return self._sweeps.runs_left

    def follows(self, run: Run) -> bool:
        """Whether what happens to `run` is seen here."""
        return self.is_open and run.lesson == self.model.head.id

    # --- news of the trainer -----------------------------------------------------------------------

    def _take_news(self, news: TrainerNews) -> None:
        match news:
            case RunAdvanced():
                self._predictions.take_run(news.run)
                self._challenges.take_run(news.run)
                self._sweeps.take_run(news.run)
                self._runs.take_news(news)
            case RunInspected():
                self._inspection.take_answer(news)
            case DatasetArrived():
                self._runs.take_points(news)
            case TrainerChanged():
                self.query_one(TopBar).show(badge=badge(self._app_context.training))
                self._redraw_soon()

    def _redraw(self) -> None:
        """Draw what is new, then rest until there is more."""
        if self._frames is not None:
            self._frames.pause()
        if self.is_mounted:
            training = self._app_context.training
            self.query_one(Lab).grow(status_hint(self.model.lab, training), training.pace)
            self._inspection.look()
            offer = self._view.offer(self._runs.control, self._challenges.hints_left)
            self.query_one(KeyLine).show(focused_keys(offer, self.focused))

    def _redraw_soon(self) -> None:
        """Draw what is new with the next frame."""
        if self._frames is not None:
            self._frames.resume()

    # --- steps -------------------------------------------------------------------------------------

    async def action_turn(self, direction: int) -> None:
        """Go to the next or previous step; after the last one comes the next lesson."""
        await self._steps.turn(direction, lambda: self.app.post_message(LessonFinished(self.model.head)))

    def action_lessons(self) -> None:
        """Back to the course."""
        self._steps.leave(self.app.pop_screen)

    def action_back(self) -> None:
        """Leave the field or the panel, else the lesson."""
        if self.focused is not None:
            self.set_focus(None)
        else:
            self.action_lessons()

    # --- the file ----------------------------------------------------------------------------------

    def _look_at_file(self) -> None:
        """Look at the file, unless the last look still goes on: keys wait for none."""
        if self._looking is None or self._looking.is_finished:
            self._looking = self.run_worker(self._reload.look, group="file")

    def _show_file_error(self, error: LessonError | None) -> None:
        self.query_one(BrokenNotice).show(error)

    def _take_up_later(self, found: Read) -> None:
        # Among the keys of the screen, and not while one of them goes to another step.
        self.call_later(self._take_up, found)

    async def _take_up(self, found: Read) -> None:
        await self._steps.take_up(found)
        self.app.post_message(LessonRenewed(found.lesson.head))

    # --- training ----------------------------------------------------------------------------------

    def _end_sweep(self, why: str) -> None:
        self._sweeps.end(why)

    def _list_runs(self) -> None:
        self._runs.list_runs()

    def action_train(self) -> None:
        """Train what the form says; a prediction of the step is asked for first."""
        self._view.with_form(self._runs.change, self._train)

    def _train(self) -> None:
        if not self._predictions.ask_first():
            self._runs.start()

    def action_pause(self) -> None:
        """Pause or resume; start where nothing runs."""
        self._view.with_form(self._runs.change, self._runs.pause)

    def action_epoch(self) -> None:
        """Train one epoch, then pause."""
        self._view.with_form(self._runs.change, self._runs.one_epoch)

    def action_batch(self) -> None:
        """Train one batch, then pause."""
        self._view.with_form(self._runs.change, self._runs.one_batch)

    def action_stop(self) -> None:
        """End the run; what it has is kept."""
        self._runs.stop()

    def action_more(self) -> None:
        """Train some more epochs from where the run is."""
        self._runs.more()

    def action_pace(self, direction: int) -> None:
        """Train slower or faster."""
        self._runs.change_pace(direction)

    def action_reset(self) -> None:
        """Back to the lesson's own hyperparameters; runs stay."""
        self._runs.reset()

    @on(HyperparameterForm.Changed)
    def _setting_changed(self, message: HyperparameterForm.Changed) -> None:
        self._runs.change(message.experiment)

    @on(HyperparameterForm.RetrainToggled)
    def _retrain_toggled(self, message: HyperparameterForm.RetrainToggled) -> None:
        self._runs.set_retrains(message.retrain)

    @on(HyperparameterForm.Refused)
    def _setting_refused(self, message: HyperparameterForm.Refused) -> None:
        self._app_context.report(message.error)

    @on(HyperparameterForm.SweepRequested)
    def _sweep_requested(self, message: HyperparameterForm.SweepRequested) -> None:
        self._sweeps.sweep_values(message.experiments, message.label)

    @on(RunsTable.Chosen)
    def _run_chosen(self, message: RunsTable.Chosen) -> None:
        self._runs.compare_with(message.run)

    # --- the lab -----------------------------------------------------------------------------------

    def action_panel(self, direction: int) -> None:
        """Open the next or previous panel of the lab."""
        self._view.change_panel(lambda lab: lab.next_panel(direction))

    def action_metric(self) -> None:
        """Show the metric instead of the loss, where only one fits."""
        self.query_one(Curves).toggle_metric()

    def action_form(self) -> None:
        """Go to the settings, or to what is played with."""
        self._view.show_half("lab")
        if settings := self.query_one(Lab).reveal_settings():
            settings.focus()

    @on(PanelBar.Chosen, "#panels")
    def _panel_chosen(self, message: PanelBar.Chosen) -> None:
        self._view.open_panel(message.panel)

    @on(Inside.Wondered)
    def _inside_wondered(self) -> None:
        self._inspection.look()

    # --- the text ----------------------------------------------------------------------------------

    def action_hint(self) -> None:
        """Show one hint more for the challenge of this step."""
        if self._challenges.show_hint():
            view = self.query(ChallengeView).first()
            self.call_after_refresh(view.scroll_visible, animate=False)
            # The key is offered as long as there are hints.
            self.call_after_refresh(self._redraw)

    def action_scroll(self, lines: int) -> None:
        """Scroll the text."""
        self.query_one(Reader).scroll_relative(y=lines, animate=False)

    @on(Reader.Moved)
    def _text_moved(self) -> None:
        self._redraw()

    @on(QuizView.Answered)
    def _quiz_answered(self, message: QuizView.Answered) -> None:
        lesson, progress = self.model.head.id, self._app_context.progress
        self._app_context.keep(lambda: progress.answer(lesson, message.quiz.id, message.answer, message.is_right))

    @on(PredictView.Guessed)
    def _guessed(self, message: PredictView.Guessed) -> None:
        self._predictions.take_guess(message.predict, message.guess)

    @on(ChallengeView.SeedsRequested)
    def _seeds_requested(self, message: ChallengeView.SeedsRequested) -> None:
        self._challenges.try_seeds(message.standing)

    @on(ChallengeView.SolutionRequested)
    def _solution_requested(self, message: ChallengeView.SolutionRequested) -> None:
        self._challenges.take_solution(message.standing)

    def action_glossary(self) -> None:
        """Show what the words of the step mean, and all others."""
        self._glossary.open(self.app, self.model.step)

    @on(TextClicked)
    def _text_clicked(self, message: TextClicked) -> None:
        self._glossary.open_clicked(self.app, self.model.step, message)

    # --- code --------------------------------------------------------------------------------------

    def action_run_code(self) -> None:
        """Run the code of the step, the one with the focus if there are several."""
        views = self._view.code_blocks()
        focused = [view for view in views if self.focused is not None and view in self.focused.ancestors]
        if views:
            (focused or views)[0].action_run()

    async def action_edit(self, action: str) -> None:
        """Do in the editor what its key would do."""
        if isinstance(self.focused, CodeEditor):
            await self.focused.run_action(action)

    @on(ExerciseView.Edited)
    def _code_edited(self, message: ExerciseView.Edited) -> None:
        self._exercises.take_edit(message.view)

    @on(ExerciseView.RunRequested)
    def _code_run_requested(self, message: ExerciseView.RunRequested) -> None:
        self._exercises.run(message.view)

    @on(ExerciseView.StopRequested)
    def _code_stop_requested(self) -> None:
        self._exercises.stop()

    # --- the halves --------------------------------------------------------------------------------

    def action_view(self, view: str) -> None:
        """Show text or lab, where only one fits."""
        self._view.show_half(view)

    def action_tab(self, direction: int) -> None:
        """Go to the next or previous thing that takes keys."""
        self.query_one(Halves).move_focus(direction)

    @on(PanelBar.Chosen, "#views")
    def _half_chosen(self, message: PanelBar.Chosen) -> None:
        self._view.show_half(message.panel)

    @on(Halves.Turned)
    def _half_turned(self) -> None:
        # Which keys apply depends on what is seen.
        self.call_after_refresh(self._redraw)
