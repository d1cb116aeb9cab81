"""How far the learner is: what was seen, answered, passed and solved, by lesson and in all, and what is next."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from nnterm.lesson.course import LessonHead
from nnterm.runs.store.progress import Answers, LessonProgress

if TYPE_CHECKING:
    from nnterm.lesson.lesson import Lesson


class LessonSummary(msgspec.Struct, frozen=True, kw_only=True):
    """How much of one lesson is done."""

    head: LessonHead
    progress: LessonProgress | None = None
    """None for a lesson that was never opened."""
    titles: tuple[str, ...] = ()
    """Titles of the steps; empty while only the front matter was read."""
    quizzes: int = 0
    right: int = 0
    """Quizzes whose latest answer is right."""
    missed: int = 0
    """Quizzes whose latest answer is wrong."""
    guesses: int = 0
    """What is to be guessed before a run. A guess that was wrong leaves nothing open."""
    foreseen: int = 0
    """Guesses whose run came out as guessed."""
    challenges: int = 0
    passed: int = 0
    exercises: int = 0
    """Pieces of code with checks."""
    solved: int = 0

    @property
    def steps(self) -> int:
        """How many steps there are; 0 while only the front matter was read."""
        return len(self.titles)

    @property
    def finished(self) -> bool:
        """Whether the learner went past the last step once."""
        return self.progress is not None and self.progress.finished

    @property
    def open(self) -> int:
        """How many questions, challenges and exercises have no right answer yet."""
        return self.quizzes - self.right + self.challenges - self.passed + self.exercises - self.solved

    @property
    def done(self) -> bool:
        """Whether it was read to its end, and nothing in it is open."""
        return self.finished and not self.open

    @property
    def seen(self) -> int:
        """How many steps were seen: up to the furthest one, all of a finished lesson."""
        if self.progress is None:
            return 0
        return self.steps if self.finished and self.steps else min(self.progress.furthest + 1, self.steps or 10**6)

    @property
    def place(self) -> int:
        """Index of the step at which the lesson opens."""
        step = self.progress.step if self.progress else 0
        return min(step, max(0, self.steps - 1)) if self.steps else step

    @property
    def place_title(self) -> str:
        """Title of that step; empty while only the front matter was read."""
        return self.titles[self.place] if self.titles else ""


class CourseSummary(msgspec.Struct, frozen=True):
    """How much of a course is done."""

    lessons: tuple[LessonSummary, ...]

    def total(self, figure: str) -> int:
        """Sum over all lessons of one of the figures that a lesson has."""
        return sum(int(getattr(lesson, figure)) for lesson in self.lessons)

    @property
    def done(self) -> int:
        """How many lessons are done: read to their end, with nothing open in them."""
        return sum(lesson.done for lesson in self.lessons)

    @property
    def next(self) -> LessonSummary | None:
        """The lesson to go on with: the one begun last that is not finished, else the first after the finished ones.

        None when all are finished.
        """
        unfinished = [lesson for lesson in self.lessons if not lesson.finished]
        begun = [lesson for lesson in unfinished if lesson.progress is not None]
        if begun:
            return max(begun, key=_opened)
        finished = [lesson for lesson in self.lessons if lesson.finished]
        latest = max(finished, key=_opened).head.number if finished else 0
        return next((lesson for lesson in unfinished if lesson.head.number > latest), next(iter(unfinished), None))


def _opened(lesson: LessonSummary) -> float:
    return lesson.progress.seen if lesson.progress else 0.0


def course_summary(
    heads: Sequence[LessonHead],
    lessons: "Mapping[str, Lesson]",
    progress: Mapping[str, LessonProgress],
    answers: Mapping[str, Answers],
) -> CourseSummary:
    """The summary of every lesson in `heads`. `lessons` has those that were read whole, by id."""
    return CourseSummary(
        tuple(
            _lesson_summary(head, lessons.get(head.id), progress.get(head.id), answers.get(head.id, {}))
            for head in heads
        )
    )


def _lesson_summary(
    head: LessonHead, lesson: "Lesson | None", progress: LessonProgress | None, answers: Answers
) -> LessonSummary:
    if lesson is None:
        return LessonSummary(head=head, progress=progress)
    from nnterm.lesson.blocks.structs import Challenge, Code, Predict, Quiz

    blocks = [block for step in lesson.steps for block in step.blocks]
    quizzes = [block.id for block in blocks if isinstance(block, Quiz)]
    guesses = [block.id for block in blocks if isinstance(block, Predict)]
    challenges = [block.id for block in blocks if isinstance(block, Challenge)]
    exercises = [block.id for block in blocks if isinstance(block, Code) and block.checks]
    verdicts = [answers[id][1] for id in quizzes if id in answers]
    return LessonSummary(
        head=head,
        progress=progress,
        titles=tuple(step.title for step in lesson.steps),
        quizzes=len(quizzes),
        right=sum(verdicts),
        missed=len(verdicts) - sum(verdicts),
        guesses=len(guesses),
        foreseen=sum(1 for id in guesses if id in answers and answers[id][1]),
        challenges=len(challenges),
        passed=sum(1 for id in challenges if id in answers and answers[id][1]),
        exercises=len(exercises),
        solved=sum(1 for id in exercises if id in answers and answers[id][1]),
    )
