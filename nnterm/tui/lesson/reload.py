"""Follows the file of the open lesson: whoever writes a lesson sees every save at once. No Textual here."""

from collections.abc import Callable
from functools import partial

from nnterm.errors import LessonError
from nnterm.tui.lesson.model import LessonModel
from nnterm.tui.off_loop import off_loop
from nnterm.tui.session.lesson_cache import LessonCache, Read, Stamp, read, stamp_of

EVERY = 1.0
"""Seconds between two looks at the file."""


class Reload:
    """Looks at the file and reads it again when it was changed."""

    def __init__(
        self,
        model: LessonModel,
        lessons: LessonCache,
        show_error: Callable[[LessonError | None], None],
        take_up: Callable[[Read], None],
    ) -> None:
        """`show_error` is given an error in the file, or None when it is sound again; `take_up` a changed lesson."""
        self._model = model
        self._lessons = lessons
        self._show_error = show_error
        self._take_up = take_up
        self._stamp: Stamp | None = None

    def begin(self) -> None:
        """What is written to the file from the time it was read is a change."""
        self._stamp = self._lessons.stamp(self._model.head.id)

    async def look(self) -> None:
        """Take up what was changed in the file; an error in it is shown, and the lesson stays."""
        path = self._model.head.path
        stamp = await off_loop(partial(stamp_of, path))
        # While an editor replaces the file there may be none for a moment.
        if stamp in (None, self._stamp):
            return
        self._stamp = stamp
        try:
            found = await off_loop(partial(read, path))
        except LessonError as error:
            self._show_error(error)
            return
        self._show_error(None)
        if found.lesson != self._model.lesson:
            self._take_up(found)
