"""What every screen works with: the course and its lessons, what is kept, the trainer and its news."""

from asyncio import gather
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from textual.signal import Signal

from nnterm.errors import NntermError, StoreError
from nnterm.lesson.course import Course
from nnterm.runs.store.progress import Progress
from nnterm.runs.store.store import RunStore
from nnterm.tui.messages import TrainerNews
from nnterm.tui.session.lesson_cache import LessonCache
from nnterm.tui.session.studies import Studies
from nnterm.tui.session.training import Training


@dataclass(frozen=True)
class AppContext:
    """Handed to a screen when it is made, so that no screen needs to know the app."""

    lessons: LessonCache
    progress: Progress
    store: RunStore
    training: Training
    studies: Studies
    """Several runs at once, beside the one of `training`."""
    news: Signal[TrainerNews]
    """Publishes what the trainer says to every screen that has subscribed."""
    report: Callable[[NntermError], object]
    """Shows an error to the learner, with what to do about it."""
    follows_files: bool = False
    """Whether an open lesson is read again when its file changes."""
    _labs: dict[str, dict[str, Any]] = field(default_factory=dict)

    def labs_of(self, lesson: str) -> dict[str, Any]:
        """The labs of a lesson by the ids of their experiments, as they were left: kept while the app runs.

        What a lab is, only the screen of a lesson knows.
        """
        return self._labs.setdefault(lesson, {})

    @property
    def course(self) -> Course:
        """The course as it is now; a lesson's file may change while the app runs."""
        return self.lessons.course

    async def close(self) -> None:
        """End all that trains, with what it has kept, and close the store."""
        try:
            await gather(self.training.close(), self.studies.close())
        finally:
            self.store.close()

    def keep(self, write: Callable[[], None]) -> None:
        """Write to the store; a failure is shown once, and is never fatal."""
        try:
            write()
        except StoreError as error:
            if not error.repeated:
                self.report(error)
