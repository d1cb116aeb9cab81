"""A trainer without a process: it speaks the protocol, line by line, and answers at once."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterable, Sequence

from nnterm.errors import TrainerError
from nnterm.experiment.protocol import commands, events, wire

from .trainer_script import Mode, TrainerScript


class FakeTrainer:
    """Stands in for a `TrainerProcess`, and goes by the script that the variable SCRIPT chooses."""

    def __init__(self, command: Sequence[str] = ()) -> None:
        """`command` is not run."""
        self.script = TrainerScript(Mode(os.environ.get("SCRIPT", "")))
        self._lines: asyncio.Queue[bytes] = asyncio.Queue()
        self._is_ended = False
        self.alive = False
        """Whether it was started, and its end was not heard yet."""

    @property
    def listens(self) -> bool:
        """Whether it would hear a command."""
        return self.alive and not self._is_ended

    async def start(self) -> None:
        """Begin to speak."""
        self.alive = True
        self._say(self.script.begin())

    def send(self, command: commands.Command) -> None:
        """Answer `command`. Raises TrainerError when it was ended."""
        if not self.listens:
            raise TrainerError("The training process is not running.", "The next run starts it again.")
        self._say(self.script.answer(wire.decode_command(wire.encode(command))))

    def _say(self, said: Iterable[events.Event]) -> None:
        for event in said:
            self._lines.put_nowait(wire.encode(event))

    async def events(self) -> AsyncIterator[events.Event]:
        """Every event until it is ended."""
        while line := await self._lines.get():
            yield wire.decode_event(line)
        self.alive = False

    async def stop(self) -> None:
        """End it; what it has said before is heard."""
        self.kill()
        self.alive = False

    def kill(self) -> None:
        """End it at once. As with a process that is killed, a moment passes until its end is known."""
        if self.listens:
            self._is_ended = True
            self._lines.put_nowait(b"")
