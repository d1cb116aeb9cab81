"""The part of a lesson's screen that follows its file: whoever writes a lesson sees every save at once."""

from functools import partial
from pathlib import Path

from rich.text import Text
from textual.widgets import Static
from textual.worker import Worker

from nnterm.errors import LessonError
from nnterm.lesson.lesson import Lesson
from nnterm.tui.course.lesson_cache import Read, Stamp, read, stamp_of
from nnterm.tui.lesson.lab_screen import LabScreen
from nnterm.tui.off_loop import off_loop

EVERY = 1.0
"""Seconds between two looks at the file."""


class BrokenNotice(Static):
    """Says above the lesson why its file cannot be read as it stands now."""

    DEFAULT_CSS = """
    BrokenNotice { display: none; height: auto; max-height: 6; padding: 0 1; background: $error 20%; }
    """

    def show(self, error: LessonError | None) -> None:
        """Show `error`; None takes the notice away."""
        self.display = error is not None
        if error is not None:
            text = Text()
            text.append("The file has an error. The lesson is shown as it was before.\n", "bold")
            text.append(f"{Path(error.path).name}:{error.line}: {error.reason}\n{error.remedy}")
            self.update(text)


class Reloading(LabScreen):
    """A screen with a lesson that may change while it is open."""

    lesson: Lesson
    _stamp: Stamp | None = None
    _looking: Worker[None] | None = None

    def follow_file(self) -> None:
        """Look at the file from now on, where the app was asked to."""
        if self.app.follows:
            # What was written since the lesson was read is a change already.
            self._stamp = self.app.shelf.stamp(self.lesson.head.id)
            self.set_interval(EVERY, self._look_again)

    def _look_again(self) -> None:
        """Look at the file, unless the last look still goes on: keys wait for none."""
        if self._looking is None or self._looking.is_finished:
            self._looking = self.run_worker(self.look_at_file, group="file")

    async def look_at_file(self) -> None:
        """Take up what was changed in the file; an error in it is shown, and the lesson stays."""
        path = self.lesson.head.path
        stamp = await off_loop(partial(stamp_of, path))
        # While an editor replaces the file there may be none for a moment.
        if stamp in (None, self._stamp):
            return
        self._stamp = stamp
        notice = self.query_one(BrokenNotice)
        try:
            found = await off_loop(partial(read, path))
        except LessonError as error:
            notice.show(error)
            return
        notice.show(None)
        if found.lesson != self.lesson:
            # Among the keys of the screen, and not while one of them goes to another step.
            self.call_later(self._take_up_file, found)

    async def _take_up_file(self, found: Read) -> None:
        self._forget_changed(found.lesson)
        self.app.renew(found)
        await self.take_lesson(found.lesson)

    async def take_lesson(self, lesson: Lesson) -> None:
        """Show `lesson` in place of the one before, at the same step."""
        raise NotImplementedError

    def _forget_changed(self, lesson: Lesson) -> None:
        """Forget what the lab holds of experiments that are others now."""
        baselines = {experiment.id: experiment for experiment in lesson.experiments}
        for id, state in list(self._states.items()):
            if baselines.get(id) != state.baseline:
                del self._states[id]


def step_like(before: Lesson, index: int, after: Lesson) -> int:
    """Where in `after` the step at `index` of `before` is: the nearest of the same title, else the same place."""
    title = before.steps[index].title
    same = [at for at, step in enumerate(after.steps) if step.title == title]
    return min(same, key=lambda at: abs(at - index), default=min(index, len(after.steps) - 1))
