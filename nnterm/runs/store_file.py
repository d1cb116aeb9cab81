"""The SQLite file that keeps runs and progress: its tables, how it is opened, and what may be wrong with it."""

import errno
import sqlite3
import time
from contextlib import suppress
from itertools import count
from pathlib import Path

from nnterm.errors import StoreError

VERSION = 2
"""Version of the tables, kept in SQLite's `user_version`."""

PATIENCE = 2.0
"""Seconds to wait for another nnterm when the file is opened."""

WRITING_PATIENCE = 0.5
"""Seconds to wait for another nnterm that is writing. The screen stands still meanwhile; a write takes milliseconds."""

_TABLES = """
CREATE TABLE IF NOT EXISTS progress (
    lesson TEXT PRIMARY KEY, step INTEGER NOT NULL, furthest INTEGER NOT NULL, finished INTEGER NOT NULL,
    seen REAL NOT NULL);
CREATE TABLE IF NOT EXISTS answers (
    lesson TEXT NOT NULL, quiz TEXT NOT NULL, answer TEXT NOT NULL, is_right INTEGER NOT NULL,
    PRIMARY KEY (lesson, quiz));
CREATE TABLE IF NOT EXISTS drafts (
    lesson TEXT NOT NULL, block TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (lesson, block));
CREATE TABLE IF NOT EXISTS choices (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS runs (
    run_id TEXT PRIMARY KEY, lesson TEXT NOT NULL, experiment TEXT NOT NULL, started REAL NOT NULL,
    dataset TEXT NOT NULL, split TEXT NOT NULL, hyperparameters TEXT NOT NULL, outcome TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS runs_of ON runs (lesson, experiment, started);
CREATE TABLE IF NOT EXISTS epochs (
    run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, first INTEGER NOT NULL, columns TEXT NOT NULL,
    PRIMARY KEY (run_id, first)) WITHOUT ROWID;
"""


def connect(path: Path) -> sqlite3.Connection:
    """Open the file at `path` and make its tables if they are missing. Raises sqlite3.Error."""
    connection = sqlite3.connect(path, timeout=PATIENCE)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version < VERSION:
            connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
        else:
            connection.execute("SELECT 1 FROM runs LIMIT 1").fetchone()
        connection.execute(f"PRAGMA busy_timeout = {int(min(PATIENCE, WRITING_PATIENCE) * 1000)}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def identity(path: Path | None) -> tuple[int, int] | None:
    """Which file is at `path`; None where there is none, or an empty one.

    It is not opened: closing it would end SQLite's locks.
    """
    try:
        found = path.stat() if path is not None else None
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found is not None and found.st_size else None


def set_aside(path: Path) -> Path:
    """Move a damaged file out of the way, its journal with it; the new path."""
    name = f"{path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}"
    taken = count(2)
    aside = path.with_name(name)
    while aside.exists():
        aside = path.with_name(f"{name}-{next(taken)}")
    path.rename(aside)
    for ending in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).rename(aside.with_name(aside.name + ending))
    return aside


def is_damage(error: Exception) -> bool:
    """Whether SQLite says that the file is none of its own, or broken."""
    code = getattr(error, "sqlite_errorcode", 0) or 0
    return code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def store_error(error: sqlite3.Error | OSError) -> StoreError:
    """What went wrong, in words."""
    text = str(error)
    later = "Training goes on; its runs are written as soon as that is possible."
    if "locked" in text:
        return StoreError("The file of runs is locked by another program.", f"Close it. {later}")
    if "full" in text or getattr(error, "errno", 0) == errno.ENOSPC:
        return StoreError("The disk is full: nothing is being kept.", f"Free some space. {later}")
    if "readonly" in text or getattr(error, "errno", 0) in (errno.EROFS, errno.EACCES, errno.EPERM):
        return StoreError("The file of runs may only be read: nothing is being kept.", f"Allow writing to it. {later}")
    return StoreError(f"The file of runs failed: {text}.", f"{later} See also `nnterm doctor`.")
