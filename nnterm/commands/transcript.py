"""`nnterm progress --transcript`: what the learner can do now, what they wrote and passed, and what they missed."""

import textwrap
from datetime import date

from nnterm.commands.chosen_course import course
from nnterm.commands.opened_store import opened_store
from nnterm.errors import LessonError
from nnterm.lesson.lesson import Lesson
from nnterm.lesson.loader import load_lesson
from nnterm.printable import printable
from nnterm.runs.listing.attainment_lines import Line, LineKind, attainment_lines
from nnterm.runs.store.attainments import attainments
from nnterm.runs.store.progress import Progress

WIDTH = 78
"""Columns of the page."""

INDENTS = {LineKind.NAME: "   ", LineKind.ITEM: "     - ", LineKind.LESSON: "", LineKind.TEXT: "", LineKind.BLANK: ""}
"""What each kind of line begins with."""


def run(name: str, folder: str | None) -> int:
    """Print the page, with `name` below its title unless it is empty.

    Returns 1 where the progress kept so far, or a lesson, cannot be read: what is printed lacks it.
    """
    lessons: list[Lesson] = []
    broken: list[LessonError] = []
    found = course(folder)
    broken.extend(found.broken)
    for head in found.lessons:
        try:
            lessons.append(load_lesson(head))
        except LessonError as error:
            broken.append(error)
    with opened_store() as store:
        progress = Progress(store)
        shown = attainments(lessons, progress.all(), progress.all_answers())
        is_whole = store.is_whole
    print(_title(date.today()))
    if name:
        print(printable(name))
    print()
    for line in attainment_lines(shown):
        print("\n".join(_broken(line)))
    for unread in broken:
        print(f"cannot be read: {unread}")
    return 0 if is_whole and not broken else 1


def _title(today: date) -> str:
    day = f"{today.day} {today:%B %Y}"
    return f"{'Deep learning, a course in the terminal':<{WIDTH - len(day)}}{day}"


def _broken(line: Line) -> list[str]:
    first = INDENTS[line.kind]
    return textwrap.wrap(line.text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first)) or [""]
