"""`python -m nnterm` and the `nnterm` command."""

import os
import sys
from contextlib import suppress

ENDED_EARLY = 128
"""Exit codes above it are those of a command that a signal ended."""


def main() -> int:
    """Run the command line; returns the exit code."""
    from nnterm import interruption

    interruption.listen()
    from nnterm.cli import run
    from nnterm.output import PlainOutput

    for name in ("stdout", "stderr"):
        # Python leaves it None where it was closed.
        if (stream := getattr(sys, name)) is not None:
            # A terminal without Unicode shows a question mark, not a traceback.
            stream.reconfigure(errors="replace")
            setattr(sys, name, PlainOutput(stream))
    code = run(sys.argv[1:])
    if code > ENDED_EARLY:
        # Python's own way out may wait for a thread, and forgets its handlers while another signal may come.
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError, AttributeError):
                stream.flush()
        os._exit(code)
    return code


if __name__ == "__main__":
    sys.exit(main())
