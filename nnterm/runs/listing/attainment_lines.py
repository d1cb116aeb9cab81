"""What a learner has shown in the course, in lines to be printed or shown."""

from collections.abc import Iterator, Sequence
from enum import Enum, auto
from typing import NamedTuple

from nnterm.runs.store.attainments import LessonAttainments
from nnterm.runs.store.lesson_summary import CourseSummary

TRUST = (
    "nnterm checked every answer, every piece of code and every run itself, on this computer. Nobody watched: this is "
    "a record, not an examination."
)
"""What the record is worth."""


class LineKind(Enum):
    """What a line is, by which it is indented and coloured."""

    LESSON = auto()
    """A lesson and what became of it."""
    NAME = auto()
    """What the lines below it are."""
    ITEM = auto()
    """One of them."""
    TEXT = auto()
    """A sentence of its own."""
    BLANK = auto()


class Line(NamedTuple):
    """One line; a long one is broken where it is printed."""

    kind: LineKind
    text: str = ""


def attainment_lines(shown: Sequence[LessonAttainments]) -> Iterator[Line]:
    """Totals, what can be done now lesson by lesson, and what was missed; one sentence where nothing was begun."""
    begun = [lesson for lesson in shown if lesson.summary.progress is not None]
    if not begun:
        yield Line(LineKind.TEXT, "No lesson was opened yet. What you can do after each one will be listed here.")
        return
    yield Line(LineKind.TEXT, f"{totals(CourseSummary(tuple(lesson.summary for lesson in shown)))}.")
    if guesses := sum(lesson.guesses for lesson in begun):
        close = sum(lesson.close for lesson in begun)
        yield Line(LineKind.TEXT, f"{close} of {count(guesses, 'guess', 'guesses')} before a run right or close.")
    for lesson in begun:
        yield Line(LineKind.BLANK)
        yield from _lesson_lines(lesson)
    yield Line(LineKind.BLANK)
    yield Line(LineKind.TEXT, TRUST)


def totals(summary: CourseSummary) -> str:
    """`2 of 14 lessons done, 14 of 126 steps seen, ...`, without what the course does not have."""
    parts = [
        f"{summary.done} of {count(len(summary.lessons), 'lesson')} done",
        f"{summary.total('seen')} of {count(summary.total('steps'), 'step')} seen",
    ]
    if quizzes := summary.total("quizzes"):
        parts.append(f"{summary.total('right')} of {count(quizzes, 'quiz', 'quizzes')} right")
    if challenges := summary.total("challenges"):
        parts.append(f"{summary.total('passed')} of {count(challenges, 'challenge')} passed")
    return ", ".join(parts)


def count(number: int, what: str, several: str = "") -> str:
    """`1 lesson`, `14 lessons`, `2 quizzes`."""
    return f"{number:,} {what if number == 1 else several or what + 's'}"


def _lesson_lines(lesson: LessonAttainments) -> Iterator[Line]:
    summary = lesson.summary
    state = "done" if summary.done else "read" if summary.finished else f"{summary.seen} of {summary.steps} steps"
    yield Line(LineKind.LESSON, f"{summary.head.number} {summary.head.title}: {state}")
    for name, items in (
        # Who answered nothing has read of it, and shown nothing yet.
        ("You can now" if lesson.has_shown else "You read how to", lesson.can_do),
        ("You wrote", lesson.written),
        ("You reached", lesson.reached),
        ("Missed", tuple(f"step {item.step + 1}: {item.title}" for item in lesson.missed)),
    ):
        if items:
            yield Line(LineKind.NAME, name)
            yield from (Line(LineKind.ITEM, item) for item in items)
