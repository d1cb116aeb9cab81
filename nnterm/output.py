"""Standard output and error, where they may lead to a terminal: what is written there is only ever text."""

import re
import sys
from typing import Any, TextIO

from nnterm.printable import CONTROLS, SEQUENCE

_DRIVING = re.compile(f"{SEQUENCE.pattern}|[{CONTROLS}\u061c\u200b\u200e\u200f\u2028\u2029\u2060-\u2064\ufeff]")


class PlainOutput:
    """A stream that passes text on without control sequences and control characters, but for line ends and tabs.

    What nnterm shows is made printable where it comes in. This is for the rest: a traceback, a library's message, the
    name of a folder. Bytes written to `buffer` are data, and pass as they are.
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        """What is written to."""

    def write(self, text: str) -> int:
        """Write `text`, cleaned."""
        return self.stream.write(text if text.isprintable() else _DRIVING.sub("", text))

    def writelines(self, lines: Any) -> None:
        """Write each of `lines`, cleaned."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


def draw(text: str) -> None:
    """Write `text` to standard output as it is: nnterm's own colours and cursor moves, around printable text."""
    stream = sys.stdout.stream if isinstance(sys.stdout, PlainOutput) else sys.stdout
    stream.write(text)
    stream.flush()
