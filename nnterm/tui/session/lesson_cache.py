"""The lessons of the course that were read whole: steps and quizzes are counted and searched in them."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from nnterm.errors import LessonError
from nnterm.lesson.course import Course, LessonHead
from nnterm.tui.off_loop import off_loop

if TYPE_CHECKING:
    from nnterm.lesson.lesson import Lesson

Stamp = tuple[int, int, int]
"""What changes when a file is written or replaced: time, size and inode."""


class Read(NamedTuple):
    """A lesson, and its file as it was when it was read."""

    lesson: "Lesson"
    stamp: Stamp | None


def stamp_of(path: Path) -> Stamp | None:
    """The stamp of the file at `path`; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def read(path: Path) -> Read:
    """The lesson at `path`. Raises LessonError. It takes milliseconds, or a second for the largest of files."""
    from nnterm.lesson.loader import load_lesson

    stamp = stamp_of(path)
    return Read(load_lesson(path), stamp)


class LessonCache:
    """Reads lesson after lesson, beside whatever the app does. The course is painted from front matter alone."""

    def __init__(self, course: Course) -> None:
        self.course = course
        """The course as it was read last."""
        self._stamps: dict[str, Stamp | None] = {}
        self.lessons: dict[str, Lesson] = {}
        """Those that were read, by id."""
        self.broken: dict[str, LessonError] = {}
        """Why the others cannot be read, by id."""

    @property
    def is_full(self) -> bool:
        """Whether every lesson was read, or found to be broken."""
        return all(head.id in self.lessons or head.id in self.broken for head in self.course.lessons)

    def put(self, read: Read) -> None:
        """Take a lesson that was read elsewhere, or anew."""
        id = read.lesson.head.id
        self.broken.pop(id, None)
        self.lessons[id], self._stamps[id] = read

    def stamp(self, id: str) -> Stamp | None:
        """The stamp of a lesson's file as it was when it was read; None for one that was not."""
        return self._stamps.get(id)

    def at_hand(self, head: LessonHead) -> "Lesson | None":
        """The lesson, where it was read and its file has not changed since."""
        stamp = self._stamps.get(head.id)
        return self.lessons[head.id] if stamp is not None and stamp == stamp_of(head.path) else None

    async def lesson(self, head: LessonHead) -> "Lesson":
        """The lesson, read anew off the event loop unless it is at hand. Raises LessonError."""
        if (lesson := self.at_hand(head)) is None:
            found = await off_loop(partial(read, head.path))
            self.put(found)
            lesson = found.lesson
        return lesson

    def renew(self, read: Read) -> None:
        """Take up a lesson whose file was changed."""
        new = read.lesson.head
        heads = (new if head.path == new.path else head for head in self.course.lessons)
        self.course = msgspec.structs.replace(self.course, lessons=tuple(heads))
        self.put(read)

    async def fill(self) -> AsyncIterator[LessonHead]:
        """Read what is missing, and report each lesson."""
        for head in self.course.lessons:
            if head.id in self.lessons or head.id in self.broken:
                continue
            try:
                # Markdown takes some milliseconds a lesson, which keys must not wait for.
                self.put(await off_loop(partial(read, head.path)))
            except LessonError as error:
                self.broken[head.id] = error
            yield head

    def ordered(self) -> "list[Lesson]":
        """The lessons that were read, in the order of the course."""
        return [self.lessons[head.id] for head in self.course.lessons if head.id in self.lessons]
