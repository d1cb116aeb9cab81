"""Translations of a course: `LANG/NN-slug.md` beside `NN-slug.md`, and which language the learner reads.

A language is named as in BCP 47: `de`, `pt-BR`.
"""

import os
import re
from pathlib import Path

from nnterm import named_paths
from nnterm.errors import PathError
from nnterm.lesson.parsing import frontmatter

VARIABLE = "NNTERM_LANGUAGE"
"""Environment variable that names the language; the language of the terminal where it is not set."""

NAME = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
"""What the name of a language looks like."""

SYSTEM = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The variables of the terminal that name its language, the first one that is set counts (POSIX, "Locale")."""


def languages(folder: Path) -> tuple[str, ...]:
    """The languages that the course in `folder` has translations in, sorted. Raises PathError."""
    return tuple(name for name in named_paths.names(folder) if NAME.fullmatch(name) and lesson_names(folder / name))


def lesson_names(folder: Path) -> tuple[str, ...]:
    """The names of the lesson files in `folder`, sorted; none where it is no folder that can be read."""
    try:
        return tuple(name for name in named_paths.names(folder) if frontmatter.FILE_NAME.fullmatch(name))
    except PathError:
        return ()


def chosen_language() -> str:
    """The language the learner wants: by `NNTERM_LANGUAGE`, else by the terminal; empty where none is named."""
    if wanted := os.environ.get(VARIABLE):
        return wanted
    named = next((value for name in SYSTEM if (value := os.environ.get(name))), "")
    language = named.partition(".")[0].partition("@")[0].replace("_", "-")
    return language if NAME.fullmatch(language) else ""


def folder_of(folder: Path, wanted: str) -> Path | None:
    """Where the course in `folder` has lessons in the language `wanted`: `de` serves `de-AT` too. None if nowhere."""
    while wanted:
        if NAME.fullmatch(wanted) and lesson_names(folder / wanted):
            return folder / wanted
        wanted = wanted.rpartition("-")[0]
    return None


def fingerprint(text: str) -> str:
    """What a translation names its original by, to be found out of date when the original changes: 12 hex digits."""
    from hashlib import sha256

    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
