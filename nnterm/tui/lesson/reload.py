"""Follows the file of the open lesson: whoever writes a lesson sees every save at once. No Textual here."""

from collections.abc import Awaitable, Callable
from functools import partial

from nnterm.errors import LessonError
from nnterm.tui.lesson.model import LessonModel
from nnterm.tui.lesson.view import LessonView
from nnterm.tui.off_loop import off_loop
from nnterm.tui.session.lesson_cache import LessonCache, Read, Stamp, read, stamp_of

EVERY = 1.0
"""Seconds between two looks at the file."""


class Reload:
    """Looks at the file and reads it again when it was changed."""

    def __init__(
        self,
        model: LessonModel,
        view: LessonView,
        lessons: LessonCache,
        take_up: Callable[[Read], Awaitable[None]],
    ) -> None:
        """`take_up` is given a lesson that was changed."""
        self._model = model
        self._lessons = lessons
        self._view = view
        self._take_up = take_up
        self._stamp: Stamp | None = None
        self._is_looking = False

    def begin(self) -> None:
        """Look from now on; what is written to the file from the time it was read is a change."""
        self._stamp = self._lessons.stamp(self._model.head.id)
        self._view.repeat(EVERY, self.look)

    async def look(self) -> None:
        """Take up what was changed in the file, unless the last look still goes on; over an error the lesson stays."""
        if self._is_looking:
            return
        self._is_looking = True
        try:
            await self._look()
        finally:
            self._is_looking = False

    async def _look(self) -> None:
        path = self._model.head.path
        stamp = await off_loop(partial(stamp_of, path))
        # While an editor replaces the file there may be none for a moment.
        if stamp in (None, self._stamp):
            return
        self._stamp = stamp
        try:
            found = await off_loop(partial(read, path))
        except LessonError as error:
            self._view.set_file_error(error)
            return
        self._view.set_file_error(None)
        if found.lesson != self._model.lesson:
            # Among the keys of the screen, and not while one of them goes to another step.
            self._view.call_soon(self._take_up, found)
