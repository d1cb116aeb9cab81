"""What a learner's program leaves to the app when what watched over it is gone: its processes, and its folder.

The app looks for both itself. It started that process in a session of its own, and it made the folder; nothing that was
reported by or about the program decides what is ended or deleted.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from nnterm.system import descent, folders, processes
from nnterm.system.folders import Folder

HURRY = 10.0
"""Seconds after which they are killed even if there are always others."""

PATIENCE = 30.0
"""Seconds after which killed processes are given up: the system holds them."""

TICK = 0.005
"""Seconds between two looks."""

_running = 0
"""Programs that run now."""


@contextmanager
def adopted() -> Iterator[None]:
    """Become, on Linux and meanwhile, the parent of processes that have lost theirs: so they can be found.

    What the trainer leaves comes to the app too, and is left alone.
    """
    global _running  # noqa: PLW0603 - it is the process that adopts
    _running += 1
    descent.adopt_orphans()
    try:
        yield
    finally:
        _running -= 1
        if not _running:
            descent.adopt_orphans(False)


def clear(supervisor: int, has_ended: Callable[[], bool], folder: Folder) -> None:
    """End every process of a program whose `supervisor` ends too, then remove its `folder`, which may take long."""
    limit = time.monotonic() + PATIENCE
    ending = processes.Ending(HURRY)
    # What is below the supervisor comes to this process when that has ended, and not before.
    while not (has_ended() and _is_cleared(supervisor, ending)) and time.monotonic() < limit:
        time.sleep(TICK)
    folders.remove(folder)


def _is_cleared(supervisor: int, ending: processes.Ending) -> bool:
    """Stop or kill what can be found, and reap what has died. Whether there was nothing left."""
    if not processes.ADOPTS:
        left = processes.family(supervisor) or []
        ending.go_on(left)
        return not left
    listed = processes.processes(dead=True) or []
    children = [each.pid for each in listed if each.parent == os.getpid()]
    # One that was just born has no mark yet.
    orphans = [pid for pid in children if descent.is_marked(pid) or processes.session(pid) == supervisor]
    ending.go_on(processes.descendants(orphans, listed))
    for pid in orphans:
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
    return not orphans
