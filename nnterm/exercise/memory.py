"""The memory that a learner's program takes, with what is in no heap: shared memory, and files that are kept in it."""

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from nnterm.system.processes import PROC, Process

IN_MEMORY = frozenset({"tmpfs", "ramfs", "devtmpfs", "hugetlbfs"})
"""File systems that keep what is written in memory."""

BLOCK = 512
"""Bytes of one block, as stat(2) counts them."""


class Memory:
    """Measures a program from its start on."""

    def __init__(self, folder: Path, limit: int) -> None:
        """`folder` is where the program runs; above `limit` bytes a measure is exact, below it may be too high."""
        self._folder = folder
        self._limit = limit
        self._devices = _in_memory()
        self._filled = self._fill() if folder.stat().st_dev in self._devices else None
        """Bytes on the file system of the folder at the start; None where it is a disk."""

    def taken(self, family: Sequence[Process]) -> int:
        """Bytes of memory that all of `family` have together. Their files are counted while they are open."""
        if not self._devices:
            return sum(process.memory for process in family)
        quick = [_quick(process) for process in family]
        files = dict(entry for process in family for entry in self._open_files(process.pid))
        taken = _together(quick, files.values())
        if self._filled is not None and taken + self._fill() - self._filled > self._limit:
            files |= dict(self._files())
            taken = _together(quick, files.values())
        # What processes share was counted once for each of them.
        return taken if taken <= self._limit else _together(map(_exact, family), files.values())

    def _fill(self) -> int:
        system = os.statvfs(self._folder)
        return (system.f_blocks - system.f_bfree) * system.f_frsize

    def _open_files(self, pid: int) -> Iterator[tuple[tuple[int, int], int]]:
        """The files in memory that `pid` has open: which, and how many bytes they have."""
        try:
            names = os.listdir(PROC / str(pid) / "fd")  # noqa: PTH208 - there may be a thousand
        except OSError:
            return
        for name in names:
            path = PROC / str(pid) / "fd" / name
            try:
                found = path.stat()
                if stat.S_ISREG(found.st_mode) and (
                    found.st_dev in self._devices or str(path.readlink()).startswith("/memfd:")
                ):
                    yield (found.st_dev, found.st_ino), found.st_blocks * BLOCK
            except OSError:
                continue

    def _files(self) -> Iterator[tuple[tuple[int, int], int]]:
        """Every file in the folder, as in `_open_files`, apart from those whose path is too long."""
        open_ends = [str(self._folder)]
        while open_ends:
            try:
                with os.scandir(open_ends.pop()) as entries:
                    for entry in entries:
                        found = entry.stat(follow_symlinks=False)
                        if entry.is_dir(follow_symlinks=False):
                            open_ends.append(entry.path)
                        yield (found.st_dev, found.st_ino), found.st_blocks * BLOCK
            except OSError:
                continue


def _together(parts: Iterable[tuple[int, int]], files: Iterable[int]) -> int:
    """Bytes of own memory, and of shared memory and `files`, which are seen twice where a file is mapped."""
    pairs = list(parts)
    return sum(own for own, _ in pairs) + max(sum(shared for _, shared in pairs), sum(files))


def _quick(process: Process) -> tuple[int, int]:
    """Bytes of `process`: those of its own, with libraries, and those of shared memory."""
    values = _values(process.pid, "status")
    return (process.memory - min(process.memory, shared := values.get(b"RssShmem", 0)), shared)


def _exact(process: Process) -> tuple[int, int]:
    """As `_quick`, where each page counts as the part that falls to this process among all who share it."""
    values = _values(process.pid, "smaps_rollup")
    if b"Pss" not in values or b"Pss_Shmem" not in values:
        return _quick(process)
    return values[b"Pss"] - values[b"Pss_Shmem"], values[b"Pss_Shmem"]


def _values(pid: int, name: str) -> dict[bytes, int]:
    """The lines of one of Linux's own files that count kilobytes, in bytes."""
    try:
        lines = (PROC / str(pid) / name).read_bytes().splitlines()
    except OSError:
        return {}
    fields = (line.split() for line in lines)
    return {each[0].rstrip(b":"): int(each[1]) * 1024 for each in fields if len(each) == 3 and each[2] == b"kB"}


def _in_memory() -> frozenset[int]:
    """The devices whose files are kept in memory; none where the system does not say."""
    try:
        mounts = (PROC / "self" / "mountinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        return frozenset()
    found = set()
    for mount in mounts:
        fields, _, rest = mount.partition(" - ")
        if rest.split()[0] in IN_MEMORY:
            major, minor = fields.split()[2].split(":")
            found.add(os.makedev(int(major), int(minor)))
    return frozenset(found)
