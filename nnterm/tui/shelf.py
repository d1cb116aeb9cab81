"""The lessons of the course that were read whole: steps and quizzes are counted and searched in them."""

import asyncio
from collections.abc import AsyncIterator

from nnterm.errors import LessonError
from nnterm.lesson.lesson import Course, Lesson, LessonHead
from nnterm.lesson.loader import load_lesson


class Shelf:
    """Reads lesson after lesson, beside whatever the app does. The course is painted from front matter alone."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self.lessons: dict[str, Lesson] = {}
        """Those that were read, by id."""
        self.broken: dict[str, LessonError] = {}
        """Why the others cannot be read, by id."""

    @property
    def is_full(self) -> bool:
        """Whether every lesson was read, or found to be broken."""
        return all(head.id in self.lessons or head.id in self.broken for head in self._course.lessons)

    def put(self, lesson: Lesson) -> None:
        """Take a lesson that was read elsewhere, or anew."""
        self.broken.pop(lesson.head.id, None)
        self.lessons[lesson.head.id] = lesson

    def renew(self, course: Course, lesson: Lesson) -> None:
        """Take up a course of which `lesson` has changed."""
        self._course = course
        self.put(lesson)

    async def fill(self) -> AsyncIterator[LessonHead]:
        """Read what is missing, and tell of each."""
        for head in self._course.lessons:
            if head.id in self.lessons or head.id in self.broken:
                continue
            try:
                # Markdown takes some milliseconds a lesson, which keys shall not wait for.
                self.put(await asyncio.to_thread(load_lesson, head))
            except LessonError as error:
                self.broken[head.id] = error
            yield head

    def ordered(self) -> list[Lesson]:
        """The lessons that were read, in the order of the course."""
        return [self.lessons[head.id] for head in self._course.lessons if head.id in self.lessons]
