"""`python -m nnterm` and the `nnterm` command."""

import sys


def main() -> int:
    """Run the command line; returns the exit code."""
    from nnterm.cli import run

    # A terminal without Unicode shows a question mark, not a traceback.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
