"""Learners' programs started from a process that has Keras loaded: what each would spend seconds on is done once.

Everything else is as in the app: the program's supervisor and its limits, the checks, the report.
"""

import subprocess
import sys
from pathlib import Path

from nnterm.runs.exercise.run import ENVIRONMENT

PARENT = """\
import json, os, socket, sys
requests = socket.socket(socket.AF_UNIX)
requests.bind(sys.argv[1])
requests.listen()
import keras, numpy
from nnterm.exercise import supervisor
print("ready", flush=True)

def be_the_supervisor(pipes, environment):
    os.setsid()
    for at, pipe in enumerate(pipes):
        os.dup2(pipe, at)
        os.close(pipe)
    sys.stdin = open(0, closefd=False)
    os.environ.clear()
    os.environ.update(environment)
    # Its first import is waited for, to follow what is trained; all that it would import is there.
    del sys.modules["keras"]
    try:
        supervisor.main()
    finally:
        os._exit(0)

while True:
    request, _ = requests.accept()
    message, pipes, _, _ = socket.recv_fds(request, 1_000_000, 2)
    # What waits for its end is no child of this process: it would have to be waited for in turn.
    if os.fork() == 0:
        requests.close()
        if os.fork() == 0:
            pid = os.fork()
            if pid == 0:
                request.close()
                be_the_supervisor(pipes, json.loads(message))
            for pipe in pipes:
                os.close(pipe)
            os.waitpid(pid, 0)
        os._exit(0)
    os.wait()
    request.close()
    for pipe in pipes:
        os.close(pipe)
"""
"""Loads Keras, then forks a supervisor for each request: its pipes and its environment. Its end closes the request."""

COMMAND = """\
import json, os, socket, sys
request = socket.socket(socket.AF_UNIX)
request.connect(sys.argv[1])
socket.send_fds(request, [json.dumps(dict(os.environ)).encode()], [0, 1])
request.recv(1)
"""
"""What the app starts in place of a supervisor: it lives as long as that of the request."""


class WarmPrograms:
    """A context in which `command` is a supervisor's, but for the time it takes to load Keras."""

    def __init__(self, folder: Path) -> None:
        """`folder` is for the socket between the two."""
        self._socket = str(folder / "programs")
        self.command = (sys.executable, "-I", "-S", "-c", COMMAND, self._socket)

    def __enter__(self) -> "WarmPrograms":
        self._parent = subprocess.Popen(
            [sys.executable, "-P", "-c", PARENT, self._socket], stdout=subprocess.PIPE, env=ENVIRONMENT
        )
        assert self._parent.stdout and self._parent.stdout.readline() == b"ready\n"
        return self

    def __exit__(self, *_: object) -> None:
        with self._parent:
            self._parent.kill()
