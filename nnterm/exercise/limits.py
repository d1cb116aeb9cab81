"""What the process of a learner's program may use: the limits that the system itself enforces."""

import os
import resource
import sys
from contextlib import suppress

from nnterm.system.processes import PROC, processes

FILE_SIZE = 100_000_000
"""Largest file in bytes that may be written."""

OPEN_FILES = 1024
"""Files that one process may have open."""

CORES = 4
"""Cores that may be used: libraries start a thread for each, and each thread takes memory."""

NICENESS = 5
"""How far the program steps back for the app and the trainer."""

SPARE_THREADS = 256
"""Threads that it may start beside those that the user has already; the system counts them by user."""

RESERVE = 32_000_000
"""Bytes that `relax` adds to the memory, for a last report."""


def restrict(memory: int) -> None:
    """Have the system hold this process, and each that it starts, to `memory` bytes of its own and to bearable sizes.

    None of it can be lifted again, other than by the administrator of the system, and `RESERVE` by `relax`.
    """
    # The address space is no measure: TensorFlow reserves gigabytes of it that it never uses.
    _limit(resource.RLIMIT_DATA, memory, memory + RESERVE)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
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
    """Give the memory that is kept in reserve; whoever watches from outside still holds to the limit."""
    with suppress(ValueError, OSError):
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))


def _limit(kind: int, soft: int, hard: int | None = None) -> None:
    """Set a limit of this process, no looser than it is."""
    # Some systems know a limit and refuse to set it.
    with suppress(ValueError, OSError):
        _, most = resource.getrlimit(kind)
        values = [value if most == resource.RLIM_INFINITY else min(value, most) for value in (soft, hard or soft)]
        resource.setrlimit(kind, (values[0], values[1]))


def _owner(pid: int) -> int | None:
    try:
        return (PROC / str(pid)).stat().st_uid
    except OSError:
        return None
