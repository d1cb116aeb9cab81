"""What a program printed, made fit to be shown: text is text, and never moves a cursor."""

import re

from nnterm.printable import SEQUENCE, printable

LONGEST_LINE = 65_536
"""Characters of a line that are shown: all that is kept of an output may be one."""

_NATIVE_LOG = re.compile(r"(?:[IWE]\d{4} [\d:.]+ +\d+ \S+:\d+\] |WARNING: All log messages before absl)")
"""How lines begin that TensorFlow writes while it loads: nothing in them is the learner's."""


def readable(text: str) -> list[str]:
    """`text` in lines without control characters, a line that was written over as it was left."""
    lines = [_settled(line) for line in SEQUENCE.sub("", text).split("\n")]
    if lines and not lines[-1]:
        lines.pop()
    return [line for line in lines if not _NATIVE_LOG.match(line)]


def _settled(line: str) -> str:
    """What a line shows after its carriage returns and backspaces."""
    kept: list[str] = []
    for character in line.rstrip("\r").rpartition("\r")[2].expandtabs(4):
        if character == "\b":
            # A progress bar is taken back like that, and written anew.
            kept[-1:] = []
        else:
            kept.append(character)
    return printable("".join(kept), LONGEST_LINE)
