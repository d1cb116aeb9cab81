"""The training process as the app sees it: start, send, read events, stop. Only this file owns the child."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from nnterm import paths
from nnterm.errors import ProtocolError, TrainerError
from nnterm.experiment.events import PROTOCOL, Command, Event, TrainerFailed, TrainerStarted, decode_event, encode

COMMAND = (sys.executable, "-m", "nnterm.trainer.worker")
"""What is started. Anything that speaks the protocol on stdin and stdout would do."""

LINE_LIMIT = 64 * 1024 * 1024
"""Longest line that is read, in bytes: a history of 100,000 epochs fits many times."""

LOG_LIMIT = 1024 * 1024
"""Size in bytes from which the log starts anew."""

GRACE = 1.0
"""Seconds the child gets to leave by itself when its stdin closes."""


class TrainerProcess:
    """One child process that trains, from `start()` to `stop()`.

    Its stderr goes to a log file; its stdout is read by `events()`.
    """

    def __init__(self, command: Sequence[str] = COMMAND, log: Path | None = None) -> None:
        self._command = tuple(command)
        self._log = log or paths.trainer_log()
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = False

    @property
    def pid(self) -> int | None:
        """The child's process number; None before `start()`."""
        return self._process.pid if self._process else None

    @property
    def alive(self) -> bool:
        """Whether the child runs."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start the child. Raises TrainerError when it cannot be started."""
        try:
            with self._open_log() as stderr:
                self._log_start = stderr.tell()
                # A session of its own: Ctrl+C in the terminal is for the app, which then closes the child's stdin.
                self._process = await asyncio.create_subprocess_exec(
                    *self._command,
                    stdin=asyncio.subprocess.PIPE,
                    stdout=asyncio.subprocess.PIPE,
                    stderr=stderr,
                    start_new_session=True,
                    limit=LINE_LIMIT,
                )
        except OSError as error:
            raise TrainerError(
                f"The training process could not be started: {error.strerror or error} ({self._command[0]}).",
                "See `nnterm doctor`.",
            ) from error

    def _open_log(self) -> BinaryIO:
        """The log, begun anew when it has grown; nothing is kept where it cannot be written."""
        try:
            self._log.parent.mkdir(parents=True, exist_ok=True)
            grown = self._log.exists() and self._log.stat().st_size > LOG_LIMIT
            return self._log.open("wb" if grown else "ab")
        except OSError:
            return Path(os.devnull).open("ab")

    def send(self, command: Command) -> None:
        """Hand `command` to the child. Raises TrainerError when it is gone."""
        if not self.alive or self._process is None or self._process.stdin is None:
            raise TrainerError("The training process is not running.", "Press t to start it again.")
        self._process.stdin.write(encode(command))

    async def events(self) -> AsyncIterator[Event]:
        """Every event until the child ends.

        Raises TrainerError when the child ends without having been asked to, or cannot train as it was asked to;
        ProtocolError when it speaks another version. A line that is no event is left out: it is in the log of
        whoever wrote it, and no event depends on the one before.
        """
        if self._process is None or self._process.stdout is None:
            raise TrainerError("The training process was never started.")
        stdout = self._process.stdout
        while line := await self._read_line(stdout):
            try:
                event = decode_event(line)
            except ProtocolError as error:
                self._note(str(error))
                continue
            if isinstance(event, TrainerStarted) and event.protocol != PROTOCOL:
                raise ProtocolError(
                    f"The trainer speaks protocol {event.protocol}, this nnterm speaks {PROTOCOL}.",
                    "Install the same version of nnterm on both sides.",
                )
            if isinstance(event, TrainerFailed):
                raise TrainerError(event.message, event.remedy)
            yield event
        code = await self._process.wait()
        if not self._stopping:
            raise TrainerError(f"The training process ended: {self._reason(code)}", self._remedy(code))

    async def stop(self) -> None:
        """End the child: close its stdin, and kill it if it does not leave."""
        self._stopping = True
        process = self._process
        if process is None or process.returncode is not None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), GRACE)
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    def kill(self) -> None:
        """End a child that hangs, at once; its end is then no error."""
        self._stopping = True
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()

    async def _read_line(self, stdout: asyncio.StreamReader) -> bytes:
        try:
            return await stdout.readline()
        except ValueError:  # longer than LINE_LIMIT
            self._note(f"a line longer than {LINE_LIMIT} bytes")
            return b"\n"

    def _note(self, text: str) -> None:
        with suppress(OSError), self._log.open("a", encoding="utf-8") as log:
            log.write(f"nnterm: left out of the event stream: {text}\n")

    def _reason(self, code: int) -> str:
        if code < 0:
            try:
                name = signal.Signals(-code).name
            except ValueError:
                name = f"signal {-code}"
            killed = " (killed from outside, often because memory ran out)" if -code == signal.SIGKILL else ""
            return f"{name}{killed}."
        last = self.last_words()
        return f"exit code {code}." + (f" Its last words: {last}" if last else "")

    def _remedy(self, code: int) -> str:
        if code == -signal.SIGKILL:
            return "Press t to start it again; with a smaller model or batch if memory was short."
        return f"Press t to start it again. Its log is {self._log}."

    def last_words(self) -> str:
        """The last line the child wrote to stderr, cut to 200 characters; empty if none."""
        try:
            with self._log.open("rb") as log:
                log.seek(max(self._log_start, self._log.stat().st_size - 4096))
                lines = log.read().decode("utf-8", "replace").split("\n")
        except OSError:
            return ""
        spoken = [line.strip() for line in lines if line.strip()]
        return "".join(c for c in spoken[-1] if c.isprintable())[:200] if spoken else ""
