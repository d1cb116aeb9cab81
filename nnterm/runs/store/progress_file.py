"""Progress as a JSON file: to take it to another computer, to keep a copy, and to merge it back."""

import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import msgspec

from nnterm.errors import UsageError
from nnterm.named_paths import shown
from nnterm.runs.store.progress import LATEST, Answers, LessonProgress, Progress
from nnterm.runs.store.store import RunStore

VERSION = 1
"""Version of the file, which it names under `nnterm_progress`."""

MAXIMUM_BYTES = 16 * 1024 * 1024
"""Largest file that is read: a hundred times what all answers of a course take."""

_Index = Annotated[int, msgspec.Meta(ge=0, le=100_000)]
_Seconds = Annotated[float, msgspec.Meta(ge=0, le=LATEST)]


class KeptPlace(msgspec.Struct, frozen=True, kw_only=True):
    """How far somebody was in a lesson. The fields are those of `LessonProgress`."""

    step: _Index
    furthest: _Index
    finished: bool
    seen: _Seconds


class KeptAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The latest answer to a block."""

    answer: str
    is_right: bool


class KeptLesson(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of one lesson."""

    place: KeptPlace | None = None
    """None where the lesson was never opened."""
    answers: dict[str, KeptAnswer] = {}
    """By the block's id."""
    drafts: dict[str, str] = {}
    """What the learner wrote in code blocks, by the block's id."""


class KeptProgress(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file."""

    nnterm_progress: int
    """The version."""
    lessons: dict[str, KeptLesson] = {}
    """By the lesson's id."""
    choices: dict[str, str] = {}
    """Such as the theme."""


class Merged(msgspec.Struct, frozen=True):
    """What a merge added."""

    lessons: int
    """Lessons whose place is another now."""
    answers: int
    """Answers that are new or right now."""


class _Versioned(msgspec.Struct):
    nnterm_progress: int


def collect(store: RunStore) -> KeptProgress:
    """Everything the store knows of the learner, without the runs. Raises StoreError."""
    progress = Progress(store)
    places, answers, drafts = progress.all(), progress.all_answers(), progress.all_drafts()
    ids = sorted(places.keys() | answers.keys() | drafts.keys())
    return KeptProgress(
        nnterm_progress=VERSION,
        lessons={id: _kept(places.get(id), answers.get(id, {}), drafts.get(id, {})) for id in ids},
        choices=dict(store.fetch_as(tuple[str, str], "SELECT name, value FROM choices ORDER BY name")),
    )


def _kept(place: LessonProgress | None, answers: Answers, drafts: dict[str, str]) -> KeptLesson:
    return KeptLesson(
        place=msgspec.convert(place, KeptPlace, from_attributes=True) if place is not None else None,
        answers={id: KeptAnswer(answer=answer, is_right=right) for id, (answer, right) in sorted(answers.items())},
        drafts=drafts,
    )


def encode(kept: KeptProgress) -> bytes:
    """The file's content: indented, so that two of them can be compared."""
    return msgspec.json.format(msgspec.json.encode(kept), indent=1) + b"\n"


def decode(content: bytes, name: str) -> KeptProgress:
    """The progress in `content`; `name` is what it is called in errors. Raises UsageError where there is none."""
    remedy = "Give a file that `nnterm progress --export FILE` wrote. Nothing was changed."
    if len(content) > MAXIMUM_BYTES:
        raise UsageError(f"{name} is larger than {MAXIMUM_BYTES // 1024**2} MiB.", remedy)
    try:
        version = msgspec.json.decode(content, type=_Versioned).nnterm_progress
        if version > VERSION:
            raise UsageError(
                f"{name} is of version {version}; this nnterm reads up to {VERSION}.",
                "Update nnterm. Nothing was changed.",
            )
        return msgspec.json.decode(content, type=KeptProgress)
    except msgspec.ValidationError as error:
        raise UsageError(f"{name} holds no progress: {error}.", remedy) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"{name} is not JSON: {error}.", remedy) from error


