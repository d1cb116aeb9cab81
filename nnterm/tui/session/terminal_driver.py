"""The terminal as the app uses it, which may vanish, or stop accepting output, at any moment.

Textual's own writer thread ends with the first error, and from then on whoever writes waits for ever, the app's way out
included. Ours drops what a terminal that is gone can no longer show.
"""

import os
import select
import signal
import termios
from collections.abc import Callable
from contextlib import suppress
from queue import Full
from typing import IO

from textual.drivers._writer_thread import WriterThread
from textual.drivers.linux_driver import LinuxDriver

PAUSE = 0.1
"""Seconds of one wait for room, after which it is looked whether the terminal is still wanted."""

PATIENCE = 0.5
"""Seconds a terminal that takes nothing may hold up the end of the app."""

RESTORE = (
    "\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
)
"""Undoes what Textual asks of a terminal, in the order in which it does so itself."""


class TerminalWriter(WriterThread):
    """Writes to the terminal from a thread of its own. It never fails, and never waits for a terminal without end."""

    def __init__(self, file: IO[str], lost: Callable[[], object]) -> None:
        """`lost` is called, from any thread, when the terminal is gone."""
        super().__init__(file)
        self._lost = lost
        self._is_lost = False
        self._hurries = False

    @property
    def is_lost(self) -> bool:
        """Whether what was written last did not reach the terminal."""
        return self._is_lost

    def hurry(self) -> None:
        """The app ends: a terminal that no longer accepts output must not delay it."""
        self._hurries = True

    def write(self, text: str) -> None:
        """Queue `text`; wait for room as long as there is a terminal to wait for."""
        self._put(text)

    def _put(self, text: str | None) -> None:
        waited = 0.0
        while not self._is_lost:
            try:
                self._queue.put(text, timeout=PAUSE)
            except Full:
                waited += PAUSE
                if self._hurries and waited >= PATIENCE:
                    # What comes after it would not be taken either.
                    self._is_lost = True
            else:
                return

    def run(self) -> None:
        """Write what is queued until the end, or until the terminal is gone."""
        try:
            super().run()
        except (OSError, ValueError):
            self._is_lost = True
            self._lost()

    def stop(self) -> None:
        """End the thread, with all that was queued written, if the terminal takes it."""
        self._put(None)
        while self.is_alive() and not self._is_lost:
            self.join(PATIENCE)
            self._is_lost = self._hurries and self.is_alive()


class TerminalDriver(LinuxDriver):
    """Textual's driver, with a writer that survives its terminal."""

    _writer: TerminalWriter | None = None

    @property
    def _writer_thread(self) -> TerminalWriter | None:
        return self._writer

    @_writer_thread.setter
    def _writer_thread(self, thread: WriterThread | None) -> None:
        # Where Textual makes its own writer, while it takes over the terminal, ours takes its place.
        assert self._file is not None, "a terminal has a standard error"
        self._writer = TerminalWriter(self._file, self._lose) if thread is not None else None

    def hurry(self) -> None:
        """The app ends: do not wait for a terminal that takes nothing."""
        if self._writer is not None:
            self._writer.hurry()

    def close(self) -> None:
        """End the writer. What it could not write is made up for, where the terminal takes it by now."""
        super().close()
        if self._writer is not None and self._writer.is_lost:
            self.give_back()

    def give_back(self) -> None:
        """Leave the terminal usable where there is no time for an orderly end. May be called from any thread."""
        # A process in the background would be stopped by this signal.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
        with suppress(OSError, ValueError, termios.error):
            if self.attrs_before is not None:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
            if self._file is not None and select.select([], [self._file.fileno()], [], 0)[1]:
                os.write(self._file.fileno(), RESTORE.encode())

    def _lose(self) -> None:
        ending = getattr(self._app, "ending", None)
        if ending is not None:
            ending.lose_terminal()

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except OSError:
            self._lose()
        except Exception as error:  # noqa: BLE001 - the thread's last resort, as in Textual's own
            self._app.call_later(self._app._handle_exception, error)
