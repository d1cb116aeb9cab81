"""`python -m nnterm` and the `nnterm` command."""

import sys


def main() -> int:
    """Run the command line; returns the exit code."""
    from nnterm import interruption
    from nnterm.cli import run
    from nnterm.output import PlainOutput

    interruption.listen()

    for name in ("stdout", "stderr"):
        # Python leaves it None where it was closed.
        if (stream := getattr(sys, name)) is not None:
            # A terminal without Unicode shows a question mark, not a traceback.
            stream.reconfigure(errors="replace")
            setattr(sys, name, PlainOutput(stream))
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
