"""The process around a learner's program: starts it within limits, watches it, and ends all of it.

The room is one of its own because nothing else fits: the trainer's process knows experiments and keeps a GPU, and the
app must not load what a learner imports. It imports nothing of ours and no library, so that it starts in a blink, what
the learner sees is a plain Python, and a mistake here cannot be one of the app.

A request comes as one JSON object on the first line of standard input. Its end, whenever it comes, means that the
program is not wanted any more: the learner stopped it, or the app is gone. Reports leave as JSON objects, a line each,
on standard output, which the program itself does not have: see `runs/code_report.py` for what they say.
"""

import codecs
import json
import os
import select
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from nnterm.exercise import limits, worker

TICK = 0.03
"""Seconds between two looks at the clock and at the processes."""

LOOKING = 0.1
"""Share of one core that may go into looking; a system with many processes is looked at less often."""

FLOOD = 16_000_000
"""Bytes of output from which the program is ended: it will not stop by itself."""

SLACK = 1.25
"""What the program and all it starts may take, in shares of the memory it asked for.

The system holds each process to that memory and tells the line that asked for more. It leaves out the pages of the
libraries, which are counted here: without room for them, some programs would be ended before they can tell the line.
"""

LEAVE = 3.0
"""Seconds after which killed processes are given up: the system holds them."""

CHUNK = 65_536


class Warden:
    """Watches one program from its start to its end."""

    def __init__(self, request: dict[str, Any]) -> None:
        self._request = request
        self._room = int(request["output"])
        """Bytes of output that may still be passed on."""
        self._is_cut = False
        self._printed = 0
        self._pid = 0
        self._began = time.monotonic()
        self._readers: dict[int, Callable[[bytes], None]] = {}
        self._last_looked = 0.0
        self._rest = TICK
        self._is_blind = False
        self._half_line = b""
        self._is_done = False

    def run(self) -> None:
        """Start the program, pass on what it says, and report how it ended."""
        folder = Path(tempfile.mkdtemp(prefix="nnterm-"))
        try:
            self._run(folder)
        finally:
            self._end_family()
            shutil.rmtree(folder, ignore_errors=True)

    def _run(self, folder: Path) -> None:
        code, checks, report = os.pipe(), os.pipe(), os.pipe()
        self._began = time.monotonic()
        self._pid = os.fork()
        if self._pid == 0:
            worker.live(self._request, folder, code[1], checks[1], report[1])
        for _, writing in (code, checks, report):
            os.close(writing)
        self._say("Started", pid=self._pid, folder=str(folder))
        self._readers = {code[0]: self._printer("code"), checks[0]: self._printer("checks"), report[0]: self._pass_on}
        for reader in self._readers:
            os.set_blocking(reader, False)
        reason, status = self._watch()
        seconds = time.monotonic() - self._began
        self._end_family()
        # All who could write are dead: what is left in the pipes is all there is.
        for reader in list(self._readers):
            while self._take(reader):
                pass
        if reason == "ended" and self._is_done:
            # It was gone before its last words were read.
            reason, status = "done", None
        exit_code = os.waitstatus_to_exitcode(status) if status is not None else None
        unwatched = ["memory", "processes"] if self._is_blind else []
        self._say("Ended", reason=reason, code=exit_code, seconds=seconds, unwatched=unwatched)

    def _watch(self) -> tuple[str, int | None]:
        """Wait for the end of the program, or for a reason to end it; the reason, and the status it ended with."""
        while True:
            ready, _, _ = select.select([0, *self._readers], [], [], TICK)
            for reader in ready:
                if reader == 0:
                    if not os.read(0, CHUNK):
                        return "asked", None
                else:
                    self._take(reader)
            if self._is_done:
                return "done", None
            ended, status = os.waitpid(self._pid, os.WNOHANG)
            if ended:
                return "ended", status
            if reason := self._reason():
                return reason, None

    def _reason(self) -> str:
        """Why the program must be ended now; empty while it may go on."""
        now = time.monotonic()
        if now - self._began > self._request["seconds"]:
            return "time"
        if self._printed > FLOOD:
            return "output"
        if now - self._last_looked < self._rest:
            return ""
        family = limits.family(os.getpid())
        self._last_looked = time.monotonic()
        self._rest = max(TICK, (self._last_looked - now) / LOOKING)
        self._is_blind = family is None
        if sum(process.memory for process in family or ()) > self._request["memory"] * SLACK:
            return "memory"
        if len(family or ()) > self._request["processes"]:
            return "processes"
        return ""

    def _end_family(self) -> None:
        """Kill the program and everything it started, also what left its group."""
        if not self._pid:
            return
        group, self._pid = self._pid, 0
        limit = time.monotonic() + LEAVE
        with suppress(OSError):
            os.killpg(group, signal.SIGKILL)
        while time.monotonic() < limit:
            found = limits.family(os.getpid()) or []
            for process in found:
                with suppress(OSError):
                    os.kill(process.pid, signal.SIGKILL)
            try:
                # As the parent of every orphan it buries them too.
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            except ChildProcessError:
                return
            time.sleep(0.002)

    def _take(self, reader: int) -> bool:
        """Read what is there, and drop the reader at its end. Whether there was anything."""
        try:
            content = os.read(reader, CHUNK)
        except BlockingIOError:
            return False
        self._readers[reader](content)
        if not content:
            os.close(reader)
            del self._readers[reader]
        return bool(content)

    def _printer(self, source: str) -> Callable[[bytes], None]:
        """What passes on the output of `source`, as far as there is room, and says once when it cuts."""
        decoder = codecs.getincrementaldecoder("utf-8")("replace")

        def pass_on(content: bytes) -> None:
            shown = content[: self._room]
            self._printed += len(content)
            self._room -= len(shown)
            if text := decoder.decode(shown, final=not content):
                self._say("Printed", text=text, source=source)
            if len(shown) < len(content) and not self._is_cut:
                self._is_cut = True
                self._say("Cut")

        return pass_on

    def _pass_on(self, content: bytes) -> None:
        """Pass on whole lines of the program's own report."""
        *lines, self._half_line = (self._half_line + content).split(b"\n")
        for line in lines:
            if line == worker.DONE:
                self._is_done = True
            else:
                _write(line + b"\n")

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
    limits.adopt_orphans()
    Warden(json.loads(line)).run()


if __name__ == "__main__":
    main()
