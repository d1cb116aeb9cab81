"""The left half of a lesson: one step of its text."""

from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from nnterm.lesson.lesson import Prose, Quiz, Step
from nnterm.tui.widgets.lesson_text import LessonText
from nnterm.tui.widgets.quiz_view import QuizView


class Reader(VerticalScroll, can_focus=False):
    """Title, prose and quizzes of a step, scrolling together."""

    async def show(self, step: Step, answers: dict[str, tuple[str, bool]]) -> None:
        """Show another step; `answers` are those given before, by the quiz's id."""
        widgets: list[Widget] = [Static(step.title, classes="title", markup=False)]
        for block in step.blocks:
            if isinstance(block, Prose):
                widgets.append(LessonText(block.markdown))
            elif isinstance(block, Quiz):
                widgets.append(QuizView(block, answers.get(block.id)))
        async with self.batch():
            await self.remove_children()
            await self.mount_all(widgets)
        self.scroll_home(animate=False)
