"""One nnterm at a time: a lock on a folder, which ends with its process and leaves no file."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PAUSE = 0.02
"""Seconds from one attempt to the next."""


@contextmanager
def folder_lock(folder: Path, patience: float) -> Iterator[None]:
    """Hold the lock on `folder`, or go on without it after `patience` seconds and where there are no such locks."""
    handle = None
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        deadline = time.monotonic() + patience
        while not _locks(handle) and time.monotonic() < deadline:
            time.sleep(PAUSE)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _locks(handle: int) -> bool:
    """Take the lock, unless another process has it. Raises OSError where there are no locks."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
