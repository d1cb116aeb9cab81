"""An error that nobody expected, as the app meets it: what it was at, and the report of it."""

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import App
from textual.events import Key
from textual.worker import WorkerFailed

from nnterm.lesson.course import LessonHead
from nnterm.tui.session.ending import Ending

if TYPE_CHECKING:
    from nnterm.tui.session.training import Training

LAST_KEYS = 20
"""Keys that a report names."""


class Crash:
    """Remembers what a report needs, and writes it when it comes to that."""

    def __init__(
        self,
        app: App[None],
        training: Callable[[], "Training"],
        lesson: Callable[[], LessonHead | None],
        ending: Callable[[], Ending | None],
    ) -> None:
        """`training` gives the trainer of the app, `lesson` the lesson opened last, `ending` what ends it for certain.

        The last two give None where there is none.
        """
        self._app = app
        self._training = training
        self._lesson = lesson
        self._ending = ending
        self._keys: deque[str] = deque(maxlen=LAST_KEYS)
        self.words = ""
        """The message for the user; empty while there was no such error."""

    def note(self, key: Key) -> None:
        """Remember the name of a key. What is typed into a text stays the user's own."""
        may_be_text = key.is_printable and self._app.focused is not None
        self._keys.append("(character)" if may_be_text else key.key)

    def report(self, error: Exception) -> None:
        """Write a report of the first `error`, and see to it that the app ends.

        What fails on the way out, or for want of a terminal, is nobody's error.
        """
        ending = self._ending()
        if self.words or (ending is not None and ending.has_begun()):
            return
        from nnterm.runs.crash_report import write_report

        cause = error.error if isinstance(error, WorkerFailed) else error
        self.words = write_report(cause, self._circumstances())
        if ending is not None:
            ending.begin(1)

    def _circumstances(self) -> dict[str, str]:
        """Screens, lesson, focus, run and the names of the last keys: nothing that was typed or answered."""
        app, training, lesson = self._app, self._training(), self._lesson()
        run = training.run
        return {
            "screens": ", ".join(type(screen).__name__ for screen in app._screen_stack),
            "lesson": lesson.id if lesson is not None else "",
            "focus": type(app.focused).__name__ if app._screen_stack else "",
            "run": f"{run.experiment}, {run.state.value}, epoch {run.epochs} of {run.planned}" if run else "none",
            "trainer": training.status.value,
            "keys": " ".join(self._keys),
        }
