"""The bytes of a learner's CSV file as text, in the encodings that spreadsheets write."""

import re
from itertools import chain

from nnterm.errors import DatasetError
from nnterm.printable import CONTROLS

LONGEST_LINE = 256 * 1024
"""Characters of a line."""

UTF_8, LATIN_1 = "utf-8", "cp1252"
"""The encodings that are read. What Windows writes as Latin-1 has signs where the standard has controls."""

_UNSAFE = re.compile(f"(?!\r)[{CONTROLS}]")
"""Characters that drive a terminal, or turn round what is read."""


def decoded(path: str, content: bytes) -> tuple[str, str]:
    """The text in the bytes of the file at `path`, and its encoding: UTF-8, or Latin-1 where it is not UTF-8.

    Raises DatasetError for what is no text in either, and for lines that are too long or drive a terminal.
    """
    if b"\0" in content:
        raise DatasetError(f"{path} is not a text file.", "Export the table as CSV, in UTF-8, where it was written.")
    try:
        text, encoding = content.decode("utf-8-sig"), UTF_8
    except UnicodeDecodeError:
        text, encoding = _latin_1(path, content), LATIN_1
    start = 0
    for line, end in enumerate(chain((m.end() for m in re.finditer("\n", text)), (len(text),)), 1):
        if end - start > LONGEST_LINE:
            raise DatasetError(f"{path}, line {line} has {end - start:,} characters.", "Shorten it, or remove it.")
        if unsafe := _UNSAFE.search(text, start, end):
            raise DatasetError(f"{path}, line {line}: a control character (U+{ord(unsafe[0]):04X}).", "Remove it.")
        start = end
    return text, encoding


def _latin_1(path: str, content: bytes) -> str:
    try:
        return content.decode(LATIN_1)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DatasetError(
            f"{path}, line {line}: byte 0x{content[error.start]:02x} is neither UTF-8 nor Latin-1.",
            "Save the table as CSV in the encoding UTF-8.",
        ) from None
