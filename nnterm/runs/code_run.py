"""A learner's program as the app sees it: start, read events, stop. Only this file owns its process."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import NamedTuple

import msgspec

from nnterm.errors import CodeError, ProtocolError
from nnterm.lesson.blocks import Code
from nnterm.runs.allowance import Allowance
from nnterm.runs.code_events import CodeEvent, Ended, Started, decode
from nnterm.runs.code_report import CodeReport
from nnterm.runs.line_reader import CHUNK, LineReader

COMMAND = (sys.executable, "-P", "-m", "nnterm.exercise.warden")
"""What is started. With -P a learner's own `numpy.py` in the folder they are in is not taken for the library."""

LINE_LIMIT = 512 * 1024
"""Longest line that is read, in bytes: 65,536 bytes of output at once, six for each where all are escaped."""

LINES_A_SECOND, LINES_AT_ONCE = 2_000, 5_000
"""How many reports are read: a program that prints letter by letter makes many, one that forges them even more."""

GRACE = 2.0
"""Seconds the warden gets to end everything when its stdin closes."""

ENVIRONMENT = {
    # The GPU is the trainer's: two processes would fight for its memory.
    "CUDA_VISIBLE_DEVICES": "-1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    # A window for a plot could open on a machine far away, or not at all.
    "MPLBACKEND": "Agg",
}
"""What a program is started with beside the environment of the app."""


class Limits(NamedTuple):
    """What a program may use, beside its time."""

    memory: int
    """Bytes, of all its processes together."""
    output: int = 65_536
    """Bytes of output that are kept."""
    processes: int = 32
    """How many there may be at once."""


def usual_limits() -> Limits:
    """2 GB of memory, and no more than three quarters of what the machine has."""
    memory = 2 * 2**30
    with suppress(ValueError, OSError, AttributeError):
        memory = min(memory, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * 3 // 4)
    return Limits(memory)


class CodeRun:
    """One run of a program, from the first event to the last. It can be stopped from outside by `stop()`."""

    def __init__(self, text: str, block: Code, limits: Limits | None = None, columns: int = 80) -> None:
        """`text` is what is run; the checks and the time are those of `block`. It may print `columns` wide."""
        self._columns = columns
        self._limits = limits or usual_limits()
        self._block = block
        self._text = text
        self._process: asyncio.subprocess.Process | None = None
        self._started: Started | None = None
        self.report = CodeReport(block, self._limits.memory)
        """What is known so far."""

    async def events(self) -> AsyncIterator[CodeEvent]:
        """Start the program and give every event; the last one is `Ended`. Nothing of it is left afterwards.

        Raises CodeError when it cannot be started here.
        """
        if not hasattr(os, "fork"):
            raise CodeError("Code can be run on Linux and macOS only.", "Read it, and run it elsewhere.")
        try:
            self._process = await asyncio.create_subprocess_exec(
                *COMMAND,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,
                limit=CHUNK,
                env={**os.environ, **ENVIRONMENT, "COLUMNS": str(self._columns)},
            )
        except OSError as error:
            raise CodeError(f"The code could not be run: {error.strerror or error}.", "See `nnterm doctor`.") from error
        try:
            self._process.stdin.write(self._request())  # type: ignore[union-attr]
            async for event in self._read(self._process.stdout):  # type: ignore[arg-type]
                self.report.apply(event)
                yield event
        finally:
            await self._end()

    def stop(self) -> None:
        """End the program; its last event says so."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()

    def _request(self) -> bytes:
        asked = {
            # What was pasted may hold halves of characters.
            "code": self._text.encode("utf-8", "replace").decode(),
            "checks": self._block.checks,
            "seconds": self._block.seconds,
            **self._limits._asdict(),
        }
        return msgspec.json.encode(asked) + b"\n"

    async def _read(self, stdout: asyncio.StreamReader) -> AsyncIterator[CodeEvent]:
        lines = LineReader(stdout, LINE_LIMIT, Allowance(LINES_A_SECOND, LINES_AT_ONCE))
        while not self.report.is_over:
            try:
                line = await lines.line()
                if line is None:
                    continue
                event = decode(line) if line else Ended(reason="lost")
            except ProtocolError:
                # Only a program that writes into pipes that are not its own can cause this.
                continue
            if isinstance(event, Started):
                self._started = event
            yield event

    async def _end(self) -> None:
        """Leave nothing behind."""
        process = self._process
        if process is None:
            return
        self.stop()
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), GRACE)
        is_lost = process.returncode is None or self.report.is_lost
        if process.returncode is None:
            _kill(process.pid)
            await process.wait()
        if is_lost and self._started is not None:
            _kill(self._started.pid)
            shutil.rmtree(self._started.folder, ignore_errors=True)


def _kill(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


async def run_code(text: str, block: Code, limits: Limits | None = None) -> CodeReport:
    """Run `text` as the learner's answer to `block`, to its end. Raises CodeError when it cannot be started here."""
    run = CodeRun(text, block, limits)
    async for _ in run.events():
        continue
    return run.report
