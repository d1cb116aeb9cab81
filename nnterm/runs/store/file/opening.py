"""From the path of the store to an open one, whatever lies there: ours, damaged, locked, newer, or not writable."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from nnterm import paths
from nnterm.runs.store.file.folder_lock import folder_lock
from nnterm.runs.store.file.store_file import (
    LOGS,
    PATIENCE,
    WRITING_PATIENCE,
    Identity,
    address,
    connect,
    connect_existing,
    damage_words,
    has_log,
    identity,
    is_damage,
    is_empty,
    set_aside,
)
from nnterm.runs.store.file.tables import NewerTables, bring_up_to_date, check_version


class Opened(NamedTuple):
    """An open store."""

    connection: sqlite3.Connection
    path: Path | None
    """Where it is kept; None where it lives in memory for good."""
    file: Identity | None = None
    """The file that is open; None where it lives in memory."""
    notice: str = ""
    """What the learner should know about it, empty when all is well."""
    is_whole: bool = True
    """Whether everything is there that was kept before."""
    aside: Path | None = None
    """Where a damaged file was moved."""


def open_store(path: Path) -> Opened:
    """Open the file at `path`, made if it is missing.

    A damaged file is moved aside, and a fresh one started. A file that cannot be written, or that a newer nnterm
    wrote, is left as it is: the store then lives in memory, with what can be read of it.
    """
    try:
        paths.private_folder(path.parent)
        if not is_empty(path) and (found := identity(path)) is not None:
            # Another nnterm may be moving it this moment: whatever that looks like, the way below waits for it.
            with suppress(sqlite3.DatabaseError, OSError):
                connection = connect_existing(path, WRITING_PATIENCE)
                if identity(path) == found:
                    return Opened(connection, path, found)
                # Another nnterm moved it meanwhile, and nobody knows which of the two is open.
                connection.close()
        return reopen_store(path)
    except (sqlite3.Error, OSError) as error:
        return _in_memory(path, error)


def reopen_store(path: Path, damaged: tuple[Identity, Exception] | None = None) -> Opened:
    """Open the file at `path`, made if it is missing; one that is damaged is moved aside.

    `damaged` is a file that failed while it was open, and how; another nnterm may have moved it already. Raises
    sqlite3.Error or OSError where nothing can be opened.
    """
    paths.private_folder(path.parent)
    # Only one nnterm at a time makes a file, or moves one.
    with folder_lock(path.parent, PATIENCE):
        error = damaged[1] if damaged is not None and identity(path) == damaged[0] else None
        was_empty = is_empty(path)
        if was_empty:
            # A new one, not this: another nnterm may still have it open, and a journal for it.
            path.unlink()
        if error is None:
            try:
                connection = connect(path)
            except sqlite3.DatabaseError as failure:
                if not is_damage(failure):
                    raise
                error = failure
        if error is not None:
            aside = set_aside(path)
            notice = damage_words(error, aside)
            return Opened(connect(path), path, identity(path), notice, is_whole=False, aside=aside)
    if was_empty:
        notice = f"The file of runs was empty: {path} was started afresh."
        return Opened(connection, path, identity(path), notice, is_whole=False)
    return Opened(connection, path, identity(path))


def _in_memory(path: Path, error: sqlite3.Error | OSError) -> Opened:
    """A store in memory with what can be read of the file at `path`, and why it is there."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    is_locked, is_newer = "locked" in reason, isinstance(error, NewerTables)
    copy, is_whole = (None, False) if is_locked or is_newer else _copy(path)
    if is_newer:
        notice = f"a newer nnterm wrote {path}. It is left as it is; update this one."
    elif is_locked:
        notice = f"another program locks {path}. Close it: until then nothing is read and nothing written."
    else:
        notice = f"{path} cannot be written ({reason}). Allow it, or set NNTERM_HOME to a folder you may write to."
    return Opened(
        copy or _empty(),
        # A lock ends: each writing tries the file anew.
        path if is_locked else None,
        notice=f"Progress is not being kept: {notice}",
        is_whole=is_whole,
    )


def _empty() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    bring_up_to_date(connection)
    return connection


def _copy(path: Path) -> tuple[sqlite3.Connection | None, bool]:
    """A store in memory with what can be read of the file at `path`, None where nothing can, and whether it is all."""
    try:
        # Opening a pipe would wait for somebody who writes to it.
        if is_empty(path):
            return None, False
        has_wal, has_journal = (has_log(path, ending) for ending in LOGS)
    except OSError:
        return None, False
    modes = [("mode=ro", True)]
    # Where not even SQLite's journals can be made, the file is read as one that nobody changes, without its log. What
    # a rollback journal would take back must not be read.
    if not has_journal:
        modes.append(("mode=ro&immutable=1", not has_wal))
    for mode, is_whole in modes:
        into = sqlite3.connect(":memory:", check_same_thread=False)
        try:
            with closing(sqlite3.connect(address(path, mode), uri=True, timeout=0)) as source:
                check_version(source)
                source.backup(into)
            bring_up_to_date(into)
            return into, is_whole
        except sqlite3.Error:
            into.close()
    return None, False
