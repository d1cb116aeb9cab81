"""Quizzes to look at again: those whose latest answer is wrong."""

from collections.abc import Iterable, Mapping

import msgspec

from nnterm.lesson.blocks.structs import Quiz
from nnterm.lesson.lesson import Lesson, LessonHead
from nnterm.runs.store.progress import Answers


class Missed(msgspec.Struct, frozen=True, kw_only=True):
    """A quiz whose latest answer is wrong, and where it is."""

    head: LessonHead
    step: int
    """Index of its step."""
    title: str
    """Title of its step."""
    quiz: Quiz
    answer: str
    """What was answered."""


def missed(lessons: Iterable[Lesson], answers: Mapping[str, Answers]) -> tuple[Missed, ...]:
    """Every missed quiz of `lessons`, in their order."""
    return tuple(
        Missed(head=lesson.head, step=index, title=step.title, quiz=block, answer=given[block.id][0])
        for lesson in lessons
        if (given := answers.get(lesson.head.id))
        for index, step in enumerate(lesson.steps)
        for block in step.blocks
        if isinstance(block, Quiz) and block.id in given and not given[block.id][1]
    )
