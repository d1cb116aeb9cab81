"""Ctrl+C, SIGTERM and SIGHUP for commands without a screen: one way to be ended early, whoever requests it.

What is under way is stopped in order and kept: see `in_order`. At any other moment there is nothing to lose, and the
command ends at once. The exit code is 128 plus the signal's number, as shells have it.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

LIMIT = 20.0
"""Seconds an orderly end may take. A command that cannot even write, because nobody reads its pipe, ends then."""

NAMES = {signal.SIGINT: "Ctrl+C"}
"""Signals that a person knows by another name."""

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
"""What ends a command early. Windows knows no SIGHUP."""

_received: list[signal.Signals] = []
_heard: list[int] = []
"""The signals that this listens to; none in a program that only imports nnterm."""


def listen() -> None:
    """Let the signals end the command at once, with a word on standard error.

    An exception would not do: it could come in the midst of an import, and be taken for something else, or for nothing.
    A signal that is ignored stays so: whoever started the command with `nohup` wants it to go on.
    """
    for name in SIGNALS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, _leave)
            _heard.append(number)


@contextmanager
def in_order() -> Iterator[None]:
    """Something is under way that must be stopped in order: meanwhile every signal does what Ctrl+C does in Python.

    It cancels what asyncio runs, and raises KeyboardInterrupt elsewhere.
    """
    heard = [number for number in _heard if signal.getsignal(number) is _leave]
    try:
        for number in heard:
            # With its own handler of Ctrl+C, asyncio takes the place of Python's, and of no other.
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else _interrupt)
        yield
    finally:
        for number in heard:
            signal.signal(number, _leave)


def _leave(number: int, _: FrameType | None) -> None:
    """End at once."""
    if _received and number != signal.SIGINT:
        # It ends already. A window that closes may send the same signal several times.
        return
    _receive(number)
    if sys.stdout is not None:
        # The command may be in the midst of writing, or nobody may read.
        with suppress(OSError, ValueError, RuntimeError):
            sys.stdout.flush()
    with suppress(OSError):
        os.write(2, f"nnterm: {words()}\n".encode())
    os._exit(exit_code())


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Do what Ctrl+C does at this moment, once."""
    if _received:
        return
    _receive(number)
    handler = signal.getsignal(signal.SIGINT)
    if callable(handler):
        handler(signal.SIGINT, frame)
    else:
        raise KeyboardInterrupt


def _receive(number: int) -> None:
    """Take note of the first reason to end, after which the end is certain."""
    _received.append(signal.Signals(number))
    timer = threading.Timer(LIMIT, os._exit, (exit_code(),))
    timer.daemon = True
    timer.start()


def note() -> None:
    """Take note of an end that asyncio received: it reports Ctrl+C by cancelling, and nobody else hears of it."""
    if signal.SIGINT in _heard and not _received:
        _receive(signal.SIGINT)


def has_come() -> bool:
    """Whether the end was requested."""
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
