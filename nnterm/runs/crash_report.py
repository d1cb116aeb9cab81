"""A report of an error that nobody expected, in a file that may be sent to the maintainers."""

import os
import platform
import shutil
import sys
import time
import traceback
from collections.abc import Mapping
from pathlib import Path

from nnterm import __version__, paths
from nnterm.installed import installed_version
from nnterm.printable import printable_lines

PACKAGES = ("textual", "rich", "plotext", "tensorflow", "keras", "msgspec")
"""Packages whose versions are named."""

MOST_TEXT = 60_000
"""Longest traceback in characters. Of a longer one the end is kept, where the error is."""

MOST_REPORTS = 10
"""Reports that are kept."""

TERMINAL = ("TERM", "COLORTERM", "TERM_PROGRAM", "TMUX", "SSH_CONNECTION", "LANG", "NO_COLOR", "TEXTUAL_THEME")
"""Variables that say what the terminal is. Of some it matters only that they are set: see `_variable`."""

ASK = "Please send it to the maintainers, and say what you did."


def write_report(error: BaseException, circumstances: Mapping[str, str]) -> str:
    """Write a report of `error`, and return the message for the user: where it is, or what it says.

    `circumstances` says what the app was at; nothing that was typed belongs into it. Values of variables are left out
    too.
    """
    text = _text(error, circumstances)
    path = paths.home() / f"crash-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
    head = "nnterm met an error that it did not expect, and ended. Your runs and your progress are kept."
    try:
        paths.private_folder(path.parent)
        with open(path, "w", encoding="utf-8", errors="replace", opener=paths.private) as file:
            file.write(text)
        _keep_newest(path.parent)
    except OSError as failure:
        last = "\n".join(f"        {line}" for line in _traceback(error).splitlines()[-6:])
        return f"{head}\n        A report could not be written ({failure.strerror}). It would have ended:\n{last}"
    return f"{head}\n        A report is in {path}. {ASK}"


def _text(error: BaseException, circumstances: Mapping[str, str]) -> str:
    size = shutil.get_terminal_size()
    facts = {
        "time": time.strftime("%Y-%m-%d %H:%M:%S %z"),
        "nnterm": __version__,
        "python": f"{platform.python_version()} on {platform.platform()}",
        "packages": ", ".join(f"{name} {installed_version(name)}" for name in PACKAGES),
        "terminal": f"{size.columns} x {size.lines}, {_encoding()}, " + ", ".join(map(_variable, TERMINAL)),
        **circumstances,
    }
    lines = [f"{name}: {value}" for name, value in facts.items()]
    return printable_lines("\n".join([*lines, "", _traceback(error)]), 2 * MOST_TEXT) + "\n"


def _traceback(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))[-MOST_TEXT:]


def _encoding() -> str:
    return getattr(sys.__stderr__, "encoding", None) or "no encoding"


def _variable(name: str) -> str:
    # These two name the user's computer.
    if name in ("SSH_CONNECTION", "TMUX"):
        return f"{name} {'set' if os.environ.get(name) else 'not set'}"
    return f"{name}={os.environ.get(name, '')}"


def _keep_newest(folder: Path) -> None:
    for old in sorted(folder.glob("crash-*.txt"))[:-MOST_REPORTS]:
        old.unlink(missing_ok=True)
