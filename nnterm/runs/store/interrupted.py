"""Runs whose nnterm is gone: who trains each run that is not over, and the end of those that nobody trains."""

import sqlite3
import time
from collections.abc import Iterable

import msgspec

from nnterm.experiment.run_state import RunState
from nnterm.runs.store.run_owner import RunOwner


def note_writer(connection: sqlite3.Connection, run_id: str, state: RunState, owner: RunOwner) -> None:
    """Keep that `owner` trains the run, until it is over."""
    if state.over:
        connection.execute("DELETE FROM writers WHERE run_id = ?", (run_id,))
        return
    row = (run_id, msgspec.json.encode(owner).decode(), time.time())
    connection.execute("INSERT OR REPLACE INTO writers (run_id, owner, written) VALUES (?, ?, ?)", row)


def writers(connection: sqlite3.Connection) -> dict[str, bool]:
    """The runs that are not over by id, and whether their nnterm is still there."""
    rows = connection.execute("SELECT run_id, owner, written FROM writers").fetchall()
    return {run_id: bool(owner) and not _decode(owner).is_gone(float(written)) for run_id, owner, written in rows}


def _decode(owner: str) -> RunOwner:
    return msgspec.json.decode(owner, type=RunOwner)


def interrupt(connection: sqlite3.Connection, run_ids: Iterable[str]) -> None:
    """Mark runs as interrupted that are no longer being trained. One that is over stays as it is."""
    for run_id in run_ids:
        for (outcome,) in connection.execute("SELECT outcome FROM runs WHERE run_id = ?", (run_id,)).fetchall():
            kept = msgspec.json.decode(outcome)
            if not RunState(kept["state"]).over:
                changed = msgspec.json.encode({**kept, "state": RunState.INTERRUPTED}).decode()
                connection.execute("UPDATE runs SET outcome = ? WHERE run_id = ?", (changed, run_id))
        connection.execute("DELETE FROM writers WHERE run_id = ?", (run_id,))
