"""What is still open in a lesson: its questions, challenges and exercises that have no right answer yet."""

from enum import StrEnum

import msgspec

from nnterm.lesson.blocks.structs import Challenge, Code, Quiz
from nnterm.lesson.lesson import Lesson
from nnterm.runs.store.progress import Answers


class ItemKind(StrEnum):
    """What waits for an answer."""

    QUESTION = "question"
    CHALLENGE = "challenge"
    EXERCISE = "exercise"


class OpenItem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing of a lesson that is open, and where it is."""

    kind: ItemKind
    step: int
    """Index of its step."""
    title: str
    """Title of its step."""
    block: str
    """Id of its block."""
    was_missed: bool
    """Whether it was answered, and wrongly."""


def open_items(lesson: Lesson, answers: Answers) -> tuple[OpenItem, ...]:
    """Everything of `lesson` that has no right answer among `answers`, in the order of its steps."""
    found = []
    for index, step in enumerate(lesson.steps):
        for block in step.blocks:
            match block:
                case Quiz():
                    kind = ItemKind.QUESTION
                case Challenge():
                    kind = ItemKind.CHALLENGE
                case Code() if block.checks:
                    kind = ItemKind.EXERCISE
                case _:
                    continue
            given = answers.get(block.id)
            if given is None or not given[1]:
                found.append(
                    OpenItem(
                        kind=kind,
                        step=index,
                        title=step.title,
                        block=block.id,
                        was_missed=given is not None and kind is ItemKind.QUESTION,
                    )
                )
    return tuple(found)
