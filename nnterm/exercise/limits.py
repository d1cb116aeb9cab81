"""What a learner's program may use, and the processes that belong to it."""

import ctypes
import os
import resource
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

FILE_SIZE = 100_000_000
"""Largest file in bytes that may be written."""

CORES = 4
"""Cores that may be used: libraries start a thread for each, and each thread takes memory."""

NICENESS = 5
"""How far the program stands back behind the app and the trainer."""

SPARE_THREADS = 512
"""Threads that it may start beside those that the user has already; the system counts them by user."""

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_PROC = Path("/proc")


class Process(NamedTuple):
    """One process of the system."""

    pid: int
    parent: int
    memory: int
    """Bytes it has in memory."""
    threads: int = 1


def adopt_orphans() -> None:
    """On Linux, become the parent of every process below this one whose own parent ends."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent() -> None:
    """On Linux, have the system kill this process when the one that started it ends."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _prctl(option: int, value: int) -> None:
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def restrict(memory: int) -> None:
    """Have the system hold this process to `memory` bytes of its own and to files of bearable size.

    Only soft limits are set, so that `relax` can give room for a last report.
    """
    # The address space is no measure: TensorFlow reserves gigabytes of it that it never uses.
    _limit(resource.RLIMIT_DATA, memory)
    _limit(resource.RLIMIT_FSIZE, FILE_SIZE)
    _limit(resource.RLIMIT_CORE, 0)
    if hasattr(resource, "RLIMIT_NPROC"):
        own = [each.threads for each in processes() or () if _owner(each.pid) == os.getuid()]
        if own:
            _limit(resource.RLIMIT_NPROC, sum(own) + SPARE_THREADS)
    if sys.platform == "linux":
        with suppress(OSError):
            os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    with suppress(OSError):
        os.nice(NICENESS)


def relax() -> None:
    """Lift the memory limit again; whoever watches from outside still holds to it."""
    with suppress(ValueError, OSError):
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))


def _limit(kind: int, value: int) -> None:
    # Some systems know a limit and refuse to set it.
    with suppress(ValueError, OSError):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def family(root: int) -> list[Process] | None:
    """Every process below `root`; None where the system does not tell."""
    listed = processes()
    if listed is None:
        return None
    children: dict[int, list[Process]] = {}
    for process in listed:
        children.setdefault(process.parent, []).append(process)
    found: list[Process] = []
    open_ends = [root]
    while open_ends:
        below = children.pop(open_ends.pop(), [])
        found += below
        open_ends += [process.pid for process in below]
    return found


def processes() -> list[Process] | None:
    """Every process of the system; None where it does not tell."""
    if (_PROC / "self" / "stat").exists():
        return [process for name in os.listdir(_PROC) if name.isdecimal() and (process := _read(name))]  # noqa: PTH208
    return listed_by_ps()


def _read(pid: str) -> Process | None:
    """One process from /proc; None when it is gone, or dead and not yet buried."""
    try:
        stat = (_PROC / pid / "stat").read_bytes()
    except OSError:
        return None
    # The name in brackets may hold anything, brackets too.
    fields = stat.rpartition(b")")[2].split()
    if fields[0] in (b"Z", b"X"):
        return None
    return Process(int(pid), int(fields[1]), int(fields[21]) * resource.getpagesize(), int(fields[17]))


def listed_by_ps() -> list[Process] | None:
    """Every process as ps(1) tells, where there is no /proc: on macOS and the BSDs."""
    try:
        told = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,rss="], capture_output=True, text=True, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    rows = (line.split() for line in told.stdout.splitlines())
    return [Process(int(pid), int(parent), int(kilobytes) * 1024) for pid, parent, kilobytes in rows]


def _owner(pid: int) -> int | None:
    try:
        return (_PROC / str(pid)).stat().st_uid
    except OSError:
        return None
