"""The SQLite file that keeps runs and progress: what it is, how it is opened, and what may be wrong with it."""

import errno
import os
import random
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from nnterm import paths
from nnterm.errors import StoreError
from nnterm.runs.store.file.file_system import is_local
from nnterm.runs.store.file.tables import NewerTables, WrongContent, bring_up_to_date

PATIENCE = 2.0
"""Seconds to wait for another nnterm when the file is opened."""

WRITING_PATIENCE = 0.5
"""Seconds to wait for another nnterm that is writing. The screen is frozen meanwhile; a write takes milliseconds."""

PAUSE = 0.002
"""Seconds, at the most, from one attempt to write to the next."""

LOGS = ("-wal", "-journal")
"""Endings of the files in which SQLite keeps what a writer was stopped at: its log, or its rollback journal."""

JOURNALS = (*LOGS, "-shm")
"""Endings of the files that SQLite keeps beside one that is open."""

NOT_OURS = (msgspec.MsgspecError, KeyError, ValueError, TypeError, AttributeError)
"""What is raised by a row that no nnterm wrote so."""

Identity = tuple[int, int]
"""Which file it is, whatever its name: its disk and its number there."""


def connect(path: Path) -> sqlite3.Connection:
    """Open the file at `path`, made if it is missing, and bring its tables up to date.

    Waits PATIENCE for another nnterm. Raises OSError or sqlite3.Error; WrongContent or NewerTables for a file that is
    not written to.
    """
    is_new = False
    with suppress(FileExistsError), open(path, "xb", opener=paths.private):
        # SQLite would let others read it. Its journals get the mode of the file.
        is_new = True
    try:
        return connect_existing(path, PATIENCE)
    except (sqlite3.Error, OSError):
        with suppress(OSError):
            if is_new and is_empty(path):
                # The disk is full. The next nnterm would wonder who emptied it.
                path.unlink()
        raise


def connect_existing(path: Path, patience: float) -> sqlite3.Connection:
    """Open the file that is at `path`, and bring its tables up to date. Where there is none, none is made.

    Waits `patience` seconds for another nnterm. Raises as `connect` does.
    """
    # Several trainers are followed in threads of their own, which record one at a time.
    connection = sqlite3.connect(address(path, "mode=rw"), uri=True, timeout=patience, check_same_thread=False)
    # A text that another program spoiled is the fault of its row, and hides no other.
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    try:
        if is_local(path):
            _check_and_update(connection, path)
            connection.execute("PRAGMA journal_mode = WAL")
        else:
            _keep_plain_journal(connection, path)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        _wait(connection, WRITING_PATIENCE)
        for file in path.parent.glob(f"{path.name}*"):
            paths.close_to_others(file)
    except (sqlite3.Error, OSError):
        connection.close()
        raise
    return connection


def address(path: Path, options: str) -> str:
    """The file at `path` as SQLite takes it with `options`, such as `mode=ro` (https://sqlite.org/uri.html)."""
    return f"file:{quote(os.fsencode(path.absolute()))}?{options}"


def read_back(path: Path, run_id: str) -> None:
    """Read a run as the next nnterm will: a connection that is open would not notice a file damaged under it.

    Raises sqlite3.Error where it cannot be read.
    """
    with closing(sqlite3.connect(address(path, "mode=rw"), uri=True)) as other, reading(other):
        other.execute("SELECT columns FROM epochs WHERE run_id = ?", (run_id,)).fetchall()
        other.execute("SELECT outcome FROM runs WHERE run_id = ?", (run_id,)).fetchall()


def _check_and_update(connection: sqlite3.Connection, path: Path) -> None:
    """See to it that the file is ours: one of another program stays as it is, to the last byte. Raises as `connect`."""
    _check_size(connection, path)
    bring_up_to_date(connection)


def _keep_plain_journal(connection: sqlite3.Connection, path: Path) -> None:
    """Check and update a file on a disk that machines share, which is then kept with a plain rollback journal.

    A write-ahead log works only among programs on one machine (https://sqlite.org/wal.html); such a disk may not even
    have the shared memory to read one. While nobody else has the file open SQLite needs none.
    """
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    _check_and_update(connection, path)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA locking_mode = NORMAL")
    # The lock is given back with the next reading.
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def begin(connection: sqlite3.Connection) -> None:
    """Begin a transaction that writes, as soon as no other nnterm does. Raises sqlite3.Error if that takes long."""
    fetch(connection, "BEGIN IMMEDIATE")


