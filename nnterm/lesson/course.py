"""The course: what is known of its lessons before one of them is read. Pure: nothing here reads a file."""

from pathlib import Path

import msgspec

from nnterm.errors import LessonError, UsageError
from nnterm.experiment.nearest import nearest


class LessonHead(msgspec.Struct, frozen=True, kw_only=True):
    """What the course screen knows of a lesson: its front matter and file name."""

    id: str
    """Stable name; progress is kept under it."""
    title: str
    summary: str
    """One line."""
    minutes: int
    """How long a learner needs."""
    requires: tuple[str, ...] = ()
    """Ids of the lessons to take first."""
    objectives: tuple[str, ...] = ()
    """What the learner can do afterwards."""
    number: int
    """Place in the course, from the file name."""
    path: Path
    original: str = ""
    """Fingerprint of the lesson that this one is a translation of; empty for an original."""


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """All lessons of a folder."""

    lessons: tuple[LessonHead, ...] = ()
    """In the order of their file names; empty for a folder without lessons."""
    broken: tuple[LessonError, ...] = ()
    """What is wrong with lessons whose front matter cannot be read. They are left out of `lessons`; in place of a
    translation the original is there."""
    folder: Path | None = None
    """Where the lessons are; None for a course that was not read from files."""

    def find(self, text: str) -> LessonHead:
        """The lesson meant by `text`: an id, a number, a file name, or a part of an id that only one lesson has.

        Raises UsageError when none or several fit, and LessonError when the lesson meant is a broken one.
        """
        wanted = Path(text.strip()).name.removesuffix(".md").lower()
        matches = [head for head in self.lessons if _is_named(head, wanted)]
        if not matches and wanted:
            matches = [head for head in self.lessons if head.id.startswith(wanted)]
            matches = matches or [head for head in self.lessons if wanted in head.id]
        if len(matches) == 1:
            return matches[0]
        ids = [head.id for head in self.lessons]
        if matches:
            fitting = ", ".join(head.id for head in matches)
            raise UsageError(f"{text!r} fits several lessons: {fitting}.", "Write one of these ids in full.")
        for error in self.broken:
            if wanted and wanted in Path(error.path).stem:
                raise error
        if wanted.isdecimal() and self.lessons:
            numbers = sorted(head.number for head in self.lessons)
            remedy = f"The course has lessons {numbers[0]} to {numbers[-1]}. Known: {', '.join(ids)}."
            raise UsageError(f"There is no lesson {text!r}.", remedy)
        raise unknown(f"There is no lesson {text!r}.", wanted, ids)


def _is_named(head: LessonHead, wanted: str) -> bool:
    """Whether `wanted` names this lesson exactly."""
    numbered = wanted.isdecimal() and int(wanted) == head.number
    return numbered or wanted in (head.id, head.path.stem.lower())


def unknown(message: str, wanted: str, known: list[str]) -> UsageError:
    """An error for `wanted`, which is none of `known`: it names the nearest, and all."""
    match = nearest(wanted, known)
    question = f"Did you mean {match}? " if match else ""
    return UsageError(message, f"{question}Known: {', '.join(known) or 'none'}.")
