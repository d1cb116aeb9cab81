"""Whose process is whose: orphans are adopted, children die with their parent, and a family carries a mark.

All of it is Linux's own; elsewhere these functions do nothing, and nothing is marked.
"""

import ctypes
import os
import resource
import signal
from contextlib import suppress

from nnterm.system.processes import PROC

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38


def adopt_orphans(adopt: bool = True) -> None:
    """Become the parent of every process below this one whose own parent ends; with False no longer."""
    _prctl(_PR_SET_CHILD_SUBREAPER, int(adopt))


def die_with(parent: int) -> None:
    """Have the system kill this process when `parent` ends, the process that started it. It may have ended already."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def wake_without_parent() -> None:
    """Have the system let this process go on, should it be stopped, when the process that started it ends."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGCONT)


def close_to_others(closed: bool = True) -> None:
    """Let no other process of the user read, write or trace this one, or reach for its pipes; with False let it."""
    _prctl(_PR_SET_DUMPABLE, int(not closed))


def mark(largest_file: int) -> None:
    """Mark this process and all that will descend from it, so that `is_marked` knows them for certain.

    The marks are restrictions that cannot be lifted: no new privileges, and no file above `largest_file` bytes.
    """
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    with suppress(ValueError, OSError):
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        limit = largest_file if hard == resource.RLIM_INFINITY else min(largest_file, hard)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


def is_marked(pid: int) -> bool:
    """Whether `pid`, dead or alive, descends from a marked process. This one must not."""
    try:
        status = (PROC / str(pid) / "status").read_bytes()
        limits = (PROC / str(pid) / "limits").read_bytes()
    except OSError:
        return False
    # This process may be restricted in one way or the other itself: in a container, or by its user.
    return status.count(b"NoNewPrivs:\t1") > _own_status().count(b"NoNewPrivs:\t1") or _is_below(_hard(limits))


def _own_status() -> bytes:
    return (PROC / "self" / "status").read_bytes()


def _is_below(limit: int) -> bool:
    """Whether `limit` on the size of files is tighter than that of this process."""
    _, own = resource.getrlimit(resource.RLIMIT_FSIZE)
    return limit != resource.RLIM_INFINITY and (own == resource.RLIM_INFINITY or limit < own)


def _hard(limits: bytes) -> int:
    """The hard limit on the size of files in the table `limits`."""
    for line in limits.splitlines():
        if line.startswith(b"Max file size"):
            value = line.split()[4]
            return int(value) if value.isdigit() else resource.RLIM_INFINITY
    return resource.RLIM_INFINITY


def _prctl(option: int, value: int) -> None:
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
