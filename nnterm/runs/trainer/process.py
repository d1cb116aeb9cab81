"""The training process as the app sees it: start, send, read events, stop. Only this file owns the child."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from nnterm.errors import ProtocolError, TrainerError
from nnterm.experiment.protocol.commands import Command
from nnterm.experiment.protocol.events import Event, RunStarted, TrainerFailed, TrainerReady, TrainerStarted
from nnterm.experiment.protocol.wire import PROTOCOL, decode_event, encode
from nnterm.printable import printable
from nnterm.runs.trainer import link
from nnterm.runs.trainer.command import COMMAND
from nnterm.runs.trainer.line_reader import CHUNK, LineReader
from nnterm.runs.trainer.log import LONGEST_WORDS, TrainerLog

LINE_LIMIT = 256 * 1024
"""Longest line that is read, in bytes. Events are below 20 kB by design; many epochs at once are at most some 90 kB."""

GRACE = 1.0
"""Seconds the child gets to leave by itself when its stdin closes."""

LAST_WORDS = 1.0
"""Seconds that a child's standard error gets to come to its end, once the child has: another process may hold it."""

HELLO = b'{"type":"TrainerStarted"'
"""How the first event begins. What a shell at the far end prints before may be on the same line."""

LISTENING = 2.0
"""Seconds of one wait for a line from afar."""

SILENCES = {False: 30, True: 60}
"""Waits in vain after which a link counts as lost: before a trainer has spoken, and after, when it has a heartbeat."""


SIGNALS: dict[int, str] = {
    signal.SIGKILL: "killed from outside, often because memory ran out",
    # A library that gets no memory often goes on with a null pointer, or gives up.
    signal.SIGSEGV: "a crash inside a library, which a full memory can cause",
    signal.SIGABRT: "a library gave up, as it does when memory is full",
    signal.SIGBUS: "a crash inside a library, which a full memory or disk can cause",
}
"""What may have happened to a child that a signal ended."""


