"""The page that a lesson ends on, filled with what the learner has done in it."""

from functools import partial

from nnterm.lesson.lesson import Lesson
from nnterm.runs.store.lesson_summary import course_summary
from nnterm.runs.store.open_items import open_items
from nnterm.tui.context import AppContext
from nnterm.tui.course.lesson_end import Done, LessonEndScreen


def end_screen(context: AppContext, lesson: Lesson) -> LessonEndScreen:
    """The page for `lesson`, with all of it open until it is seen."""
    head = lesson.head
    (summary,) = course_summary([head], {head.id: lesson}, {}, {}).lessons
    after = next((other for other in context.course.lessons if other.number > head.number), None)
    return LessonEndScreen(Done(summary, open_items(lesson, {})), after, partial(_done, context, lesson), context.keep)


def _done(context: AppContext, lesson: Lesson) -> Done:
    """What is done in `lesson` by now. Raises StoreError."""
    head = lesson.head
    answers, progress = context.progress.answers(head.id), context.progress.of(head.id)
    known = {head.id: progress} if progress is not None else {}
    (summary,) = course_summary([head], {head.id: lesson}, known, {head.id: answers}).lessons
    return Done(summary, open_items(lesson, answers))
