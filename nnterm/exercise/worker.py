"""The process that is the learner's program: runs it, then evaluates its checks."""

import builtins
import io
import json
import os
import signal
import sys
import tempfile
import types
from pathlib import Path
from typing import Any, NoReturn

from nnterm.exercise import limits
from nnterm.exercise.checks import complaint
from nnterm.exercise.comparing import difference
from nnterm.exercise.failures import FILE, Failure, explain
from nnterm.exercise.keras_hook import KerasHook
from nnterm.system import descent, processes

DONE = b'{"type":"Done"}'
"""The last line of a report: the process is through with the program and its checks."""

BROKEN = 70
"""What the process exits with where the program has taken its pipes away."""


def live(request: dict[str, Any], parent: int, printed: int, answered: int, report: int) -> NoReturn:
    """Be the program that `request` holds, and never come back. It dies with `parent`, the process that started it.

    `printed`, `answered` and `report` are the writing ends of pipes for what the program prints, for what it prints
    while it is checked, and for the report.
    """
    try:
        # Before it leaves the session: so the app knows it by the one or the other at every moment.
        descent.mark(limits.FILE_SIZE)
        if processes.ADOPTS:
            # The system shares its time out among sessions: many processes here must not starve their parent.
            os.setsid()
        else:
            # In the session that the app has begun: that is how it finds the program by itself.
            os.setpgid(0, 0)
        descent.die_with(parent)
        descent.close_to_others(False)
        for ending in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(ending, signal.SIG_DFL)
        report, answered = _settle(printed, answered, report)
        folder = request["folder"][0]
        os.chdir(folder)
        os.environ["TMPDIR"] = folder
        tempfile.tempdir = None
        limits.restrict(request["memory"])
        with io.FileIO(report, "w") as channel:
            Program(request, channel).run(answered)
            channel.write(DONE + b"\n")
        # Threads of the program may still run; nothing of it is worth waiting for.
        os._exit(0)
    finally:
        # Whatever went wrong, this process must not go on as a second one of its parent.
        os._exit(BROKEN)


def _settle(printed: int, answered: int, report: int) -> tuple[int, int]:
    """Leave the program nothing but its own standard streams and two pipes; these, as they are numbered now."""
    null = os.open(os.devnull, os.O_RDONLY)
    # Above every number in use, so that none is overwritten before it was copied.
    sources = [os.dup2(fd, 40 + place, inheritable=False) for place, fd in enumerate((null, printed, answered, report))]
    os.dup2(sources[0], 0)
    os.dup2(sources[1], 1)
    os.dup2(sources[1], 2)
    report, answered = os.dup2(sources[3], 3, inheritable=False), os.dup2(sources[2], 4, inheritable=False)
    os.closerange(5, 64)
    for name in ("stdin", "__stdin__"):
        setattr(sys, name, io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)), "utf-8"))
    for number, name in ((1, "stdout"), (2, "stderr")):
        stream = io.BufferedWriter(io.FileIO(number, "w", closefd=False))
        writer = io.TextIOWrapper(stream, "utf-8", "backslashreplace", line_buffering=True)
        setattr(sys, name, writer)
        setattr(sys, f"__{name}__", writer)
    return report, answered


class Program:
    """A learner's program, from its text to the last check."""

    def __init__(self, request: dict[str, Any], channel: io.FileIO) -> None:
        self._code = str(request["code"])
        self._checks = request["checks"]
        self._channel = channel
        self._keras = KerasHook(self._say)
        module = types.ModuleType("__main__")
        sys.modules["__main__"] = module
        self._names = module.__dict__
        self._names.update({"__builtins__": builtins, "__file__": FILE})

    def run(self, answered: int) -> None:
        """Run it and, where it did not fail, evaluate its checks with its output going to `answered`."""
        if not self._execute():
            return
        self._say("Ran")
        os.dup2(answered, 1)
        os.dup2(answered, 2)
        for index, check in enumerate(self._checks):
            if check["expression"]:
                self._check(index, check["expression"], check["equals"], check.get("aspect", ""))

    def _execute(self) -> bool:
        """Run the text as the main program. Whether it came to its end."""
        self._keras.install()
        # A file, so that tracebacks and whatever asks for the source of a function can read it.
        Path(FILE).write_text(self._code, "utf-8", errors="replace")
        try:
            exec(compile(self._code, FILE, "exec", dont_inherit=True), self._names)
        except BaseException as error:  # noqa: BLE001 - a program may raise anything
            limits.relax()
            if isinstance(error, SystemExit) and error.code in (None, 0):
                return True
            self._say("Failed", **self._explain(error)._asdict())
            return False
        finally:
            _flush()
        return True

    def _check(self, index: int, expression: str, equals: str, aspect: str) -> None:
        # Said before, so that a check without end can be named.
        self._say("Checking", index=index)
        try:
            if aspect:
                wrong = difference(aspect, eval(expression, self._names), equals, self._keras.last_fit)
            else:
                wrong = complaint(expression, equals, self._names)
        except BaseException as error:  # noqa: BLE001 - what is checked is the learner's
            limits.relax()
            failure = self._explain(error)
            place = f"line {failure.line}: " if failure.line else ""
            wrong = f"{expression} failed: {place}{failure.message}"
        _flush()
        self._say("Checked", index=index, wrong=wrong)

    def _explain(self, error: BaseException) -> Failure:
        """`error` in words. What the program has made of it may be in the way of that."""
        try:
            return explain(error, self._names)
        except BaseException:  # noqa: BLE001 - what is put into words may be the learner's
            return Failure(f"{type(error).__name__}.", 0, 0, "")

    def _say(self, kind: str, **fields: Any) -> None:
        self._channel.write(json.dumps({"type": kind, **fields}).encode() + b"\n")


def _flush() -> None:
    """Pass on what was printed. A program may have closed its own output, or put anything in its place."""
    for name in ("stdout", "stderr"):
        try:
            getattr(sys, name).flush()
        except BaseException:  # noqa: BLE001 - what is there may be the learner's
            continue
