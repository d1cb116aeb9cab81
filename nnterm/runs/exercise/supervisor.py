"""The process around a learner's program, as the app holds it: its pipes, and its end. It is trusted with little.

It is started without asyncio's own means: a task that is cancelled while those start a process never ends.
"""

import asyncio
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress

LINE_LIMIT = 512 * 1024
"""Longest line that is read, in bytes: all the output at once, each byte of it escaped, fits."""

GRACE = 2.0
"""Seconds it gets to end everything when its standard input closes."""

TICK = 0.01
"""Seconds between two looks whether it has ended."""


class Supervisor:
    """One process, from its start to its end."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start it, in a session of its own. Raises OSError."""
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=environment,
        )
        self._lines = asyncio.StreamReader(LINE_LIMIT)
        self._reading: asyncio.BaseTransport | None = None
        self._writing: asyncio.WriteTransport | None = None
        self._waiting: asyncio.Timeout | None = None
        self._deadline = 0.0

    @property
    def pid(self) -> int:
        """The number of the process, and of its session."""
        return self._process.pid

    async def send(self, line: bytes) -> None:
        """Send it what to do, and begin to read what it says."""
        loop = asyncio.get_running_loop()
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._reading, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(self._lines), self._process.stdout
        )
        self._writing, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, self._process.stdin)
        self._writing.write(line)

    async def line(self) -> bytes:
        """The next line that it says; empty at the end.

        Raises TimeoutError at the deadline, and ValueError where the line is too long.
        """
        try:
            async with asyncio.timeout_at(self._deadline) as self._waiting:
                return await self._lines.readline()
        finally:
            self._waiting = None

    def must_end_in(self, seconds: float) -> None:
        """Set the deadline for whatever it may still say."""
        self._deadline = asyncio.get_running_loop().time() + seconds
        if self._waiting is not None:
            self._waiting.reschedule(self._deadline)

    def close(self) -> None:
        """Let it know that the program is no longer wanted."""
        if self._writing is not None and not self._writing.is_closing():
            self._writing.abort()

    async def end(self) -> None:
        """Have it end everything and itself; kill it where it does not."""
        self.close()
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(GRACE):
                    while self._process.poll() is None:
                        await asyncio.sleep(TICK)
        finally:
            if self._process.poll() is None:
                # Not yet reaped, so the number is still its own.
                with suppress(OSError):
                    os.killpg(self.pid, signal.SIGKILL)
            for transport, pipe in ((self._reading, self._process.stdout), (self._writing, self._process.stdin)):
                if transport is not None:
                    transport.close()
                elif pipe is not None:
                    pipe.close()

    def reap(self) -> bool:
        """Whether it has ended; if so, nothing of it is left in the system's list."""
        return self._process.poll() is not None
