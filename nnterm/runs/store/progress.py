"""How far the learner is: the step of each lesson, the answers to quizzes, code, and remembered choices."""

import time
from typing import Annotated, NamedTuple

import msgspec

from nnterm.runs.store.store import RunStore

LATEST = 1e11
"""Largest time of day that is kept, in seconds since 1970."""

Index = Annotated[int, msgspec.Meta(ge=0)]


class LessonProgress(msgspec.Struct, frozen=True):
    """How far the learner is in one lesson."""

    step: int = 0
    """Index of the step they left, from 0."""
    furthest: int = 0
    """Index of the furthest step they saw."""
    finished: bool = False
    """Whether they went past the last step once."""
    seen: float = 0.0
    """When it was open last, in seconds since 1970."""


class _Place(NamedTuple):
    """A row of progress. A number that no nnterm wrote is refused here."""

    lesson: str
    step: Index
    furthest: Index
    finished: bool
    seen: float


Answers = dict[str, tuple[str, bool]]
"""Block id -> latest answer and whether it was right."""


class Progress:
    """Reads and writes the learner's progress in the store. Methods raise StoreError when the file fails."""

    def __init__(self, store: RunStore) -> None:
        self._store = store

    def of(self, lesson: str) -> LessonProgress | None:
        """Progress in `lesson`; None if it was never opened."""
        return self.all().get(lesson)

    def all(self) -> dict[str, LessonProgress]:
        """Progress of every opened lesson by its id."""
        rows = self._store.fetch_as(_Place, "SELECT lesson, step, furthest, finished, seen FROM progress")
        return {row.lesson: LessonProgress(row.step, row.furthest, row.finished, row.seen) for row in rows}

    def visit(self, lesson: str, step: int) -> None:
        """Remember that `step` (index from 0) of `lesson` is open.

        It is seen later than every other, though the clock may have gone back.
        """
        self._store.execute(
            "INSERT INTO progress (lesson, step, furthest, finished, seen)"
            " SELECT ?, ?, ?, 0, min(max(?, coalesce(max(seen) + 0.001, 0)), ?) FROM progress WHERE true"
            " ON CONFLICT (lesson) DO UPDATE SET"
            " step = excluded.step, furthest = max(furthest, excluded.furthest), seen = excluded.seen",
            (lesson, step, step, time.time(), LATEST),
        )

    def finish(self, lesson: str) -> None:
        """Remember that `lesson` was worked through. Its step goes back to the first."""
        self._store.execute("UPDATE progress SET finished = 1, step = 0 WHERE lesson = ?", (lesson,))

    def answer(self, lesson: str, quiz: str, answer: str, is_right: bool) -> None:
        """Keep the latest answer to a quiz."""
        values = (lesson, quiz, answer, int(is_right))
        into = "INSERT OR REPLACE INTO answers (lesson, quiz, answer, is_right) VALUES (?, ?, ?, ?)"
        self._store.execute(into, values)

    def answers(self, lesson: str) -> Answers:
        """The latest answer to each block of `lesson`."""
        return self.all_answers().get(lesson, {})

    def all_answers(self) -> dict[str, Answers]:
        """The latest answers by the lesson's id."""
        found: dict[str, Answers] = {}
        query = "SELECT lesson, quiz, answer, is_right FROM answers"
        for lesson, quiz, answer, is_right in self._store.fetch_as(tuple[str, str, str, bool], query):
            found.setdefault(lesson, {})[quiz] = (answer, is_right)
        return found

    def forget(self, lesson: str | None = None) -> None:
        """Forget place and answers of `lesson`, or of every lesson. Runs, choices and drafts are kept."""
        where, values = (" WHERE lesson = ?", (lesson,)) if lesson is not None else ("", ())
        self._store.execute_all([(f"DELETE FROM {table}{where}", values) for table in ("progress", "answers")])

    def keep_draft(self, lesson: str, block: str, text: str) -> None:
        """Keep what the learner wrote in a code block; empty text forgets it."""
        if text:
            into = "INSERT OR REPLACE INTO drafts (lesson, block, text) VALUES (?, ?, ?)"
            self._store.execute(into, (lesson, block, text))
        else:
            self._store.execute("DELETE FROM drafts WHERE lesson = ? AND block = ?", (lesson, block))

    def drafts(self, lesson: str) -> dict[str, str]:
        """Code block id -> what the learner wrote in it."""
        return self.all_drafts().get(lesson, {})

    def all_drafts(self) -> dict[str, dict[str, str]]:
        """What the learner wrote in code blocks, by the lesson's id."""
        found: dict[str, dict[str, str]] = {}
        query = "SELECT lesson, block, text FROM drafts"
        for lesson, block, text in self._store.fetch_as(tuple[str, str, str], query):
            found.setdefault(lesson, {})[block] = text
        return found

    def choose(self, name: str, value: str) -> None:
        """Remember a choice of the learner's, such as the theme."""
        self._store.execute("INSERT OR REPLACE INTO choices (name, value) VALUES (?, ?)", (name, value))

    def chosen(self, name: str, default: str) -> str:
        """A remembered choice."""
        rows = self._store.fetch("SELECT value FROM choices WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else default
