"""The tables of the store, a step a version: a file that any older nnterm wrote becomes one of this version."""

import sqlite3
from contextlib import closing

STEPS = (
    """
    CREATE TABLE progress (
        lesson TEXT PRIMARY KEY, step INTEGER NOT NULL, furthest INTEGER NOT NULL, finished INTEGER NOT NULL,
        seen REAL NOT NULL);
    CREATE TABLE answers (
        lesson TEXT NOT NULL, quiz TEXT NOT NULL, answer TEXT NOT NULL, is_right INTEGER NOT NULL,
        PRIMARY KEY (lesson, quiz));
    CREATE TABLE choices (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE runs (
        run_id TEXT PRIMARY KEY, lesson TEXT NOT NULL, experiment TEXT NOT NULL, started REAL NOT NULL,
        dataset TEXT NOT NULL, split TEXT NOT NULL, hyperparameters TEXT NOT NULL, outcome TEXT NOT NULL);
    CREATE INDEX runs_of ON runs (lesson, experiment, started);
    CREATE TABLE epochs (
        run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, first INTEGER NOT NULL, columns TEXT NOT NULL,
        PRIMARY KEY (run_id, first)) WITHOUT ROWID
    """,
    # What the learner wrote in code blocks.
    """
    CREATE TABLE drafts (
        lesson TEXT NOT NULL, block TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (lesson, block))
    """,
    # Who trains each run that is not over. Nobody knows it of the runs before: each of them is looked at once.
    """
    CREATE TABLE writers (
        run_id TEXT PRIMARY KEY REFERENCES runs ON DELETE CASCADE, owner TEXT NOT NULL, written REAL NOT NULL);
    INSERT INTO writers SELECT run_id, '', 0 FROM runs
    """,
    # What the learner wrote to runs.
    """
    CREATE TABLE notes (run_id TEXT PRIMARY KEY REFERENCES runs ON DELETE CASCADE, note TEXT NOT NULL)
    """,
)
"""What makes a file of each version out of one of the version before; the first makes the tables."""

VERSION = len(STEPS)
"""Version of the tables, kept in SQLite's `user_version`."""


class WrongContent(sqlite3.DatabaseError):
    """A SQLite file that is not as an nnterm left it: of another program, cut off, or with other tables."""


class NewerTables(sqlite3.DatabaseError):
    """A file whose tables are of a version that this nnterm does not know."""


def check_version(connection: sqlite3.Connection) -> int:
    """Version of the tables in the file; 0 where there are none yet.

    Raises NewerTables or WrongContent for a file that this nnterm must not write to.
    """
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    if 0 < found <= VERSION:
        return int(found)
    tables = _tables(connection)
    if found > VERSION and "runs" in tables:
        raise NewerTables("a newer nnterm wrote it")
    if tables:
        raise WrongContent("another program wrote it")
    return 0


def bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Make the tables, or take the steps that are missing: all of them, or none. A file of this version is only read.

    Raises sqlite3.Error; WrongContent where a table or column of ours is missing, and then nothing was changed.
    """
    if check_version(connection) == VERSION:
        _check_tables(connection, VERSION)
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another nnterm may have been faster.
        version = check_version(connection)
        _check_tables(connection, version)
        for step in STEPS[version:]:
            for statement in step.split(";"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def _check_tables(connection: sqlite3.Connection, version: int) -> None:
    """Raise WrongContent unless every table is there as `version` has it."""
    with closing(sqlite3.connect(":memory:")) as fresh:
        for step in STEPS[:version]:
            fresh.executescript(step)
        wanted = {table: _columns(fresh, table) for table in _tables(fresh)}
    for table, columns in wanted.items():
        if not columns <= _columns(connection, table):
            raise WrongContent(f"its table {table} is missing or has other columns")


def _tables(connection: sqlite3.Connection) -> list[str]:
    return [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]


def _columns(connection: sqlite3.Connection, table: str) -> set[tuple[str, int]]:
    """Names of the columns of `table` and their places in its primary key; none where there is no such table."""
    return set(connection.execute("SELECT name, pk FROM pragma_table_info(?)", (table,)))
