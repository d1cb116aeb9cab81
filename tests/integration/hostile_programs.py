"""Hostile programs of learners: how they are run, what they reach for, and what must be whole after them."""

import asyncio
import sys

import pytest

from nnterm.lesson.blocks.structs import Code, CodeCheck
from nnterm.runs.exercise.report import CodeReport
from nnterm.runs.exercise.run import Limits, run_code

MEMORY = 300_000_000

CHECK = CodeCheck(expression="1", equals="2", say="It never holds.")

TO_APP = "open(f'/proc/{os.getppid()}/fd/1', 'wb', 0).write"
"""Where a program finds the way to the app, past what watches over it."""

DAEMON = """
import os, signal, subprocess, sys, time
def daemon(note):
    if os.fork():
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    for ending in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(ending, signal.SIG_IGN)
    script = f"import os, time; open({note!r}, 'a').write(str(os.getpid()) + chr(10))"
    script += "; os.closerange(0, 64); time.sleep(1000)"
    os.execve(sys.executable, [sys.executable, "-c", script], {})
def started(note, count=1):
    while not os.path.exists(note) or len(open(note).read().splitlines()) < count:
        time.sleep(0.01)
"""
"""Starts what has left every group, has no environment, ignores what can be ignored, and notes who it is."""

linux = pytest.mark.skipif(sys.platform != "linux", reason="reaches for /proc")


async def ran(text: str, *checks: CodeCheck, seconds: float = 10.0, limits: Limits | None = None) -> CodeReport:
    block = Code(id="c", start="", checks=checks or (CHECK,), seconds=seconds)
    return await asyncio.wait_for(run_code(f"import os, signal, time\n{text}", block, limits or Limits(MEMORY)), 60)
