"""The real training process, driven over its pipes as the app drives it."""

import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from itertools import count
from typing import BinaryIO

from nnterm.experiment.protocol import commands, events
from nnterm.experiment.protocol.commands import Command
from nnterm.experiment.protocol.events import Event
from nnterm.experiment.protocol.wire import decode_event, encode

from .cases import Case

WORKER = (sys.executable, "-m", "nnterm.trainer.worker")
DEADLINE = 60.0
"""Seconds after which an event that did not come counts as lost; the machine may be busy."""

_numbers = count(1)


class Child:
    """A child process that speaks the protocol."""

    def __init__(
        self,
        command: Sequence[str] = WORKER,
        environment: dict[str, str] | None = None,
        stderr: int | BinaryIO = subprocess.DEVNULL,
    ) -> None:
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, env=environment
        )
        self.ready: Event | None = None
        self.heartbeats: queue.SimpleQueue[events.Heartbeat] = queue.SimpleQueue()
        """Signs of life, which come at any time and belong to no run."""
        self._events: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def send(self, command: Command) -> None:
        self.send_line(encode(command))

    def send_line(self, line: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line)
        self.process.stdin.flush()

    def start(self, case: Case, **options: object) -> str:
        """Ask for a run of `case`; its id. `options` are other fields of StartRun."""
        run_id = f"run-{next(_numbers)}"
        self.send(
            commands.StartRun(
                run_id=run_id,
                dataset=case.dataset,
                split=case.split,
                hyperparameters=case.hyperparameters,
                **options,  # type: ignore[arg-type]
            )
        )
        return run_id

    def until(self, wanted: type | Callable[[Event], bool]) -> list[Event]:
        """Events up to the first one that is `wanted`, which is the last of the list."""
        seen: list[Event] = []
        end = time.monotonic() + DEADLINE
        while True:
            event = self._events.get(timeout=max(0.01, end - time.monotonic()))
            assert event is not None, f"the child ended after {seen}"
            seen.append(event)
            if isinstance(event, wanted) if isinstance(wanted, type) else wanted(event):
                return seen

    def to_end(self, run_id: str) -> list[Event]:
        """Events up to the one that ends the run."""
        over = events.RunEnded | events.RunFailed
        return self.until(lambda event: isinstance(event, over) and event.run_id == run_id)

    def run(self, case: Case, **options: object) -> list[Event]:
        """The events of a whole run."""
        return self.to_end(self.start(case, **options))

    def until_end(self) -> list[Event]:
        """Events up to the end of the child."""
        seen: list[Event] = []
        end = time.monotonic() + DEADLINE
        while (event := self._events.get(timeout=max(0.01, end - time.monotonic()))) is not None:
            seen.append(event)
        self.process.wait(timeout=DEADLINE)
        return seen

    def end_of_stdin(self) -> list[Event]:
        """Close its standard input, as an app that is gone does; events up to the end of the child."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.until_end()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            event = decode_event(line)
            if isinstance(event, events.Heartbeat):
                self.heartbeats.put(event)
            else:
                self._events.put(event)
        self._events.put(None)


def history(seen: Sequence[Event], run_id: str | None = None) -> dict[str, list[float | None]]:
    """The columns of all epochs among `seen`; each epoch must come once and in order."""
    columns: dict[str, list[float | None]] = {}
    for event in seen:
        if isinstance(event, events.EpochsEnded) and run_id in (None, event.run_id):
            assert event.first == len(columns.get("loss", ())) + 1
            for name, values in event.columns.items():
                columns.setdefault(name, []).extend(values)
    return columns


def only(seen: Sequence[Event], kind: type) -> Event:
    """The one event of its kind among `seen`."""
    (found,) = (event for event in seen if isinstance(event, kind))
    return found
