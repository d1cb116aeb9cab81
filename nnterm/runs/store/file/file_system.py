"""Which file system the store is on: SQLite's write-ahead log needs memory that all its users share, so a local one."""

import os
import re
import sys
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
"""Where Linux lists what is mounted."""

LOCAL = (
    "bcachefs", "btrfs", "exfat", "ext2", "ext3", "ext4", "f2fs", "fuseblk", "jfs", "nilfs2", "ntfs", "ntfs3",
    "overlay", "ramfs", "reiserfs", "tmpfs", "vfat", "xfs", "zfs",
)  # fmt: skip
"""Types of file systems that only one machine writes to. A type that is not here may be shared: NFS, SMB, sshfs ..."""


def file_system(path: Path) -> str | None:
    """Type of the file system that `path` is on, as Linux names it, such as `ext4` or `nfs4`; None if not known.

    `path` need not exist. The format is that of proc_pid_mountinfo(5).
    """
    try:
        lines = os.fsdecode(MOUNTS.read_bytes()).splitlines()
    except OSError:
        return None
    wanted = Path(os.path.realpath(path))
    longest, found = 0, None
    for line in lines:
        place, _, source = line.partition(" - ")
        fields, types = place.split(" "), source.split(" ")
        if len(fields) > 4 and source:
            folder = Path(_unescaped(fields[4]))
            # The last of two in the same place hides the other, as with an automounter.
            if len(folder.parts) >= longest and wanted.is_relative_to(folder):
                longest, found = len(folder.parts), types[0]
    return found


def is_local(path: Path) -> bool:
    """Whether no other machine can write to the file system that `path` is on. False if Linux does not say.

    Other systems do not say it in a file: there the disk counts as local.
    """
    return file_system(path) in LOCAL if sys.platform == "linux" else True


def _unescaped(text: str) -> str:
    r"""`text` with its spaces, tabs, line ends and backslashes, which are written as \040 and so on."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), text)
