"""A quiz of the course that is asked again, away from its step."""

from rich.text import Text
from textual.widget import Widget
from textual.widgets import Static

from nnterm.runs.store.answered_quiz import AnsweredQuiz
from nnterm.tui.frame.scrolled import Scrolled
from nnterm.tui.reading.quiz_view import QuizView


class AskedAgain(Scrolled, can_focus=False):
    """Shows one quiz with where it is from, or words where there is none."""

    async def ask(self, one: AnsweredQuiz, note: str, first: str = "") -> None:
        """Ask `one` under its place and a `note` on it; `first` is said above both."""
        above = Text()
        if first:
            above.append(f"{first}\n\n")
        above.append(f"{one.head.number} {one.head.title}, step {one.step + 1}: {one.title}", "bold")
        if note:
            above.append(f"\n{note}", "dim")
        await self._show(Static(above), QuizView(one.quiz))
        for view in self.query(QuizView):
            view.focus()

    async def say(self, words: str) -> None:
        """Show words in place of a quiz."""
        await self._show(Static(words))

    @property
    def takes_letters(self) -> bool:
        """Whether letters are text: a number is to be typed, and was not yet."""
        return any(not view.choices and not view.answered() for view in self.query(QuizView))

    def answer(self) -> None:
        """Take the answer that is chosen or typed."""
        for view in self.query(QuizView):
            view.action_answer()

    async def _show(self, *widgets: Widget) -> None:
        async with self.batch():
            await self.remove_children()
            await self.mount_all(widgets)
