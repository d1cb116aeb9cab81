"""`nnterm trainer`: the training process alone, for an nnterm on another machine."""

import os
import sys
from typing import NoReturn

from nnterm.errors import UsageError
from nnterm.runs.trainer.command import COMMAND


def run() -> NoReturn:
    """Become the training process: commands on standard input, events on standard output.

    Raises UsageError where standard input is a terminal: no person speaks the protocol.
    """
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError(
            "`nnterm trainer` trains for an nnterm on another machine, which speaks to it on standard input.",
            "There, type: nnterm --trainer 'ssh THIS-MACHINE nnterm trainer' (without ssh's -t).",
        )
    os.execv(COMMAND[0], COMMAND)
