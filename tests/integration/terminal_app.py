"""A command on a terminal of its own, read as a person would read the screen."""

import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from fcntl import ioctl
from types import TracebackType

import psutil  # type: ignore[import-untyped]
import pyte
from processes import descendants, kill_all

NNTERM = (sys.executable, "-m", "nnterm")

# COLUMNS and LINES would be believed in place of the terminal's own size.
NOT_PASSED_ON = ("TEXTUAL", "NNTERM", "COLUMNS", "LINES")

# pyte takes these for text: the keyboard protocol and questions about modes.
UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<>=?][0-9;]*[u$p]+|\x1b\[[0-9;?]*\$p")


class TerminalApp:
    """Starts `command` on a new pseudo-terminal; as a context manager it leaves no process."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], columns: int = 120, rows: int = 40
    ) -> None:
        self._ours, self._theirs = pty.openpty()
        ioctl(self._theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._open = [self._theirs, self._ours]
        self.before = termios.tcgetattr(self._theirs)
        self.written = b""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._unseen = b""
        self._seen: set[psutil.Process] = set()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(NOT_PASSED_ON)}
        self.process = subprocess.Popen(
            command,
            stdin=self._theirs,
            stdout=self._theirs,
            stderr=self._theirs,
            start_new_session=True,
            env={**kept, "TERM": "xterm-256color", "LANG": "C.UTF-8", **environment},
        )

    def __enter__(self) -> "TerminalApp":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        left = self.children()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        kill_all(left)
        self.close_window()

    def close_window(self) -> None:
        """Take the terminal away, as closing its window does; the signal is not sent here."""
        while self._open:
            os.close(self._open.pop())

    @property
    def text(self) -> str:
        """The screen, a line a row."""
        # Read into the screen only where somebody looks: that takes longer than the command takes to write.
        self._stream.feed(UNKNOWN_TO_PYTE.sub(b"", self._unseen))
        self._unseen = b""
        return "\n".join(line.rstrip() for line in self._screen.display)

    @property
    def settings(self) -> list[object]:
        """The terminal's modes as they are now: echo, line editing and the like."""
        return list(termios.tcgetattr(self._theirs))

    def children(self) -> list[psutil.Process]:
        """Every process that the command ever started, as far as it was looked for."""
        if self.process.poll() is None:
            self._seen.update(descendants(self.process.pid))
        return list(self._seen)

    def press(self, keys: str) -> None:
        """Type `keys`."""
        os.write(self._ours, keys.encode())

    def takes_keys(self, seconds: float = 1.0) -> bool:
        """Whether there is room for more keys, or there is within `seconds`: none is when the command reads none."""
        return bool(select.select([], [self._ours], [], seconds)[1])

    def read(self, seconds: float = 0.05) -> bytes:
        """What the command writes within `seconds`, as soon as there is something."""
        if not select.select([self._ours], [], [], seconds)[0]:
            return b""
        data = os.read(self._ours, 65536)
        self.written += data
        self._unseen += data
        return data

    def until(self, holds: Callable[[], bool], seconds: float = 60.0) -> None:
        """Read on until `holds()`; AssertionError with the screen after `seconds`."""
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, f"not within {seconds} s; the screen:\n{self.text}"
            self.read()

    def shows(self, pattern: str, seconds: float = 60.0) -> None:
        """Read on until `pattern` is on the screen."""
        self.until(lambda: re.search(pattern, self.text) is not None, seconds)

    def ends(self, seconds: float = 30.0) -> int:
        """Read on until the command has ended; its exit code."""
        self.until(lambda: self.process.poll() is not None, seconds)
        while self.read(0):
            pass
        assert self.process.returncode is not None
        return self.process.returncode
