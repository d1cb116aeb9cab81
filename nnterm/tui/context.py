"""What every screen works with: the course and its lessons, what is kept, the trainer and its news."""

from asyncio import gather
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from textual.signal import Signal

from nnterm.errors import NntermError, StoreError
from nnterm.lesson.course import Course
from nnterm.runs.store.progress import Progress
from nnterm.runs.store.store import RunStore
from nnterm.tui.messages import TrainerNews
from nnterm.tui.session.lesson_cache import LessonCache

if TYPE_CHECKING:
    from nnterm.tui.session.studies import Studies
    from nnterm.tui.session.training import Training


@dataclass(frozen=True)
class AppContext:
    """Handed to a screen when it is made, so that no screen needs to know the app."""

    lessons: LessonCache
    progress: Progress
    store: RunStore
    make_training: "Callable[[], Training]"
    make_studies: "Callable[[Training], Studies]"
    """Make what trains. It takes long to import, and the course is painted without."""
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

    @cached_property
    def training(self) -> "Training":
        """The trainer of the app, and the run that it trains."""
        return self.make_training()

    @cached_property
    def studies(self) -> "Studies":
        """Several runs at once, beside the one of `training`."""
        return self.make_studies(self.training)

    @property
    def has_training(self) -> bool:
        """Whether `training` was made: nothing that only speaks of it should make it."""
        return "training" in vars(self)

    @property
    def course(self) -> Course:
        """The course as it is now; a lesson's file may change while the app runs."""
        return self.lessons.course

    async def close(self) -> None:
        """End all that trains, with what it has kept, and close the store."""
        try:
            made = [vars(self)[name] for name in ("training", "studies") if name in vars(self)]
            await gather(*(each.close() for each in made))
        finally:
            self.store.close()

    def keep(self, write: Callable[[], None]) -> None:
        """Write to the store; a failure is shown once, and is never fatal."""
        try:
            write()
        except StoreError as error:
            if not error.repeated:
                self.report(error)
