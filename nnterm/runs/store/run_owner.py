"""Who trains a run: the process that writes it, and whether that process is still there."""

import os
import platform
import time
from pathlib import Path

import msgspec

PATIENCE = 3600.0
"""Seconds after the last writing at which a process counts as gone that cannot be seen from here."""

_ENDED = ("Z", "X")
"""States of a process that is over and only waits for its parent to take note."""


class RunOwner(msgspec.Struct, frozen=True):
    """A process, so that none other is taken for it: neither one of the same number later, nor one elsewhere."""

    pid: int = 0
    started: int = 0
    """When the process started, in ticks since the computer did; 0 where the system does not say."""
    boot: str = ""
    """Which start of which computer it runs since; empty where the system does not say."""
    space: str = ""
    """In which space of process numbers `pid` counts: each container has one of its own."""
    host: str = ""
    """Name and id of the computer or container."""

    def is_gone(self, written: float) -> bool:
        """Whether the process is over. `written` is when it wrote last, in seconds since 1970.

        One on another computer, or in another container, cannot be looked at: it counts as gone when it has not
        written for an hour. Where that is wrong, its next writing says so.
        """
        here = this_process()
        if self.boot and self.boot == here.boot and self.space == here.space:
            return _started(self.pid) != self.started
        if self.boot and here.boot and self.boot != here.boot and self.host == here.host:
            # The computer was started anew since.
            return True
        return time.time() - written > PATIENCE


def this_process() -> RunOwner:
    """This process as an owner of runs."""
    return RunOwner(
        pid=os.getpid(),
        started=_started(os.getpid()),
        boot=_read("/proc/sys/kernel/random/boot_id"),
        space=_space(),
        host=f"{platform.node()} {_read('/etc/machine-id')}",
    )


def _started(pid: int) -> int:
    """When process `pid` started, in ticks; 0 where there is none, or the system does not say."""
    # The second field is the program's name in brackets, which may hold anything.
    state, *fields = _read(f"/proc/{pid}/stat").rpartition(") ")[2].split() or [""]
    return int(fields[18]) if state not in _ENDED and len(fields) > 18 else 0


def _space() -> str:
    try:
        return str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        return ""


def _read(path: str) -> str:
    """The text of a small file; empty where it cannot be read."""
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
