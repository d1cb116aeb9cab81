"""The process around a learner's program: starts it within limits, watches it, and ends all of it.

The room is one of its own because nothing else fits: the trainer's process knows experiments and keeps a GPU, and the
app must not load what a learner imports. It imports nothing of ours but `nnterm.system`, and no library, so that
it starts in a blink, what the learner sees is a plain Python, and a mistake here cannot be one of the app.

The program may be hostile to it: it runs as the same user. So the app relies on it for nothing that must not fail. It
makes the folder, keeps a clock of its own, checks every report again, and finds what outlives this process.

A request comes as one JSON object on the first line of standard input. Its end, whenever it comes, means that the
program is no longer wanted: the learner stopped it, or the app is gone. Reports leave as JSON objects, a line each,
on standard output, which the program itself does not have: see `runs/code_report.py` for what they say.
"""

import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from nnterm.exercise import limits, worker
from nnterm.exercise.answers import Answers
from nnterm.exercise.memory import Memory
from nnterm.exercise.output import Output
from nnterm.system import descent, processes
from nnterm.system.folders import Folder, remove

TICK = 0.03
"""Seconds between two looks at the clock and at the processes."""

LOOKING = 0.1
"""Share of one core that may go into looking; a system with many processes is looked at less often."""

FLOOD = 16_000_000
"""Bytes in its pipes from which the program is ended: it will not stop by itself."""

SLACK = 1.25
"""What the program and all it starts may use, as a multiple of the memory it requested.

The system holds each process to that memory and names the line that requested more. It leaves out the pages of the
libraries, which are counted here: without room for them, some programs would be ended before they can name the line.
"""

HURRY = 1.5
"""Seconds after which they are killed even if there are always others."""

LEAVE = 3.0
"""Seconds after which killed processes are given up: the system holds them."""

CHUNK = 65_536


class Supervisor:
    """Watches one program from its start to its end."""

    def __init__(self, request: dict[str, Any]) -> None:
        self._request = request
        self._folder = Folder(*request["folder"])
        self._memory = Memory(Path(self._folder.path), int(request["memory"] * SLACK))
        self._output = Output(int(request["output"]), self._say)
        checks = enumerate(request["checks"])
        self._answers = Answers((index for index, check in checks if check["expression"]), request["seconds"])
        self._received = 0
        """Bytes that came through its pipes."""
        self._pid = 0
        self._status: int | None = None
        """What the process of the program ended with; None while it runs."""
        self._began = time.monotonic()
        self._readers: dict[int, Callable[[bytes], None]] = {}
        self._last_looked = 0.0
        self._rest = TICK
        self._is_blind = False

    def run(self) -> None:
        """Start the program, pass on what it says, and report how it ended."""
        try:
            self._run()
        finally:
            self._end_family()
            remove(self._folder)

    def _run(self) -> None:
        code, checks, report = os.pipe(), os.pipe(), os.pipe()
        # Said first: from now on the program could keep this process from saying anything.
        self._say("Started")
        self._began = time.monotonic()
        parent = os.getpid()
        self._pid = os.fork()
        if self._pid == 0:
            worker.live(self._request, parent, code[1], checks[1], report[1])
        for _, writing in (code, checks, report):
            os.close(writing)
        self._readers = {
            code[0]: partial(self._output.take, "code"),
            checks[0]: partial(self._output.take, "checks"),
            report[0]: self._pass_on,
        }
        for reader in self._readers:
            os.set_blocking(reader, False)
        reason = self._watch()
        seconds = time.monotonic() - self._began
        self._end_family()
        # All who could write are dead: what is left in the pipes is all there is.
        for reader in list(self._readers):
            while self._received < 2 * FLOOD and self._take(reader):
                pass
        self._output.flush()
        if reason == "ended" and self._answers.is_done:
            # It was gone before its last words were read.
            reason = "done"
        status = self._status if reason == "ended" else None
        exit_code = None if status is None else os.waitstatus_to_exitcode(status)
        unwatched = ["memory", "processes"] if self._is_blind else []
        self._say("Ended", reason=reason, code=exit_code, seconds=seconds, unwatched=unwatched)

    def _watch(self) -> str:
        """Wait for the end of the program, or for a reason to end it; the reason."""
        while True:
            ready, _, _ = select.select([0, *self._readers], [], [], TICK)
            for reader in ready:
                if reader == 0:
                    if not os.read(0, CHUNK):
                        return "stopped"
                else:
                    self._take(reader)
            self._output.flush_in_time()
            if self._answers.is_done:
                return "done"
            self._reap()
            if self._status is not None:
                return "ended"
            if reason := self._reason():
                return reason

    def _reason(self) -> str:
        """Why the program must be ended now; empty while it may go on."""
        now = time.monotonic()
        if now - self._began > self._request["seconds"]:
            return "time"
        if self._received > FLOOD:
            return "output"
        if now - self._last_looked < self._rest:
            return ""
        family = processes.family(os.getpid())
        self._is_blind = family is None
        # First, because it takes long to measure many.
        threads = sum(process.threads for process in family or ())
        if len(family or ()) > self._request["processes"] or threads > limits.SPARE_THREADS:
            return "processes"
        taken = self._memory.taken(family or ())
        self._last_looked = time.monotonic()
        self._rest = max(TICK, (self._last_looked - now) / LOOKING)
        if taken > self._request["memory"] / 2:
            # It may be there before the next look, however much that costs.
            self._rest = TICK
        return "memory" if taken > self._request["memory"] * SLACK else ""

    def _end_family(self) -> None:
        """Kill the program and everything it started, also what left its group."""
        if not self._pid:
            return
        limit = time.monotonic() + LEAVE
        ending = processes.Ending(HURRY)
        while time.monotonic() < limit:
            family = processes.family(os.getpid())
            ending.go_on(family or ())
            if family is None:
                with suppress(OSError):
                    os.killpg(self._pid, signal.SIGKILL)
            if not self._reap():
                break
            time.sleep(0.002)
        self._pid = 0

    def _reap(self) -> bool:
        """Take note of the dead, as the parent of every orphan too. Whether anything may still live."""
        try:
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                if ended[0] == self._pid:
                    self._status = ended[1]
        except ChildProcessError:
            return False
        return True

    def _take(self, reader: int) -> bool:
        """Read what is there, and drop the reader at its end. Whether there was anything."""
        try:
            content = os.read(reader, CHUNK)
        except BlockingIOError:
            return False
        self._received += len(content)
        self._readers[reader](content)
        if not content:
            os.close(reader)
            del self._readers[reader]
        return bool(content)

    def _pass_on(self, content: bytes) -> None:
        """Pass on what the program may say of itself."""
        for message in self._answers.read(content):
            self._output.flush()
            self._say(message.pop("type"), **message)

    def _say(self, kind: str, **fields: Any) -> None:
        _write(json.dumps({"type": kind, **fields}).encode() + b"\n")


def _write(line: bytes) -> None:
    """Write to the app; when it is gone, the end of standard input says so too."""
    with suppress(OSError):
        while line:
            line = line[os.write(1, line) :]


def _leave(*_: object) -> NoReturn:
    sys.exit(0)


def main() -> None:
    """Read the request, and see it through."""
    for ending in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(ending, _leave)
    line = sys.stdin.buffer.readline()
    if not line:
        return
    descent.adopt_orphans()
    # The program may stop this process, and must not outlive the app by that.
    descent.wake_without_parent()
    descent.close_to_others()
    Supervisor(json.loads(line)).run()


if __name__ == "__main__":
    main()
