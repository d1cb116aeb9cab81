"""Explain it to me again: every quiz whose latest answer is wrong, one after the other."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from nnterm.errors import StoreError
from nnterm.runs.store.answered_quiz import AnsweredQuiz
from nnterm.runs.store.review import missed
from nnterm.tui.context import AppContext
from nnterm.tui.course.asked_again import AskedAgain
from nnterm.tui.drawing.rows import Role
from nnterm.tui.frame.key_line import Key, KeyLine
from nnterm.tui.frame.steady import SteadyScreen
from nnterm.tui.frame.top_bar import TopBar
from nnterm.tui.messages import OpenLessonRequested
from nnterm.tui.reading.quiz_view import QuizView

EMPTY = (
    "There is nothing to look at again.\n\nA quiz that you answer wrong comes here, and leaves when you get it right."
)


class ReviewScreen(SteadyScreen):
    """One missed quiz at a time. What is answered right leaves when the learner goes on."""

    CSS_PATH = "asked_again.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,right", "change_quiz(1)", "next", show=False),
        Binding("p,left", "change_quiz(-1)", "back", show=False),
        Binding("o", "open", "open its step", show=False),
        Binding("l,escape", "app.pop_screen", "lessons", show=False),
    ]

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._app_context = context
        self._missed: list[AnsweredQuiz] = []
        self._right: set[int] = set()
        """Places in the list that were answered right meanwhile."""
        self._at = 0

    def compose(self) -> ComposeResult:
        """Bar, the quiz, keys."""
        yield TopBar()
        yield AskedAgain()
        yield KeyLine()

    async def on_mount(self) -> None:
        """Gather what was missed; lessons that were not read yet are read first."""
        self.query_one(TopBar).set_text(title="Explain it to me again")
        async for _ in self._app_context.lessons.fill():
            pass
        try:
            self._missed = list(missed(self._app_context.lessons.ordered(), self._app_context.progress.all_answers()))
        except StoreError as error:
            self._app_context.report(error)
        await self._open_quiz()

    async def _open_quiz(self) -> None:
        """Show the quiz at the cursor, or say that there is none."""
        keys: list[Key] = [("esc", "lessons", "app.pop_screen"), ("q", "quit", "app.leave")]
        place, page = "", self.query_one(AskedAgain)
        if self._missed:
            one = self._missed[self._at]
            await page.ask(one, f"You answered: {one.answer}")
            place = f"{self._at + 1} of {len(self._missed)}"
            on, back = ("right", "left") if page.takes_letters else ("n", "p")
            moves: list[Key] = (
                [(on, "next", "change_quiz(1)"), (back, "back", "change_quiz(-1)")] if len(self._missed) > 1 else []
            )
            keys = [("enter", "answer", "answer"), *moves, ("o", "open its step", "open"), *keys]
            if page.takes_letters:
                keys[-1] = ("ctrl+q", "quit", "app.leave")
        else:
            await page.say(EMPTY)
        self.query_one(TopBar).set_text(place=[(place, Role.STRONG)])
        self.query_one(KeyLine).set_keys(keys)

    def on_quiz_view_answered(self, message: QuizView.Answered) -> None:
        """Keep the answer; its explanation stays until the learner goes on."""
        one = self._missed[self._at]
        lesson, quiz = one.head.id, message.quiz.id
        self._app_context.keep(
            lambda: self._app_context.progress.answer(lesson, quiz, message.answer, message.is_right)
        )
        (self._right.add if message.is_right else self._right.discard)(self._at)
        if message.is_right:
            rest = len(self._missed) > 1
            keys: list[Key] = [("n", "next" if rest else "done", "change_quiz(1)"), ("o", "open its step", "open")]
            self.query_one(KeyLine).set_keys([*keys, ("esc", "lessons", "app.pop_screen"), ("q", "quit", "app.leave")])

    async def action_change_quiz(self, direction: int) -> None:
        """Go to the next or previous quiz; one that is right now leaves the list."""
        if not self._missed:
            return
        if self._at in self._right:
            self._right.clear()
            del self._missed[self._at]
            # What was next has moved up.
            direction = min(direction, 0)
        self._at = (self._at + direction) % len(self._missed) if self._missed else 0
        await self._open_quiz()

    def action_answer(self) -> None:
        """The key line was clicked."""
        self.query_one(AskedAgain).answer()

    def action_open(self) -> None:
        """Open the step that explains it."""
        if self._missed:
            one = self._missed[self._at]
            self.app.pop_screen()
            self.app.post_message(OpenLessonRequested(one.head, one.step))
