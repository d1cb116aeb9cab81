"""Where things live on disk."""

import os
from pathlib import Path


def given(text: str) -> Path:
    """The path that a person wrote: `~` is their home, unless nobody knows it, or there cannot be one."""
    try:
        return Path(text).expanduser()
    except (RuntimeError, ValueError):
        return Path(text)


def home() -> Path:
    """Folder of everything nnterm writes: `NNTERM_HOME`, else the platform's user data folder."""
    chosen = os.environ.get("NNTERM_HOME")
    if chosen:
        return given(chosen)
    import platformdirs

    return platformdirs.user_data_path("nnterm", appauthor=False)


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
