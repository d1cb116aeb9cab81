"""Learners' programs started from a process that has Keras loaded: what each would spend seconds on is done once.

Everything else is as in the app: the program's supervisor and its limits, the checks, the report.
"""

import subprocess
import sys

from nnterm.lesson.blocks.structs import Code
from nnterm.runs.exercise.code_events import decode
from nnterm.runs.exercise.report import CodeReport
from nnterm.runs.exercise.run import ENVIRONMENT, CodeRun
from nnterm.system import folders

PARENT = """\
import io, os, sys
import keras, numpy
from nnterm.exercise import supervisor
for request in sys.stdin.buffer:
    # The end of a supervisor's standard input would end the program.
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(writing)
        os.dup2(reading, 0)
        sys.stdin = io.TextIOWrapper(io.BytesIO(request))
        # Its first import is waited for, to follow what is trained; all that it would import is there.
        del sys.modules["keras"]
        try:
            supervisor.main()
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    os.close(reading)
    os.close(writing)
"""


class WarmPrograms:
    """Runs one program after the other; a context that ends the process they come from."""

    def __enter__(self) -> "WarmPrograms":
        self._parent = subprocess.Popen(
            [sys.executable, "-P", "-c", PARENT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=ENVIRONMENT | {"COLUMNS": "100"},
        )
        return self

    def __exit__(self, *_: object) -> None:
        with self._parent:
            self._parent.kill()

    async def run_code(self, text: str, block: Code) -> CodeReport:
        """Run `text` as the learner's answer to `block`, to its end."""
        assert self._parent.stdin and self._parent.stdout
        run = CodeRun(text, block)
        self._parent.stdin.write(run._request(folders.make("nnterm-")))
        self._parent.stdin.flush()
        while not run.report.is_over:
            line = self._parent.stdout.readline()
            assert line, "the process that starts programs is gone"
            run.report.apply(decode(line))
        return run.report
