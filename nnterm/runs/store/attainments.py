"""What a learner has shown in the course: what they can do now, what they wrote and passed, and what they missed."""

from collections.abc import Iterable, Mapping

import msgspec

from nnterm.lesson.blocks.structs import Block, Challenge, Code, Predict
from nnterm.lesson.lesson import Lesson
from nnterm.lesson.scoring import decode, is_close
from nnterm.runs.store.lesson_summary import LessonSummary, course_summary
from nnterm.runs.store.open_items import ItemKind, OpenItem, open_items
from nnterm.runs.store.progress import Answers, LessonProgress


class LessonAttainments(msgspec.Struct, frozen=True, kw_only=True):
    """What was shown in one lesson."""

    summary: LessonSummary
    written: tuple[str, ...]
    """Titles of the steps whose code passed its checks, each once."""
    reached: tuple[str, ...]
    """Goals of the challenges that were passed."""
    guesses: int
    """How many guesses were made that a run has answered."""
    close: int
    """How many of them were right, or close."""
    open: tuple[OpenItem, ...]
    """What has no right answer yet."""

    @property
    def missed(self) -> tuple[OpenItem, ...]:
        """The questions whose latest answer is wrong."""
        return tuple(item for item in self.open if item.kind is ItemKind.QUESTION and item.was_missed)

    @property
    def has_shown(self) -> bool:
        """Whether anything was answered right, written or reached; there may be nothing of the kind in the lesson."""
        has_tasks = bool(self.open or self.summary.right or self.written or self.reached)
        return not has_tasks or bool(self.summary.right or self.written or self.reached)

    @property
    def can_do(self) -> tuple[str, ...]:
        """What the lesson teaches, once it was read to its end."""
        return self.summary.head.objectives if self.summary.finished else ()


def attainments(
    lessons: Iterable[Lesson], progress: Mapping[str, LessonProgress], answers: Mapping[str, Answers]
) -> tuple[LessonAttainments, ...]:
    """What was shown in each of `lessons`, in their order."""
    return tuple(_of(lesson, progress, answers.get(lesson.head.id, {})) for lesson in lessons)


def _of(lesson: Lesson, progress: Mapping[str, LessonProgress], answers: Answers) -> LessonAttainments:
    head = lesson.head
    passed = {id for id, (_, is_right) in answers.items() if is_right}
    blocks = [block for step in lesson.steps for block in step.blocks]
    guesses = [
        is_close(block, guess)
        for block in blocks
        if isinstance(block, Predict) and block.id in answers
        if (guess := decode(answers[block.id][0])) is not None and guess.found is not None
    ]
    (summary,) = course_summary([head], {head.id: lesson}, progress, {head.id: answers}).lessons
    return LessonAttainments(
        summary=summary,
        written=tuple(step.title for step in lesson.steps if any(_is_written(block, passed) for block in step.blocks)),
        reached=tuple(block.goal for block in blocks if isinstance(block, Challenge) and block.id in passed),
        guesses=len(guesses),
        close=sum(guesses),
        open=open_items(lesson, answers),
    )


def _is_written(block: Block, passed: set[str]) -> bool:
    """Whether it is code that passed its checks."""
    return isinstance(block, Code) and bool(block.checks) and block.id in passed
