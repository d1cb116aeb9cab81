"""A lesson: text on the left, the lab on the right, and the way through its steps."""

from collections.abc import Callable

from textual import events
from textual.app import ComposeResult

from nnterm.errors import StoreError
from nnterm.lesson.judging import Standing
from nnterm.lesson.lesson import Lesson, Step
from nnterm.tui.course.glossary_keys import GlossaryKeys
from nnterm.tui.dialogs.leave_lesson import Choice, LeaveLessonScreen
from nnterm.tui.frame.halves import Halves
from nnterm.tui.frame.key_line import KeyLine
from nnterm.tui.frame.top_bar import TopBar, dots
from nnterm.tui.lab.panel_bar import PanelBar
from nnterm.tui.lesson.challenges import Challenging
from nnterm.tui.lesson.exercises import Exercises
from nnterm.tui.lesson.keys import Offer
from nnterm.tui.lesson.predictions import Predicting
from nnterm.tui.lesson.reload import BrokenNotice, Reloading, step_like
from nnterm.tui.lesson.taking import Taking
from nnterm.tui.messages import RunAdvanced, Troubled
from nnterm.tui.reading.quiz_view import QuizView
from nnterm.tui.reading.reader import Reader
from nnterm.tui.session.badge import badge


class LessonScreen(Taking, Predicting, Challenging, Exercises, GlossaryKeys, Reloading):
    """One lesson, from the step where the learner left it."""

    CSS_PATH = "screen.tcss"
    # Nothing has the focus at first: the keys of the lesson work, and the text stands at its beginning.
    AUTO_FOCUS = ""

    def __init__(self, lesson: Lesson, step: int | None = None) -> None:
        """`step` is the index of the step to open; None for the one where the learner left."""
        super().__init__(lesson.head)
        self.lesson = lesson
        self._wanted = step
        self._index = 0
        self._is_open = False

    def compose(self) -> ComposeResult:
        """Bar, halves, keys."""
        yield TopBar()
        yield BrokenNotice()
        yield Halves()
        yield KeyLine()

    async def on_mount(self) -> None:
        """Open the step the learner left."""
        self.get_ready()
        self.load_guesses()
        self.load_challenges()
        try:
            progress = self.app.progress.of(self.lesson.head.id)
        except StoreError as error:
            progress = None
            self.app.on_troubled(Troubled(error))
        left = progress.step if progress else 0
        self._index = min(left if self._wanted is None else self._wanted, len(self.lesson.steps) - 1)
        self.query_one(Halves).fit(self.app.size.width)
        await self._show_step()
        self._is_open = True
        self.follow_file()
        run = self.app.unseen
        if run is not None and run.lesson == self.lesson.head.id:
            self.app.unseen = None
            self.post_message(RunAdvanced(run, None))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that comes before the step is there has nothing to act on."""
        return super().check_action(action, parameters) if self._is_open else False

    async def take_lesson(self, lesson: Lesson) -> None:
        """The file was changed: show the same step of it, scrolled as it was."""
        self.leave_code()
        self._index = step_like(self.lesson, self._index, lesson)
        self.lesson, self._head = lesson, lesson.head
        self.load_guesses()
        self.load_challenges()
        reader = self.query_one(Reader)
        scrolled = reader.scroll_offset.y
        await self._show_step()
        self.call_after_refresh(reader.scroll_to, y=scrolled, animate=False)

    def offer(self) -> Offer:
        """What the keys can do now, and where in the lesson the learner is."""
        hints, more = _hints(self.challenge_shown()), self.query_one(Reader).more
        return super().offer()._replace(step=self._index, steps=len(self.lesson.steps), hints=hints, more=more)

    @property
    def shown_step(self) -> Step:
        """The step whose terms the glossary shows first."""
        return self.lesson.steps[self._index]

    # --- steps -------------------------------------------------------------------------------------

    async def _show_step(self) -> None:
        head, step = self.lesson.head, self.lesson.steps[self._index]
        self.leave_code()
        # Left to itself the focus would go from what is removed to whatever is beside it.
        self.query_one(Halves).leave_fields()
        self.app.keep(lambda: self.app.progress.visit(head.id, self._index))
        self.query_one(TopBar).show(
            title=f"{head.number} {head.title}",
            place=dots(self._index + 1, len(self.lesson.steps)),
            badge=badge(self.app.training),
        )
        try:
            answers = self.app.progress.answers(head.id)
        except StoreError:
            answers = {}
        await self.query_one(Reader).show(step, answers, self._standings)
        self.take_up_code()
        self._control.state = self.state_of(self.lesson.experiment_at(self._index))
        self._explore = step.explore
        if self._sweep is not None and self._sweep.state is not self.state:
            self.end_sweep("This step has another experiment.")
        self.mark_guess()
        self.show_lab()
        self._frame()
        self._control.prepare()

    async def action_turn(self, direction: int) -> None:
        """Go to the next or previous step; behind the last one comes the next lesson."""
        index = self._index + direction
        if index >= len(self.lesson.steps):
            self._leave(self._finish)
        elif index >= 0:
            self._index = index
            self.query_one(Halves).turn("read")
            await self._show_step()

    def action_lessons(self) -> None:
        """Back to the course."""
        self._leave(self.app.pop_screen)

    def _finish(self) -> None:
        self.app.finish_lesson(self.lesson.head)

    def _leave(self, leave: Callable[[], object]) -> None:
        """Leave the lesson by `leave`; while it trains, ask before."""
        run = self.app.training.under_way
        if run is not None and run.lesson != self.lesson.head.id:
            # It was left behind in another lesson, and goes on without this one.
            run = None
        if run is None and not self.turns_left:
            leave()
            return

        def go(choice: Choice | None) -> None:
            if choice == "stop":
                self.app.training.stop()
            if choice is not None and self.is_current:
                leave()

        self.app.push_screen(LeaveLessonScreen(run, self.turns_left), go)

    def action_back(self) -> None:
        """Leave the field or the panel, else the lesson."""
        if self.focused is not None:
            self.set_focus(None)
        else:
            self.action_lessons()

    def on_quiz_view_answered(self, message: QuizView.Answered) -> None:
        """Keep the answer."""
        lesson = self.lesson.head.id
        self.app.keep(lambda: self.app.progress.answer(lesson, message.quiz.id, message.answer, message.is_right))

    # --- views ----------------------------------------------------------------------------------------

    def on_panel_bar_chosen(self, message: PanelBar.Chosen) -> None:
        """Text or lab was clicked; the names of panels are the lab's."""
        if message.bar.id == "views":
            self.action_view(message.panel)

    def action_view(self, view: str) -> None:
        """Show text or lab, where only one fits."""
        self.query_one(Halves).turn(view)

    def on_halves_turned(self) -> None:
        """Which keys apply depends on what is seen."""
        self.call_after_refresh(self._frame)

    def action_tab(self, direction: int) -> None:
        """Go to the next or previous thing that takes keys."""
        self.query_one(Halves).move_focus(direction)

    def action_scroll(self, lines: int) -> None:
        """Scroll the text."""
        self.query_one(Reader).scroll_relative(y=lines, animate=False)

    def on_reader_moved(self) -> None:
        """Offer the key that scrolls, or no longer."""
        self._frame()

    def on_top_bar_device_asked(self) -> None:
        """The badge was clicked."""
        self.app.action_device()

    def on_resize(self, event: events.Resize) -> None:
        """Two halves, or one at a time."""
        self.query_one(Halves).fit(event.size.width)
        self._frame()


def _hints(standing: Standing | None) -> int:
    """How many hints are still to be had."""
    if standing is None or standing.passed:
        return 0
    return len(standing.challenge.hints) - standing.hints
