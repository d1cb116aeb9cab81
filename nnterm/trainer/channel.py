"""The child's ends of the pipe: commands in, events out, and nothing else on standard output."""

import ctypes
import io
import os
import queue
import signal
import sys
import threading
from contextlib import suppress
from typing import Any, BinaryIO

from nnterm.errors import ProtocolError
from nnterm.experiment.protocol.commands import Command
from nnterm.experiment.protocol.events import Event
from nnterm.experiment.protocol.wire import decode_command, encode


class Log(io.RawIOBase):
    """Standard error for Python's own writing. Where the log's disk is full, what was said is lost, and no more."""

    def writable(self) -> bool:
        """It is."""
        return True

    def fileno(self) -> int:
        """What C code writes to."""
        return 2

    def write(self, content: Any) -> int:
        """Write `content`, as far as there is room for it."""
        with suppress(OSError):
            os.write(2, content)
        return len(content)


PR_SET_PDEATHSIG = 1
"""Of prctl(2): the signal that this process gets when its parent ends."""


class Channel:
    """Reads commands in a thread of its own and writes events, a line each."""

    def __init__(self) -> None:
        """Take standard output for events; whatever else prints from now on goes to standard error."""
        sys.stdout.flush()
        self._out = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)
        sys.stdout = sys.stderr = io.TextIOWrapper(
            io.BufferedWriter(Log()), "utf-8", "backslashreplace", write_through=True, line_buffering=True
        )
        self._lock = threading.Lock()
        self._commands: queue.SimpleQueue[Command] = queue.SimpleQueue()

    @staticmethod
    def die_with_parent() -> None:
        """On Linux, have the system end this process with the one that started it.

        The end of standard input says the same, but cannot be heard while a library that is being loaded holds Python.
        """
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

    def listen(self, stdin: BinaryIO) -> None:
        """Begin to read commands from `stdin`. Its end means that the app is gone: the process ends at once."""
        threading.Thread(target=self._read, args=(stdin,), name="commands", daemon=True).start()

    def say(self, event: Event) -> None:
        """Write `event`. When nobody reads, the process ends."""
        line = encode(event)
        try:
            with self._lock:
                while line:
                    line = line[self._out.write(line) or 0 :]
        except (BrokenPipeError, ConnectionResetError):
            os._exit(0)

    def next(self, seconds: float | None = None) -> Command | None:
        """The next command; None when there is none within `seconds`. Without a number it waits for one."""
        try:
            return self._commands.get(block=seconds != 0.0, timeout=seconds)
        except queue.Empty:
            return None

    @property
    def waiting(self) -> bool:
        """Whether a command waits."""
        return not self._commands.empty()

    def _read(self, stdin: BinaryIO) -> None:
        for line in stdin:
            try:
                self._commands.put(decode_command(line))
            except ProtocolError as error:
                print(f"nnterm: {error}", file=sys.stderr, flush=True)
        # In the middle of a graph no other way out is quick, and there is nothing to save here.
        os._exit(0)
