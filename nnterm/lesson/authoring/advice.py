"""What an author may want to better although nothing is wrong: promises, questions and hints that are missing."""

import re
from collections.abc import Collection

from nnterm.lesson.blocks.block_fields import quoted
from nnterm.lesson.parsing.outline import RawBlock, Section
from nnterm.lesson.parsing.problems import Problems
from nnterm.lesson.parsing.source import Source

MOST_READING = 3
"""Steps in a row that may have nothing to do but read."""

QUESTIONS = ("quiz", "predict", "challenge", "code")
"""Blocks that ask the learner for something."""

LABS = ("experiment", "explore")
"""Blocks that show something in the lab."""

_OWN_TABLE = re.compile(r"^dataset *:.*\bcsv\b", re.MULTILINE)
_LESSON = re.compile(r"\b[Ll]essons? ([1-9][0-9]?)\b")


def advise(outline: list[Section], notes: Problems) -> None:
    """Note what is missing in the steps of a lesson."""
    blocks = [part for section in outline for part in section.parts if isinstance(part, RawBlock)]
    for block in blocks:
        # Nothing can be promised of a table of the learner's own.
        if block.name == "experiment" and not _has(block, "expect") and not _OWN_TABLE.search(block.body):
            notes.add(
                block.line,
                "This experiment promises nothing, so nothing proves what the text says of it.",
                'Add for example `expect: {val_accuracy: ">= 0.9"}`; `nnterm check --train` then holds it to that.',
            )
        if block.name == "challenge" and not _has(block, "hints"):
            notes.add(
                block.line,
                "This challenge has no hints for those who are stuck.",
                "Add `hints: [a nudge, the cause, the answer]`.",
            )
    names = {block.name for block in blocks}
    if outline and not names & set(LABS):
        notes.add(outline[0].line, "The lesson has nothing to try.", "Add an {experiment} or an {explore}.")
    if outline and not names & set(QUESTIONS):
        notes.add(outline[0].line, "The lesson asks the learner nothing.", "Add a {quiz}, {predict} or {challenge}.")
    _advise_on_reading(outline, notes)


def advise_on_numbers(source: Source, numbers: Collection[int], notes: Problems) -> None:
    """Note each lesson that the text names by a number which none has."""
    for line, text in enumerate(source.text.split("\n"), 1):
        for match in _LESSON.finditer(text):
            if int(match[1]) not in numbers:
                known = ", ".join(map(str, sorted(numbers)))
                notes.add(line, f"The text speaks of lesson {match[1]}, which is not there.", f"Numbers: {known}.")


def _has(block: RawBlock, key: str) -> bool:
    return re.search(rf"^{key} *:", block.body, re.MULTILINE) is not None


def _advise_on_reading(outline: list[Section], notes: Problems) -> None:
    """Note where more than `MOST_READING` steps in a row have nothing to do."""
    idle = 0
    for section in outline:
        idle = 0 if any(isinstance(part, RawBlock) for part in section.parts) else idle + 1
        if idle == MOST_READING + 1:
            notes.add(
                section.line,
                f"{quoted(section.title)} is the step number {idle} in a row with nothing to do but read.",
                "Let the learner train, guess or answer something before it.",
            )