class TrainerProcess:
    """One child process that trains, from `start()` to `stop()`.

    Its stderr goes to a log file; its stdout is read by `events()`. A child that says more than the app can take in is
    not ended: it waits in its own writing, and where it says nothing of worth, it counts as one that hangs. The command
    may also reach a trainer elsewhere, as ssh does: then devices are named with the way to them, and a link that is
    silent for long counts as lost.
    """

    def __init__(
        self, command: Sequence[str] = COMMAND, log: Path | None = None, environment: Mapping[str, str] | None = None
    ) -> None:
        """`environment` holds variables that the child gets beside those of this process."""
        self._command = tuple(command)
        self._environment = {**os.environ, **environment} if environment else None
        self._log = TrainerLog(log)
        self._process: asyncio.subprocess.Process | None = None
        self._lines: LineReader | None = None
        self._stopping = False
        self._via = link.via(self._command)
        self._started = False
        self._ended = False
        self._unsent: list[bytes] = []
        """Commands that wait for a trainer to speak: until then a shell may be listening."""
        self._stray = ""
        """The last line on stdout that was no event."""

    @property
    def pid(self) -> int | None:
        """The child's process number; None before `start()`."""
        return self._process.pid if self._process else None

    @property
    def alive(self) -> bool:
        """Whether the child runs."""
        return self._process is not None and self._process.returncode is None

    @property
    def listens(self) -> bool:
        """Whether the child runs and no end was requested."""
        return self.alive and not self._stopping

    async def start(self) -> None:
        """Start the child. Raises TrainerError when it cannot be started."""
        reader, stderr = os.pipe()
        try:
            # A session of its own: Ctrl+C in the terminal is for the app, which then closes the child's stdin.
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=stderr,
                env=self._environment,
                start_new_session=True,
                limit=CHUNK,
            )
        except OSError as error:
            raise link.not_startable(self._command, error) from error
        finally:
            os.close(stderr)
            if self._process is None:
                os.close(reader)
        self._log.follow(reader)
        assert self._process.stdout is not None
        self._lines = LineReader(self._process.stdout, LINE_LIMIT, is_over=lambda: not self.alive)

    def send(self, command: Command) -> None:
        """Hand `command` to the child. Raises TrainerError when it is gone.

        Of a child that ended before it spoke `events()` says why, and only then is it gone.
        """
        if self._process is not None and not self._started and not self._ended:
            self._unsent.append(encode(command))
        elif self.alive and self._process is not None and self._process.stdin is not None:
            self._process.stdin.write(encode(command))
        else:
            raise TrainerError("The training process is not running.", "The next run starts it again.")

    async def events(self) -> AsyncIterator[Event]:
        """Every event until the child ends.

        Raises TrainerError when the child ends without a request, or cannot train as requested;
        ProtocolError when it speaks another version. A line that is no event is left out: it is in the log of
        whoever wrote it, and no event depends on the one before.
        """
        if self._process is None or self._lines is None:
            raise TrainerError("The training process was never started.")
        while line := await self._read_line(self._lines):
            event = self._event(line)
            if event is None:
                continue
            if isinstance(event, TrainerStarted):
                if event.protocol != PROTOCOL:
                    raise link.other_version(self._command, event.protocol, PROTOCOL)
                self._begin()
            if isinstance(event, TrainerFailed):
                raise TrainerError(event.message, event.remedy)
            yield event
        code = await self._process.wait()
        self._ended = True
        if self._stopping:
            return
        await self._hear_last_words()
        if self._via:
            raise link.ended(self._command, code, self._log.words() or self._stray, self._started)
        raise TrainerError(f"The training process ended: {self._reason(code)}", self._remedy(code))

    def _event(self, line: bytes) -> Event | None:
        """The event on `line`; None where there is none."""
        if not self._started and HELLO in line:
            line = line[line.index(HELLO) :]
        try:
            event = decode_event(line)
        except ProtocolError as error:
            self._stray = printable(line.decode("utf-8", "replace").strip(), LONGEST_WORDS) or self._stray
            self._leave_out(error.message)
            return None
        if not self._via:
            return event
        match event:
            case TrainerReady():
                name = f"{event.device.name} via {self._via}"
                reason = f"{event.device.reason} nnterm reaches it through `{self._via}`."
                device = msgspec.structs.replace(event.device, name=name, reason=reason)
                return msgspec.structs.replace(event, device=device)
            case RunStarted():
                return msgspec.structs.replace(event, device=f"{event.device} via {self._via}")
        return event

    def _begin(self) -> None:
        """A trainer listens: send what waited for it."""
        self._started = True
        if self.alive and self._process is not None and self._process.stdin is not None:
            self._process.stdin.writelines(self._unsent)
        self._unsent.clear()

    async def stop(self) -> None:
        """End the child: close its stdin, and kill it if it does not leave."""
        self._stopping = True
        process = self._process
        try:
            if process is not None and process.returncode is None:
                await self._end(process)
        finally:
            # Of what it still says nothing is wanted, and a process that it left may hold its stdout open.
            if self._lines is not None:
                self._lines.close()

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), GRACE)
        except TimeoutError:
            self._kill(process)
            await process.wait()

    def kill(self) -> None:
        """End a child that hangs, at once; its end is then no error."""
        self._stopping = True
        if self._process is not None and self._process.returncode is None:
            self._kill(self._process)
        if self._lines is not None:
            self._lines.close()

    @staticmethod
    def _kill(process: asyncio.subprocess.Process) -> None:
        """Kill the child and what it started: a script may have started an ssh that holds the pipes open."""
        with suppress(ProcessLookupError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()

    async def _read_line(self, lines: LineReader) -> bytes:
        """The next line that is not too long; empty at the end. Raises TrainerError when a link is silent."""
        while True:
            line = await (self._heard(lines) if self._via else lines.line())
            if line is not None:
                return line
            self._leave_out(f"a line longer than {LINE_LIMIT} bytes")

    async def _heard(self, lines: LineReader) -> bytes | None:
        """A line from afar. Raises TrainerError when the link is silent."""
        waits = SILENCES[self._started]
        # Waits are counted, not taken from a clock: while the app itself was suspended nothing could be heard.
        for _ in range(waits):
            with suppress(TimeoutError):
                async with asyncio.timeout(LISTENING):
                    return await lines.line()
        raise link.silent(self._command, round(waits * LISTENING), self._started)

    def _leave_out(self, reason: str) -> None:
        self._log.note(f"left out of the event stream: {reason}")

    async def _hear_last_words(self) -> None:
        """Wait until all that the child wrote to stderr is here."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS):
                while not self._log.finish():
                    await asyncio.sleep(0.01)

    def _reason(self, code: int) -> str:
        if code < 0:
            try:
                name = signal.Signals(-code).name
            except ValueError:
                name = f"signal {-code}"
            cause = SIGNALS.get(-code)
            return f"{name} ({cause})." if cause else f"{name}."
        last = self._log.last_words()
        return f"exit code {code}." + (f" Its last words: {last}" if last else "")

    def _remedy(self, code: int) -> str:
        if -code in SIGNALS:
            return "The next run starts it again; choose a smaller model or batch if memory was short."
        return f"The next run starts it again. Its log is {self._log.path}."
