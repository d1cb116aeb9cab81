"""Whether this terminal can show the app, and with which characters."""

import os
import sys

from nnterm.errors import TerminalError

SMALLEST = (60, 18)
"""Columns and rows below which the app asks for a larger window instead of drawing."""

POOR_TERMINALS = ("linux",)
"""Terminals whose fonts have no braille."""


def check_terminal() -> None:
    """Raise TerminalError when there is no terminal that can show a screen."""
    without = "Without one, `nnterm read LESSON` prints a lesson, and `nnterm train LESSON` trains with plain output."
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise TerminalError("nnterm needs a terminal for its screen, on standard input and output.", without)
    term = os.environ.get("TERM", "")
    if term in ("", "dumb", "unknown"):
        raise TerminalError(
            f"This terminal says it cannot draw (TERM={term or 'not set'}).",
            f"Set TERM to what your terminal is, for example xterm-256color. {without}",
        )


def best_glyphs() -> str:
    """The set of characters that this terminal can most likely show."""
    # Textual writes to the real stderr stream's encoding, whatever sys.stdout claims.
    stream = sys.__stderr__ or sys.stderr
    encoding = (getattr(stream, "encoding", "") or "").lower().replace("-", "")
    if encoding not in ("utf8", "utf16"):
        return "ascii"
    return "block" if os.environ.get("TERM", "") in POOR_TERMINALS else "braille"


def over_ssh() -> bool:
    """Whether the terminal is at the far end of an SSH connection."""
    return bool(os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY"))
