"""`nnterm read LESSON [--step N]`: a lesson as plain text."""

import shutil

from nnterm.commands.chosen_course import course
from nnterm.errors import UsageError
from nnterm.lesson.loader import load_lesson
from nnterm.lesson.transcript.transcript import transcript

USUAL = 80
"""Columns where nobody says how many there are."""

WIDTHS = (40, 100)
"""Fewest and most columns that text is set in: beyond them it is hard to read."""


def run(name: str, step: str | None, folder: str | None) -> int:
    """Print the lesson, or the step with this number. Raises UsageError for an unknown lesson or step."""
    lesson = load_lesson(course(folder, name).find(name))
    index = None if step is None else _index(step, len(lesson.steps))
    columns = shutil.get_terminal_size((USUAL, 24)).columns
    for line in transcript(lesson, min(max(columns, WIDTHS[0]), WIDTHS[1]), index):
        print(line)
    return 0


def _index(step: str, steps: int) -> int:
    if not (step.isascii() and step.isdecimal() and 1 <= int(step) <= steps):
        raise UsageError(f"There is no step {step!r}.", f"The lesson has the steps 1 to {steps}.")
    return int(step) - 1
