"""Paths that a lesson, a setting or a command line names.

Anybody may have written them, so any of them may be anything: too long, no text, a loop of links, a pipe that nobody
writes to, a device without an end. Whatever is looked at here, the answer is about a regular file or a folder, or it
is a PathError in plain words; nothing waits, and nothing is read past a limit.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO

from nnterm.errors import PathError

LONGEST_SHOWN = 200
"""Characters of a path in a message; of a longer one beginning and end are shown."""

_FLAGS = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
"""What keeps an opened file from waiting for somebody, and from becoming the terminal of the process."""


def is_file(path: Path) -> bool:
    """Whether there is a regular file. Raises PathError where that cannot be found out."""
    found = _status(path)
    return found is not None and stat.S_ISREG(found.st_mode)


def is_folder(path: Path) -> bool:
    """Whether there is a folder. Raises PathError where that cannot be found out."""
    found = _status(path)
    return found is not None and stat.S_ISDIR(found.st_mode)


def exists(path: Path) -> bool:
    """Whether there is anything. Raises PathError where that cannot be found out."""
    return _status(path) is not None


def absolute(path: Path) -> Path:
    """`path` from the root on. Raises PathError where the current folder is gone."""
    with _in_words(path):
        return path.absolute()


def content(path: Path, limit: int) -> bytes:
    """The first `limit` bytes of the regular file at `path`. Raises PathError."""
    with _in_words(path):
        # Opening some devices does something by itself: look first. What was opened decides.
        _check_regular(path, path.stat())
        with _opened(path) as file:
            _check_regular(path, os.fstat(file.fileno()))
            # A file of the kernel's may have nothing to say yet.
            return file.read(limit) or b""


def names(folder: Path, most: int | None = None) -> list[str]:
    """Names of what is in `folder`, sorted; the first `most` that are met. Raises PathError."""
    with _in_words(folder), os.scandir(folder) as entries:
        return sorted(entry.name for entry in islice(entries, most))


def shown(path: Path | str) -> str:
    """`path` for a message: on one line, not too long, and without what could drive a terminal."""
    text = str(path)
    if len(text) > LONGEST_SHOWN:
        text = f"{text[: LONGEST_SHOWN // 2]}…{text[-LONGEST_SHOWN // 2 :]}"
    return text if text.isprintable() else text.encode("unicode_escape").decode("ascii")


def _opened(path: Path) -> IO[bytes]:
    """The file at `path`, open for reading bytes without ever waiting for somebody who writes. Raises OSError."""
    return open(path, "rb", opener=lambda name, flags: os.open(name, flags | _FLAGS))


def _status(path: Path) -> os.stat_result | None:
    """What the system says of `path`; None where there is nothing. Raises PathError."""
    with _in_words(path):
        try:
            return path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None


def _check_regular(path: Path, found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise PathError(shown(path), "is a folder", "Name a file in it.")
    if not stat.S_ISREG(found.st_mode):
        raise PathError(shown(path), "is not a regular file", "Name a file that is kept on a disk.")


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    """Raise PathError for whatever the system has against `path`."""
    try:
        yield
    except FileNotFoundError as error:
        raise PathError(shown(path), "is not there", "Check its name.", is_missing=True) from error
    except OSError as error:
        remedy = "Choose a shorter path." if error.errno == errno.ENAMETOOLONG else "Check its name and permissions."
        raise PathError(shown(path), f"cannot be read: {error.strerror or error}", remedy) from error
    except UnicodeError as error:
        raise PathError(shown(path), "has a name that is not text", "Rename it.") from error
    except ValueError as error:
        raise PathError(shown(path), f"cannot be a path: {error}", "Check its name.") from error
