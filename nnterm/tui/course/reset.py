"""Asks before the progress of a lesson, or of all of them, is forgotten."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from nnterm.runs.store.lesson_summary import CourseSummary, LessonSummary
from nnterm.tui.context import AppContext
from nnterm.tui.frame.dialog import Dialog


class ResetScreen(Dialog[None]):
    """Says what would be forgotten; `a` puts the same question about all lessons."""

    CSS_PATH = "../frame/pages.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "forget", "forget"),
        Binding("a", "change_scope", "all lessons, or one"),
        Binding("escape,n,q", "dismiss", "keep"),
    ]

    def __init__(self, context: AppContext, course: CourseSummary, lesson: LessonSummary) -> None:
        super().__init__()
        self._app_context = context
        self._course = course
        self._lesson = lesson
        self._all = False

    def compose(self) -> ComposeResult:
        """The question."""
        yield Static(self._page())

    def _page(self) -> Text:
        lessons = self._course.lessons if self._all else (self._lesson,)
        seen = sum(lesson.seen for lesson in lessons)
        answered = sum(lesson.right + lesson.missed + lesson.passed for lesson in lessons)
        name = (
            f"all {len(self._course.lessons)} lessons"
            if self._all
            else f"{self._lesson.head.number} {self._lesson.head.title}"
        )
        text = Text()
        text.append(f"Begin {name} afresh?\n\n", "bold")
        text.append(f"{_count(seen, 'step')} seen and {_count(answered, 'answer')} would be forgotten.\n")
        text.append("Runs are kept, and so is code of your own.\n\n")
        for key, meaning in (
            ("y", "forget"),
            ("a", "only this lesson" if self._all else "all lessons instead"),
            ("esc", "keep everything"),
        ):
            text.append(key, "bold")
            text.append(f" {meaning}   ")
        return text

    def action_change_scope(self) -> None:
        """Ask about all lessons, or about the one again."""
        self._all = not self._all
        self.query_one(Static).update(self._page())

    def action_forget(self) -> None:
        """Forget what the question names."""
        self._app_context.keep(lambda: self._app_context.progress.forget(None if self._all else self._lesson.head.id))
        self.dismiss()


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