def write(kept: KeptProgress, path: Path) -> None:
    """Write the file whole or not at all. Raises UsageError for a place where something else is, or none can be."""
    try:
        if path.exists():
            _check_replaceable(path, kept)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(encode(kept))
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise UsageError(f"{shown(path)} cannot be written: {error.strerror}.", "Name another file.") from error


def _check_replaceable(path: Path, kept: KeptProgress) -> None:
    """Raise UsageError unless a copy of progress is at `path`: whatever else it is, was hardly meant.

    Nor is a copy that holds progress meant to give way to one without any, as a store that was lost makes it.
    """
    try:
        there = decode(read(path), shown(path)) if path.is_file() else None
    except UsageError:
        there = None
    if there is None:
        raise UsageError(
            f"{shown(path)} is there already, and holds no progress.", "Name another file, or remove it first."
        )
    if there.lessons and not kept.lessons:
        raise UsageError(
            f"There is no progress here yet, and {shown(path)} holds some. It was left as it is.",
            f"Take it in with `nnterm progress --import {shown(path.name)}`, or name another file.",
        )


def read(path: Path) -> bytes:
    """The content of the file at `path`. Raises UsageError where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(MAXIMUM_BYTES + 1)
    except OSError as error:
        raise UsageError(
            f"{shown(path)} cannot be read: {error.strerror}.", "Check its name. Nothing was changed."
        ) from error


def merge(kept: KeptProgress, store: RunStore) -> Merged:
    """Take `kept` into the store, as one transaction. Raises StoreError, and then nothing has changed.

    Nobody is thrown back: the furthest step and what is finished stay, the later of two places is taken, right answers
    stay right, and choices made and code written here are kept.
    """
    before = collect(store)
    statements: list[tuple[str, tuple[Any, ...]]] = []
    for lesson, what in kept.lessons.items():
        if what.place is not None:
            place = what.place
            furthest = max(place.furthest, place.step)
            # The clock of another computer may be ahead; what is opened here from now on is later all the same.
            seen = min(place.seen, time.time())
            statements.append((_PLACE, (lesson, place.step, furthest, int(place.finished), seen)))
        statements += [
            (_ANSWER, (lesson, id, answer.answer, int(answer.is_right))) for id, answer in what.answers.items()
        ]
        statements += [(_DRAFT, (lesson, id, text)) for id, text in what.drafts.items()]
    statements += [(_CHOICE, pair) for pair in kept.choices.items()]
    store.execute_all(statements)
    after = collect(store)
    return Merged(
        lessons=sum(_place(before, id) != what.place for id, what in after.lessons.items()),
        answers=sum(
            before.lessons.get(lesson, KeptLesson()).answers.get(id) != answer
            for lesson, what in after.lessons.items()
            for id, answer in what.answers.items()
        ),
    )


def _place(kept: KeptProgress, lesson: str) -> KeptPlace | None:
    return kept.lessons[lesson].place if lesson in kept.lessons else None


_PLACE = (
    "INSERT INTO progress (lesson, step, furthest, finished, seen) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (lesson) DO UPDATE SET step = CASE WHEN excluded.seen > seen THEN excluded.step ELSE step END,"
    " furthest = max(furthest, excluded.furthest), finished = max(finished, excluded.finished),"
    " seen = max(seen, excluded.seen)"
)
_ANSWER = (
    "INSERT INTO answers (lesson, quiz, answer, is_right) VALUES (?, ?, ?, ?) ON CONFLICT (lesson, quiz) DO UPDATE SET"
    " answer = excluded.answer, is_right = excluded.is_right WHERE excluded.is_right > is_right"
)
_DRAFT = "INSERT OR IGNORE INTO drafts (lesson, block, text) VALUES (?, ?, ?)"
_CHOICE = "INSERT OR IGNORE INTO choices (name, value) VALUES (?, ?)"
