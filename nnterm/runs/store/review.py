"""Quizzes to look at again: those whose latest answer is wrong."""

from collections.abc import Iterable, Mapping

from nnterm.lesson.lesson import Lesson
from nnterm.runs.store.answered_quiz import AnsweredQuiz, answered
from nnterm.runs.store.progress import Answers


def missed(lessons: Iterable[Lesson], answers: Mapping[str, Answers]) -> tuple[AnsweredQuiz, ...]:
    """Every missed quiz of `lessons`, in their order."""
    return tuple(
        quiz for lesson in lessons for quiz in answered(lesson, answers.get(lesson.head.id, {})) if not quiz.is_right
    )
