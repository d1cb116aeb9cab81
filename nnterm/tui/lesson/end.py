"""The page that a lesson ends on, filled with what the learner has done in it."""

from nnterm.errors import StoreError
from nnterm.lesson.lesson import Lesson
from nnterm.runs.store.lesson_summary import course_summary
from nnterm.runs.store.open_items import open_items
from nnterm.runs.store.progress import Answers, LessonProgress
from nnterm.tui.context import AppContext
from nnterm.tui.course.lesson_end import LessonEndScreen


def end_screen(context: AppContext, lesson: Lesson) -> LessonEndScreen:
    """The page for `lesson`. Where progress cannot be read, the failure is reported and everything is open."""
    head = lesson.head
    answers: Answers = {}
    progress: LessonProgress | None = None
    try:
        answers, progress = context.progress.answers(head.id), context.progress.of(head.id)
    except StoreError as error:
        context.report(error)
    known = {head.id: progress} if progress is not None else {}
    (summary,) = course_summary([head], {head.id: lesson}, known, {head.id: answers}).lessons
    after = next((other for other in context.course.lessons if other.number > head.number), None)
    return LessonEndScreen(summary, open_items(lesson, answers), after)
