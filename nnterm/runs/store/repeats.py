"""Spaced repeats: which questions of earlier lessons open a lesson.

What is recalled after a while is kept; what is only read again is not (the testing effect: Roediger and Karpicke, 2006,
"Test-Enhanced Learning"). So one question comes from the lesson before, and one from about half the way back.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from nnterm.lesson.course import LessonHead
from nnterm.runs.store.answered_quiz import AnsweredQuiz, answered
from nnterm.runs.store.progress import Answers

if TYPE_CHECKING:
    from nnterm.lesson.lesson import Lesson

BEFORE = 3
"""How many lessons come before the first one that opens with questions."""

COUNT = 2
"""How many questions open a lesson, at most."""


def lessons_to_repeat(
    heads: Sequence[LessonHead], head: LessonHead, answers: Mapping[str, Answers]
) -> tuple[LessonHead, ...]:
    """The lessons among `heads` that questions before the lesson `head` come from: up to two, the nearer one first.

    They are lessons that come before it and in which something was answered; none for the first lessons of a course.
    """
    ids = [each.id for each in heads]
    place = ids.index(head.id) if head.id in ids else 0
    if place < BEFORE:
        return ()
    known = [at for at in range(place) if answers.get(ids[at])]
    if not known:
        return ()
    near = known.pop()
    chosen = [near]
    if known:
        chosen.append(min(known, key=lambda at: (abs(at - place // 2), at)))
    return tuple(heads[at] for at in chosen)


def repeats(lessons: "Iterable[Lesson]", head: LessonHead, answers: Mapping[str, Answers]) -> tuple[AnsweredQuiz, ...]:
    """The questions of `lessons` that open the lesson `head`: one of each, or two where only one has any.

    Those that were missed come first; beyond that the choice is the same whenever it is made for this lesson.
    """
    ranked = [_ranked(lesson, head, answers.get(lesson.head.id, {})) for lesson in lessons]
    chosen = [questions[0] for questions in ranked if questions]
    more = [question for questions in ranked for question in questions[1:]]
    return tuple([*chosen, *more][:COUNT])


def _ranked(lesson: "Lesson", head: LessonHead, answers: Answers) -> list[AnsweredQuiz]:
    """The questions of a lesson that make sense away from their step, those to ask first in front."""
    from hashlib import sha256

    questions = [each for each in answered(lesson, answers) if each.quiz.repeats]
    return sorted(questions, key=lambda each: (each.is_right, sha256(f"{head.id}/{each.quiz.id}".encode()).hexdigest()))
