"""The processes of the system: who descends from whom, what they take, and how a family is ended."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")
"""Where Linux describes its processes."""

ADOPTS = sys.platform == "linux"
"""Whether a process can become the parent of the orphans below it: then no family is ever separated."""


class Process(NamedTuple):
    """One process of the system."""

    pid: int
    parent: int
    memory: int
    """Bytes it has in memory."""
    threads: int = 1


def family(root: int) -> list[Process] | None:
    """Every process below `root`; None where the system does not say.

    Where orphans cannot be adopted, every member of the session of `root` belongs to it too.
    """
    listed = processes()
    if listed is None:
        return None
    roots = [root] if ADOPTS else [root, *(process.pid for process in listed if session(process.pid) == root)]
    return [process for process in descendants(roots, listed) if process.pid != root]


def descendants(roots: Iterable[int], listed: Iterable[Process]) -> list[Process]:
    """The processes of `listed` that are `roots` or below one of them."""
    by_pid: dict[int, Process] = {}
    children: dict[int, list[int]] = {}
    for process in listed:
        by_pid[process.pid] = process
        children.setdefault(process.parent, []).append(process.pid)
    found: dict[int, None] = {}
    open_ends = list(roots)
    while open_ends:
        pid = open_ends.pop()
        found[pid] = None
        open_ends += [child for child in children.pop(pid, []) if child not in found]
    return [by_pid[pid] for pid in found if pid in by_pid]


class Ending:
    """The end of a whole family of processes: they are stopped, and killed when no more of them turn up.

    Killed one by one, those that start others without end would take the places that the dead leave.
    """

    def __init__(self, hurry: float) -> None:
        """After `hurry` seconds they are killed even if there are always others."""
        self._stopped: set[int] = set()
        self._limit = time.monotonic() + hurry

    def go_on(self, found: Iterable[Process]) -> None:
        """Go a step further with the processes that are `found` now."""
        pids = {process.pid for process in found}
        fresh = pids - self._stopped
        self._stopped |= fresh
        _send(fresh, signal.SIGSTOP)
        if not fresh or time.monotonic() > self._limit:
            _send(pids, signal.SIGKILL)


def _send(pids: Iterable[int], number: int) -> None:
    """Send a signal to those of `pids` that are still there."""
    for pid in pids:
        with suppress(OSError):
            os.kill(pid, number)


def processes(dead: bool = False) -> list[Process] | None:
    """Every living process, on Linux with `dead` those too that nobody has reaped; None if the system does not say."""
    if (PROC / "self" / "stat").exists():
        pids = [name for name in os.listdir(PROC) if name.isdecimal()]  # noqa: PTH208
        return [process for pid in pids if (process := _read(pid, dead))]
    return listed_by_ps()


def _read(pid: str, dead: bool) -> Process | None:
    """One process from /proc; None when it is gone, or dead and these are not wanted."""
    try:
        stat = (PROC / pid / "stat").read_bytes()
    except OSError:
        return None
    # The name in brackets may hold anything, brackets too.
    fields = stat.rpartition(b")")[2].split()
    if fields[0] in (b"Z", b"X") and not dead:
        return None
    return Process(int(pid), int(fields[1]), int(fields[21]) * resource.getpagesize(), int(fields[17]))


def listed_by_ps() -> list[Process] | None:
    """Every living process as ps(1) lists them, where there is no /proc: on macOS and the BSDs."""
    try:
        listing = subprocess.run(
            ["ps", "-A", "-o", "pid=,ppid=,rss=,stat="], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    rows = (line.split() for line in listing.stdout.splitlines())
    return [
        Process(int(pid), int(parent), int(kilobytes) * 1024)
        for pid, parent, kilobytes, state in rows
        if not state.startswith("Z")
    ]


def session(pid: int) -> int | None:
    """The session of `pid`, dead or alive; None where it is gone."""
    try:
        return os.getsid(pid)
    except OSError:
        return None
