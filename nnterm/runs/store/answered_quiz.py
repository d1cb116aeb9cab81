"""Quizzes that were answered, each with its place and the latest answer."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from nnterm.lesson.course import LessonHead
from nnterm.runs.store.progress import Answers

if TYPE_CHECKING:
    from nnterm.lesson.blocks.structs import Quiz
    from nnterm.lesson.lesson import Lesson


class AnsweredQuiz(msgspec.Struct, frozen=True, kw_only=True):
    """A quiz that was answered, and where it is."""

    head: LessonHead
    step: int
    """Index of its step."""
    title: str
    """Title of its step."""
    quiz: "Quiz"
    answer: str
    """The latest answer."""
    is_right: bool
    """Whether that answer is right."""


def answered(lesson: "Lesson", answers: Answers) -> Iterator[AnsweredQuiz]:
    """Every quiz of `lesson` that has one of `answers`, in reading order."""
    from nnterm.lesson.blocks.structs import Quiz

    for index, step in enumerate(lesson.steps):
        for block in step.blocks:
            if isinstance(block, Quiz) and block.id in answers:
                answer, is_right = answers[block.id]
                yield AnsweredQuiz(
                    head=lesson.head, step=index, title=step.title, quiz=block, answer=answer, is_right=is_right
                )
