"""Where things live on disk, and who may read what nnterm writes there: its owner alone."""

import os
import stat
from contextlib import suppress
from pathlib import Path

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600
OTHERS = stat.S_IRWXG | stat.S_IRWXO
"""What the owner's group and everybody else may do."""

NOWHERE = Path("/nnterm")
"""The home of a user who has none."""

OWN_NAMES = ("nnterm.sqlite", "trainer.log", "crash-")
"""How the names of the files begin that nnterm writes in its home."""


def given(text: str) -> Path:
    """The path that a person wrote: `~` is their home, unless nobody knows it, or there cannot be one."""
    try:
        return Path(text).expanduser()
    except (RuntimeError, ValueError):
        return Path(text)


def home() -> Path:
    """Folder of everything nnterm writes: `NNTERM_HOME`, else the platform's user data folder.

    A user without a home, as containers have them, is taken to live at the root of the disk.
    """
    chosen = os.environ.get("NNTERM_HOME")
    if chosen:
        return given(chosen)
    import platformdirs

    try:
        usual = platformdirs.user_data_path("nnterm", appauthor=False)
    except RuntimeError:
        return NOWHERE
    return usual if usual.is_absolute() else NOWHERE


def store() -> Path:
    """The SQLite file that holds runs and progress."""
    return home() / "nnterm.sqlite"


def trainer_log() -> Path:
    """Where the training process's stderr goes."""
    return home() / "trainer.log"


def course() -> Path:
    """Folder of the lessons that ship with nnterm: inside the wheel, or `lessons/` of a source tree."""
    installed = Path(__file__).parent / "course"
    return installed if installed.is_dir() else Path(__file__).parent.parent / "lessons"


def datasets() -> Path:
    """Folder of the data sets that ship with nnterm."""
    return course() / "data"


def private_folder(folder: Path) -> None:
    """Make `folder` where it is missing. Others may not look into it. Raises OSError where it cannot be made.

    A folder that is there already is closed to others only if it is nnterm's own: the usual home, or one that holds
    nothing else. A home that was set to `/tmp`, to a shared folder or to the learner's own home keeps its mode; what
    nnterm writes there is private all the same.
    """
    folder.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
    if _is_own(folder):
        close_to_others(folder)


def _is_own(folder: Path) -> bool:
    """Whether nobody but nnterm can have a use for `folder`."""
    try:
        if not os.environ.get("NNTERM_HOME") and folder == home():
            return True
        if folder.stat().st_mode & (stat.S_IWOTH | stat.S_ISVTX) or folder.samefile(Path.home()):
            return False
        return all(entry.name.startswith(OWN_NAMES) for entry in folder.iterdir())
    except (OSError, RuntimeError):
        return False


def private(path: str, flags: int) -> int:
    """Open a file that only its owner may read: an `opener` for `open`, which closes one to others that is there."""
    handle = os.open(path, flags, PRIVATE_FILE)
    close_to_others(Path(path))
    return handle


def close_to_others(path: Path) -> None:
    """Let only its owner use `path`. What belongs to somebody else, or lies on a disk without modes, is left as it is.

    The file is not opened: closing it would end SQLite's locks on it.
    """
    with suppress(OSError):
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & OTHERS:
            path.chmod(mode & ~OTHERS)
