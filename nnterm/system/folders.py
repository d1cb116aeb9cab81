"""A temporary folder that is removed for certain, whatever was left in it, and nothing else with it."""

import os
import secrets
import stat
import tempfile
from contextlib import suppress
from itertools import count
from typing import NamedTuple

_OPENING = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Folder(NamedTuple):
    """A folder, and how to recognise another that has taken its place."""

    path: str
    device: int
    inode: int


def make(prefix: str) -> Folder:
    """A new folder that only this user can enter. Raises OSError where none can be made."""
    path = tempfile.mkdtemp(prefix=prefix)
    found = os.lstat(path)
    return Folder(path, found.st_dev, found.st_ino)


def remove(folder: Folder) -> None:
    """Remove `folder` and all in it, as far as the system lets us.

    Links are removed, not followed; another file system that was mounted in it is left, and so is whatever else
    is at its path. However deep it is, no more than two levels are ever open: deeper folders are moved up.
    """
    with suppress(OSError):
        found = os.lstat(folder.path)
        if not stat.S_ISDIR(found.st_mode) or (found.st_dev, found.st_ino) != (folder.device, folder.inode):
            return
        # Whoever made it unreadable left it to us all the same.
        os.chmod(folder.path, stat.S_IRWXU)  # noqa: PTH101
        top = os.open(folder.path, _OPENING)
        try:
            _clear(top, folder.device)
        finally:
            os.close(top)
        os.rmdir(folder.path)  # noqa: PTH106


def _clear(top: int, device: int) -> None:
    """Remove everything in the open folder `top`, which is on `device`."""
    stem = secrets.token_hex(8)
    names = (f"{stem}-{number}" for number in count())
    stuck: set[str] = set()
    while folders := [name for name in _without_files(top, device) if name not in stuck]:
        for name in folders:
            try:
                inner = os.open(name, _OPENING, dir_fd=top)
                try:
                    for deeper in _without_files(inner, device):
                        os.rename(deeper, next(names), src_dir_fd=inner, dst_dir_fd=top)
                finally:
                    os.close(inner)
                os.rmdir(name, dir_fd=top)
            except OSError:
                stuck.add(name)


def _without_files(folder: int, device: int) -> list[str]:
    """Remove all but folders from the open `folder`. The names of the folders in it, which can now be entered."""
    while True:
        folders: list[str] = []
        removed = 0
        with os.scandir(folder) as entries:
            for entry in entries:
                with suppress(OSError):
                    if not entry.is_dir(follow_symlinks=False):
                        os.unlink(entry.name, dir_fd=folder)
                        removed += 1
                    elif entry.stat(follow_symlinks=False).st_dev == device:
                        os.chmod(entry.name, stat.S_IRWXU, dir_fd=folder)
                        folders.append(entry.name)
        # Some systems skip entries of a folder that changes while it is listed.
        if not removed:
            return folders
