"""A learner's program as the app sees it: start, read events, stop."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec

from nnterm.errors import CodeError, ProtocolError
from nnterm.lesson.blocks.structs import Code
from nnterm.runs.exercise.code_events import CodeEvent, Ended, Printed, Started, decode
from nnterm.runs.exercise.report import CodeReport
from nnterm.runs.exercise.supervisor import GRACE, Supervisor

if TYPE_CHECKING:
    from nnterm.system.folders import Folder

COMMAND = (sys.executable, "-P", "-m", "nnterm.exercise.supervisor")
"""What is started. With -P a learner's own `numpy.py` in the folder they are in is not taken for the library."""

STARTING = 30.0
"""Seconds it gets to start the program."""

OVERTIME = 5.0
"""Seconds after the program's time in which it must have ended the program; then the app does."""

MOST_EVENTS = 1000, 100
"""Events that are read: so many, and so many more for each second that the program may run."""

ROOMY = 100
"""Columns that a program may print in at the least: Keras would cut numbers from a summary that has fewer."""

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
        """`text` is what is run; the checks and the time are those of `block`. It prints `columns` wide, or `ROOMY`."""
        self._columns = columns
        self._limits = limits or usual_limits()
        self._block = block
        self._text = text
        self._supervisor: Supervisor | None = None
        self._stop_requested = False
        self._began = 0.0
        """When it was started, on the clock of the loop."""
        self._unread = MOST_EVENTS[0] + int(MOST_EVENTS[1] * block.seconds)
        """Events that may still come."""
        self._room = self._limits.output
        """Characters that may still be printed."""
        self.report = CodeReport(block, self._limits.memory)
        """What is known so far."""

    async def events(self) -> AsyncIterator[CodeEvent]:
        """Start the program and give every event; the last one is `Ended`. Nothing of it is left afterwards.

        Raises CodeError when it cannot be started here.
        """
        if not hasattr(os, "fork"):
            raise CodeError("Code can be run on Linux and macOS only.", "Read it, and run it elsewhere.")
        # Neither can be imported on other systems.
        from nnterm.runs.exercise import leftovers
        from nnterm.system import folders

        environment = {**os.environ, **ENVIRONMENT, "COLUMNS": str(max(self._columns, ROOMY))}
        with leftovers.adopted():
            try:
                folder = folders.make("nnterm-")
                try:
                    supervisor = self._supervisor = Supervisor(COMMAND, environment)
                except OSError:
                    folders.remove(folder)
                    raise
            except OSError as error:
                said = error.strerror or str(error)
                raise CodeError(f"The code could not be run: {said}.", "See `nnterm doctor`.") from error
            try:
                await supervisor.send(self._request(folder))
                async for event in self._read(supervisor):
                    self.report.apply(event)
                    yield event
            finally:
                try:
                    await supervisor.end()
                finally:
                    await asyncio.to_thread(leftovers.clear, supervisor.pid, supervisor.reap, folder)

    def stop(self) -> None:
        """End the program; its last event says so."""
        if self._supervisor is not None and not self._stop_requested:
            self._stop_requested = True
            self._supervisor.close()
            self._supervisor.must_end_in(GRACE)

    def _request(self, folder: "Folder") -> bytes:
        request = {
            # What was pasted may hold halves of characters.
            "code": self._text.encode("utf-8", "replace").decode(),
            "checks": self._block.checks,
            "seconds": self._block.seconds,
            "folder": folder,
            **self._limits._asdict(),
        }
        return msgspec.json.encode(request) + b"\n"

    async def _read(self, supervisor: Supervisor) -> AsyncIterator[CodeEvent]:
        """Every event that may come, until the last. It comes in time, whatever became of the supervisor."""
        self._began = asyncio.get_running_loop().time()
        if not self._stop_requested:
            supervisor.must_end_in(STARTING + self._block.seconds)
        has_started = False
        while not self.report.is_over:
            event = await self._next(supervisor)
            if isinstance(event, Started) and not has_started and not self._stop_requested:
                has_started = True
                supervisor.must_end_in(self._block.seconds + OVERTIME)
            if isinstance(event, Printed):
                self._room -= len(event.text)
                event = event if self._room >= 0 else None
            if event is not None:
                yield event

    async def _next(self, supervisor: Supervisor) -> CodeEvent | None:
        """The next event; None where a line is none."""
        self._unread -= 1
        if self._unread < 0:
            return self._cut_short("output")
        try:
            line = await supervisor.line()
            return decode(line) if line else self._cut_short("lost")
        except TimeoutError:
            return self._cut_short("stopped" if self._stop_requested else "time")
        except (ProtocolError, ValueError):
            # Only a program that writes into pipes that are not its own can cause this.
            return None

    def _cut_short(self, reason: Literal["stopped", "time", "output", "lost"]) -> Ended:
        """The end of a program that its supervisor did not report."""
        return Ended(reason=reason, seconds=asyncio.get_running_loop().time() - self._began)


async def run_code(text: str, block: Code, limits: Limits | None = None) -> CodeReport:
    """Run `text` as the learner's answer to `block`, to its end. Raises CodeError when it cannot be started here."""
    run = CodeRun(text, block, limits)
    async for _ in run.events():
        continue
    return run.report
