"""`nnterm progress [--export FILE | --import FILE]`: show how far the learner is, or move it to another computer."""

import sys

from nnterm import paths
from nnterm.commands.chosen_course import course
from nnterm.commands.opened_store import opened_store
from nnterm.errors import LessonError, StoreError
from nnterm.lesson.lesson import Lesson
from nnterm.lesson.loader import load_lesson
from nnterm.named_paths import shown
from nnterm.runs.listing.attainment_lines import count, totals
from nnterm.runs.store import progress_file
from nnterm.runs.store.lesson_summary import LessonSummary, course_summary
from nnterm.runs.store.progress import Progress
from nnterm.runs.store.store import RunStore

STANDARD = "-"
"""The file name that means standard output, or standard input."""


def run(export: str | None, take: str | None, folder: str | None) -> int:
    """Print the table, or write the file `export`, or merge the file `take`.

    Returns 1 for the table of a store that lost what it held. Raises UsageError for a file that cannot be used, and
    StoreError for an export from such a store, or an import that would not be kept; nothing has changed then.
    """
    with opened_store() as store:
        if export is not None:
            if not store.is_whole:
                raise StoreError("Nothing was exported: the progress kept so far is not there.", "See `nnterm doctor`.")
            _export(store, export)
        elif take is not None:
            if not store.lasts:
                raise StoreError("Nothing was imported: it would not be kept.", "See `nnterm doctor`, then try again.")
            _import(store, take)
        else:
            _print_table(store, folder)
            return 0 if store.is_whole else 1
    return 0


def _export(store: RunStore, name: str) -> None:
    kept = progress_file.collect(store)
    if name == STANDARD:
        sys.stdout.buffer.write(progress_file.encode(kept))
        return
    path = paths.given(name)
    progress_file.write(kept, path)
    answers = sum(len(lesson.answers) for lesson in kept.lessons.values())
    print(f"Wrote {shown(path)}: {count(len(kept.lessons), 'lesson')}, {count(answers, 'answer')}.")
    print(f"On the other computer, import it with: nnterm progress --import {shown(path.name)}")


def _import(store: RunStore, name: str) -> None:
    if name == STANDARD:
        content, named = sys.stdin.buffer.read(progress_file.MAXIMUM_BYTES + 1), "Standard input"
    else:
        content, named = progress_file.read(paths.given(name)), shown(name)
    merged = progress_file.merge(progress_file.decode(content, named), store)
    print(f"Imported {count(merged.lessons, 'place')} and {count(merged.answers, 'answer')} that were new here.")


def _print_table(store: RunStore, folder: str | None) -> None:
    found = course(folder)
    lessons: dict[str, Lesson] = {}
    broken: list[LessonError] = list(found.broken)
    for head in found.lessons:
        try:
            lessons[head.id] = load_lesson(head)
        except LessonError as error:
            broken.append(error)
    progress = Progress(store)
    summary = course_summary(found.lessons, lessons, progress.all(), progress.all_answers())
    print(totals(summary))
    if summary.next is not None:
        print(f"Next: {_next(summary.next)}")
    print()
    widest = max((len(lesson.head.title) for lesson in summary.lessons), default=6)
    print(f"{'lesson':<{widest + 4}}  {'steps':>7}  {'quizzes':>7}  {'challenges':>10}")
    for lesson in summary.lessons:
        state = "done" if lesson.done else "" if lesson.progress is None else f"at step {lesson.place + 1}"
        numbers = (f"{lesson.seen}/{lesson.steps}", _part(lesson.right, lesson.quizzes))
        line = f"{lesson.head.number:>2}  {lesson.head.title:<{widest}}  {numbers[0]:>7}  {numbers[1]:>7}"
        print(f"{line}  {_part(lesson.passed, lesson.challenges):>10}  {state}".rstrip())
    for unread in broken:
        print(f"cannot be read: {unread}")


def _next(lesson: LessonSummary) -> str:
    place = f", step {lesson.place + 1}" if lesson.progress is not None else ""
    title = f": {lesson.place_title}" if place and lesson.place_title else ""
    return f"{lesson.head.number} {lesson.head.title}{place}{title} (nnterm {lesson.head.id})"


def _part(done: int, whole: int) -> str:
    return f"{done}/{whole}" if whole else "-"
