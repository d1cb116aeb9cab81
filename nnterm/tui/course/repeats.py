"""Two questions from earlier lessons, before a lesson is opened for the first time."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from nnterm.lesson.course import LessonHead
from nnterm.runs.store.answered_quiz import AnsweredQuiz
from nnterm.tui.context import AppContext
from nnterm.tui.course.asked_again import AskedAgain
from nnterm.tui.drawing.rows import Role
from nnterm.tui.frame.dismissed_once import DismissedOnce
from nnterm.tui.frame.key_line import Key, KeyLine
from nnterm.tui.frame.top_bar import TopBar
from nnterm.tui.reading.quiz_view import QuizView

FIRST = {
    1: "One question from an earlier lesson first. What you recall, you keep.",
    2: "Two questions from earlier lessons first. What you recall, you keep.",
}
"""What is said above the first question, by how many there are."""


class RepeatScreen(DismissedOnce[bool]):
    """Asks one question after the other. Gives back whether the lesson is wanted; False is back to the course."""

    CSS_PATH = "asked_again.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,escape", "go_on", "go on", show=False),
        Binding("l", "go_back", "lessons", show=False),
    ]

    def __init__(self, context: AppContext, head: LessonHead, questions: tuple[AnsweredQuiz, ...]) -> None:
        """`head` is the lesson that is opened afterwards; there are one or two `questions`."""
        super().__init__()
        self._app_context = context
        self._head = head
        self._questions = questions
        self.at = 0
        """Index of the question that is asked."""

    def compose(self) -> ComposeResult:
        """Bar, the question, keys."""
        yield TopBar()
        yield AskedAgain()
        yield KeyLine()

    async def on_mount(self) -> None:
        """Ask the first question."""
        self.query_one(TopBar).set_text(title=f"Before lesson {self._head.number}, {self._head.title}")
        await self._ask()

    async def _ask(self) -> None:
        first = "" if self.at else FIRST[len(self._questions)]
        await self.query_one(AskedAgain).ask(self._questions[self.at], "", first)
        self.query_one(TopBar).set_text(place=[(f"{self.at + 1} of {len(self._questions)}", Role.STRONG)])
        self._offer_keys(answered=False)

    def _offer_keys(self, *, answered: bool) -> None:
        is_last = self.at == len(self._questions) - 1
        on = f"lesson {self._head.number}" if is_last else "next question"
        go_on: Key = ("n", on, "go_on") if answered else ("esc", "skip", "go_on")
        answer: Key = ("enter", "answer", "answer")
        rest: list[Key] = [("l", "lessons", "go_back"), ("q", "quit", "app.leave")]
        if self.query_one(AskedAgain).takes_letters:
            rest = [("ctrl+q", "quit", "app.leave")]
        self.query_one(KeyLine).set_keys([go_on, *rest] if answered else [answer, go_on, *rest])

    def on_quiz_view_answered(self, message: QuizView.Answered) -> None:
        """Keep the answer, which may put the question among the missed ones; its explanation stays to be read."""
        lesson, quiz = self._questions[self.at].head.id, message.quiz.id
        self._app_context.keep(
            lambda: self._app_context.progress.answer(lesson, quiz, message.answer, message.is_right)
        )
        self._offer_keys(answered=True)

    async def action_go_on(self) -> None:
        """Ask the next question, or open the lesson."""
        if self.at + 1 < len(self._questions):
            self.at += 1
            await self._ask()
        else:
            self.dismiss(True)

    def action_go_back(self) -> None:
        """Go back to the course; the questions are asked the next time too."""
        self.dismiss(False)

    def action_answer(self) -> None:
        """The key line was clicked."""
        self.query_one(AskedAgain).answer()
