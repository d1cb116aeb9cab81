"""Ctrl+C, SIGTERM and SIGHUP for commands without a screen: one way to be ended early, whoever asks for it.

What trains is stopped in order and kept, what was started is ended, and the exit code is 128 plus the signal's number,
as shells have it.
"""

import os
import signal
import threading
from types import FrameType

LIMIT = 20.0
"""Seconds an orderly end may take. A command that cannot even write, because nobody reads its pipe, ends then."""

NAMES = {signal.SIGINT: "Ctrl+C"}
"""Signals that a person knows by another name."""

_received: list[signal.Signals] = []


def listen() -> None:
    """Let SIGTERM and SIGHUP end the command as Ctrl+C does.

    A signal that is ignored stays so: whoever started the command with `nohup` wants it to go on.
    """
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Do what Ctrl+C does at this moment, once: a window that closes may send the same signal several times."""
    if _received:
        return
    _received.append(signal.Signals(number))
    timer = threading.Timer(LIMIT, os._exit, (128 + number,))
    timer.daemon = True
    timer.start()
    handler = signal.getsignal(signal.SIGINT)
    if callable(handler):
        handler(signal.SIGINT, frame)
    else:
        raise KeyboardInterrupt


def has_come() -> bool:
    """Whether SIGTERM or SIGHUP asked for the end."""
    return bool(_received)


def exit_code() -> int:
    """What the command exits with when it was ended early."""
    return 128 + _cause()


def words() -> str:
    """Who ended it, in a line."""
    cause = _cause()
    return f"ended by {NAMES.get(cause, cause.name)}."


def _cause() -> signal.Signals:
    return _received[0] if _received else signal.SIGINT