@contextmanager
def reading(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is read within is of one moment. Where a writer keeps readers out it waits, as `begin` does."""
    connection.execute("BEGIN")
    try:
        # Only a first reading takes the lock.
        fetch(connection, "SELECT count(*) FROM sqlite_master")
        yield
    finally:
        connection.rollback()


def fetch(connection: sqlite3.Connection, statement: str, values: tuple[Any, ...] = ()) -> list[Any]:
    """All rows of `statement`, as soon as no other nnterm is in its way. Raises sqlite3.Error if that takes long.

    SQLite itself tries ever more seldom while it waits, so that one of many nnterms might never get through.
    """
    deadline = time.monotonic() + min(PATIENCE, WRITING_PATIENCE)
    _wait(connection, 0)
    try:
        while True:
            try:
                return connection.execute(statement, values).fetchall()
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                    raise
            time.sleep(random.uniform(0, PAUSE))
    finally:
        _wait(connection, WRITING_PATIENCE)


def _wait(connection: sqlite3.Connection, patience: float) -> None:
    """Let SQLite wait so many seconds for another nnterm, at the most."""
    connection.execute(f"PRAGMA busy_timeout = {int(min(PATIENCE, patience) * 1000)}")


def _check_size(connection: sqlite3.Connection, path: Path) -> None:
    """Raise WrongContent for a file that ends in the middle of a page, which SQLite would fill up with zeros."""
    if any(has_log(path, ending) for ending in LOGS):
        return
    (page,) = connection.execute("PRAGMA page_size").fetchone()
    if path.stat().st_size % page:
        raise WrongContent("it was cut off")


def has_log(path: Path, ending: str) -> bool:
    """Whether what a writer was stopped at, or is at, is in the file with that one of LOGS. Raises OSError."""
    try:
        return path.with_name(path.name + ending).stat().st_size > 0
    except FileNotFoundError:
        return False


def identity(path: Path | None) -> Identity | None:
    """Which file is at `path`; None where there is none, or an empty one.

    It is not opened: closing it would end SQLite's locks.
    """
    try:
        found = path.stat() if path is not None else None
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found is not None and found.st_size else None


def is_empty(path: Path) -> bool:
    """Whether a file is at `path` that holds nothing. Raises OSError for anything but a file, and where none can be."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return False
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "it is not a file")
    return not found.st_size


def set_aside(path: Path) -> Path:
    """Move a damaged file out of the way, its journal with it; the new path. Raises OSError."""
    name = f"{path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}"
    taken = count(2)
    aside = path.with_name(name)
    while aside.exists():
        aside = path.with_name(f"{name}-{next(taken)}")
    try:
        path.rename(aside)
    except OSError as error:
        raise OSError(error.errno, f"it is damaged and cannot be moved: {error.strerror}") from error
    for ending in JOURNALS:
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).rename(aside.with_name(aside.name + ending))
    return aside


def is_damage(error: Exception) -> bool:
    """Whether the file is none of ours, or broken."""
    code = getattr(error, "sqlite_errorcode", 0) or 0
    return isinstance(error, WrongContent) or code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def damage_words(error: Exception, aside: Path) -> str:
    """What was wrong with the file that is at `aside` now."""
    reason = f" ({error})" if isinstance(error, WrongContent) else ""
    return f"The file of runs was damaged{reason}. It is now {aside}; a fresh one was started."


def store_error(error: sqlite3.Error | OSError) -> StoreError:
    """What went wrong, in words."""
    text = str(error)
    later = "Runs under way are written as soon as that is possible."
    if isinstance(error, NewerTables):
        return StoreError("A newer nnterm wrote the file of runs: nothing is being kept.", "Update this nnterm.")
    if "locked" in text:
        return StoreError("The file of runs is locked by another program.", f"Close it. {later}")
    if "full" in text or getattr(error, "errno", 0) == errno.ENOSPC:
        return StoreError("The disk is full: nothing is being kept.", f"Free some space. {later}")
    if "readonly" in text or getattr(error, "errno", 0) in (errno.EROFS, errno.EACCES, errno.EPERM):
        return StoreError("The file of runs may only be read: nothing is being kept.", f"Allow writing to it. {later}")
    return StoreError(f"The file of runs failed: {text}.", f"{later} See also `nnterm doctor`.")
