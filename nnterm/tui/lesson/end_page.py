"""The way to the page that a lesson ends on, and on from there."""

from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from nnterm.runs.store.open_items import OpenItem
from nnterm.tui.context import AppContext
from nnterm.tui.lesson.model import LessonModel
from nnterm.tui.lesson.steps import Steps
from nnterm.tui.messages import LessonFinished
from nnterm.tui.reading.reader import Reader

if TYPE_CHECKING:
    from nnterm.tui.course.lesson_end import Way


class EndPage:
    """Opens the page over the lesson on `screen`, and goes where the learner wants to from there."""

    def __init__(self, screen: Screen[Any], model: LessonModel, context: AppContext, steps: Steps) -> None:
        self._screen = screen
        self._model = model
        self._context = context
        self._steps = steps

    def open(self) -> None:
        """Show the page."""
        # Few lessons are read to their end in one go: the page is imported when one is.
        from nnterm.tui.lesson.end import end_screen

        self._screen.app.push_screen(end_screen(self._context, self._model.lesson), self._go)

    async def _go(self, way: "Way") -> None:
        app = self._screen.app
        if isinstance(way, OpenItem):
            await self._steps.change_step(way.step - self._model.index, self.open)
            self._screen.query_one(Reader).focus_block(way.block)
        elif way == "next":
            self._steps.leave(lambda: app.post_message(LessonFinished(self._model.head)))
        elif way == "course":
            self._steps.leave(app.pop_screen)
