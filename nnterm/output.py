"""Standard output and error, as far as a terminal may be behind them: what is written there is only ever text."""

import re
from typing import Any, TextIO

from nnterm.printable import CONTROLS

_OURS = r"\r|\x1b\[[0-9;]*m"
"""What nnterm itself drives a terminal with: back to the beginning of a line, and colours."""

_DRIVING = re.compile(f"({_OURS})|[{CONTROLS}\u2028\u2029]")


class PlainOutput:
    """A stream that passes text on without control characters, but for line ends, tabs, and colours.

    What nnterm shows is made printable where it comes in. This is for the rest: a traceback, a library's message, the
    title of a lesson that somebody else wrote. Bytes written to `buffer` are data, and pass as they are.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write `text`, cleaned."""
        if not text.isprintable():
            text = _DRIVING.sub(lambda match: match[1] or "", text)
        return self._stream.write(text)

    def writelines(self, lines: Any) -> None:
        """Write each of `lines`, cleaned."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
