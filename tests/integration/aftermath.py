"""What is there when an app or a command has ended: its last words, epochs in the store, processes, the terminal."""

import signal
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import psutil  # type: ignore[import-untyped]
from processes import alive
from terminal_app import TerminalApp

from nnterm.runs.store.store import RunStore

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
"""What ends a command early."""

WORDS = {signal.SIGINT: "Ctrl+C", signal.SIGTERM: "SIGTERM", signal.SIGHUP: "SIGHUP"}
"""How the command names them."""

SOON = 15.0
"""Seconds after which nothing may be left: two of grace, one for the trainer, and what a busy machine adds."""


def epochs_of_runs(home: Path) -> list[int]:
    """Epochs of every run in the store, the newest first."""
    if not (home / "nnterm.sqlite").exists():
        return []
    with closing(RunStore.open(home / "nnterm.sqlite")) as store:
        return [run.epochs for run in store.runs("planes", "moons")]


def epochs_kept(home: Path) -> int:
    """Epochs of the newest run in the store."""
    return next(iter(epochs_of_runs(home)), 0)


def assert_kept(home: Path, seen: int) -> None:
    """All epochs that were seen are in a store that is in order, and no run counts as under way."""
    if not (home / "nnterm.sqlite").exists():
        assert not seen
        return
    with closing(sqlite3.connect(home / "nnterm.sqlite")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with closing(RunStore.open(home / "nnterm.sqlite")) as store:
        assert all(run.state.over for run in store.runs("planes"))
    assert epochs_kept(home) >= seen


def gone(processes: Sequence[psutil.Process], seconds: float = SOON) -> bool:
    """Whether all of `processes` end within `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not any(map(alive, processes)):
            return True
        time.sleep(0.02)
    return False


def assert_terminal_as_before(app: TerminalApp) -> None:
    """Echo, line editing, cursor and screen are as they were, and no traceback is on it."""
    assert app.settings == app.before, "echo and line editing"
    for mode in (b"?1049", b"?1000", b"?1003", b"?2004"):  # alternate screen, mouse, paste
        assert app.written.rfind(b"\x1b[" + mode + b"l") >= app.written.rfind(b"\x1b[" + mode + b"h"), mode
    assert app.written.rfind(b"\x1b[?25h") >= app.written.rfind(b"\x1b[?25l"), "the cursor"
    assert b"Traceback" not in app.written
