"""The part of a lesson's screen that follows its file: whoever writes a lesson sees every save at once."""

from pathlib import Path

from rich.text import Text
from textual.widgets import Static

from nnterm.errors import LessonError
from nnterm.lesson.lesson import Lesson
from nnterm.lesson.loader import load_lesson
from nnterm.tui.screens.lab_screen import LabScreen

EVERY = 1.0
"""Seconds between two looks at the file."""

Stamp = tuple[int, int, int]
"""What changes when a file is written or replaced: time, size and inode."""


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

    def follow_file(self) -> None:
        """Look at the file from now on, where the app was asked to."""
        if self.app.follows:
            self._stamp = _stamp(self.lesson.head.path)
            self.set_interval(EVERY, self.look_at_file)

    async def look_at_file(self) -> None:
        """Take up what was changed in the file; an error in it is shown, and the lesson stays."""
        stamp = _stamp(self.lesson.head.path)
        # While an editor replaces the file there may be none for a moment.
        if stamp in (None, self._stamp):
            return
        self._stamp = stamp
        notice = self.query_one(BrokenNotice)
        try:
            lesson = load_lesson(self.lesson.head.path)
        except LessonError as error:
            notice.show(error)
            return
        notice.show(None)
        if lesson != self.lesson:
            self._forget_changed(lesson)
            self.app.renew(lesson)
            await self.take_lesson(lesson)

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


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
