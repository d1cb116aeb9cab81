"""The end of the app when it is requested from outside, or the terminal is gone: in order if possible, but for certain.

A thread of its own sees to it, since the event loop may be what hangs.
"""

import os
import select
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from types import FrameType

GRACE = 2.0
"""Seconds for an orderly end: the run kept, the trainer ended, the terminal given back. Then the process ends."""

LOOK = 0.5
"""Seconds from one look at the terminal to the next, and that the very last work may take."""

SIGNALS = ("SIGTERM", "SIGHUP", "SIGINT")
"""What others end a program with. Ctrl+C in the app's own terminal is a key, and comes as none of these."""


class Ending:
    """Watches for what must end the app, and ends it."""

    def __init__(self, leave: Callable[[int], None], last: Callable[[], None], terminal: int | None = None) -> None:
        """`leave` begins the orderly end with an exit code; `last` does what the process may not end without.

        Both are called from threads of their own, and may hang. `terminal` is the terminal's file descriptor, if there
        is one to watch.
        """
        self._leave = leave
        self._last = last
        self._terminal = terminal
        self._codes: SimpleQueue[int] = SimpleQueue()
        self.code: int | None = None
        """What the process exits with; None while nothing requested its end."""

    def watch(self) -> None:
        """Take over the signals, and begin to watch. To be called from the main thread."""
        for name in SIGNALS:
            number = getattr(signal, name, None)  # Windows has no SIGHUP
            # What is ignored stays so: whoever started the app with `nohup` wants it to go on.
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._receive)
        _start(self._run)

    def begin(self, code: int) -> None:
        """End the app with the exit code `code`: in order within the grace, for certain after it. From any thread.

        The first reason to end is the one that counts.
        """
        if self.code is None:
            self.code = code
        self._codes.put(self.code)

    def has_begun(self) -> bool:
        """Whether the app is at its end already, or must come to it, since the terminal is gone."""
        if self.code is None and self._is_gone():
            self.lose_terminal()
        return self.code is not None

    def lose_terminal(self) -> None:
        """End the app as after the signal that a vanished terminal sends. From any thread."""
        self.begin(128 + getattr(signal, "SIGHUP", signal.SIGTERM))

    def _receive(self, number: int, _: FrameType | None) -> None:
        # As shells have it. A simple queue is one of the few things that a signal handler may use.
        self.begin(128 + number)

    def _run(self) -> None:
        code = self._next()
        _start(lambda: self._leave(code))
        # When the process ends in order, this thread ends with it.
        threading.Event().wait(GRACE)
        _start(self._last).join(LOOK)
        os._exit(code)

    def _next(self) -> int:
        """Wait for a reason to end; the exit code."""
        while True:
            with suppress(Empty):
                return self._codes.get(timeout=LOOK)
            if self._is_gone():
                self.lose_terminal()

    def _is_gone(self) -> bool:
        """Whether nobody is at the other end of the terminal. No signal says so to a program started by `nohup`."""
        if self._terminal is None or not hasattr(select, "poll"):
            return False
        poller = select.poll()
        poller.register(self._terminal, 0)
        return any(found & (select.POLLHUP | select.POLLERR) for _, found in poller.poll(0))


def _start(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, name="ending", daemon=True)
    thread.start()
    return thread
