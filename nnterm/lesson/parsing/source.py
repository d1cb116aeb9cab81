"""The text of a lesson file: read within limits, decoded, and cleaned of what could drive a terminal."""

import re
import sys
from pathlib import Path

import msgspec

from nnterm import named_paths
from nnterm.errors import LessonError, PathError
from nnterm.printable import CONTROLS

MAXIMUM_BYTES = 64 * 1024
"""Largest lesson file that is read: four times the longest lesson of the course."""

MAXIMUM_LINES = 3000
"""Most lines of a lesson file: six times those of the longest lesson of the course."""

MAXIMUM_UNBROKEN = 16 * 1024
"""Most characters without a blank line between them: a paragraph, a table, a block. Markdown looks at some of them
again and again, so that a hundred times the text can take ten thousand times as long."""

MAXIMUM_CELLS = 5000
"""Most cells of a table: Markdown fills up short rows."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

# Compiled by the first lesson that has such a character.
_UNSAFE = (
    f"[{CONTROLS}"
    "\u2028\u2029"  # separators that some readers take for line ends, which would shift line numbers
    "\ud800-\udfff"  # halves of a character, as the name of a file has them that is not UTF-8
    "\ufeff\ufffe\uffff"  # byte order marks inside the text, and characters that are none
    "]"
)
_ENTITY = r"&#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}));"


class Source(msgspec.Struct, frozen=True):
    """A lesson file in memory."""

    path: Path
    text: str
    """Clean text: lines end in a single newline, the last one included."""
    unsafe: tuple[tuple[int, str], ...] = ()
    """Line (from 1) and name of what was replaced, each once a line."""


def read(path: Path, limit: int | None = None, largest: int = MAXIMUM_BYTES) -> Source:
    """The file at `path`, or its first `limit` bytes.

    Raises LessonError when it cannot be read, is not UTF-8, or has more than `largest` bytes.
    """
    try:
        content = named_paths.content(path, min(limit or largest + 1, largest + 1))
    except PathError as error:
        raise _error(path, 1, f"The file {error.reason}.", error.remedy) from None
    if len(content) > largest:
        raise _error(path, 1, f"The file is larger than {largest // 1024} KiB.", "Split it, or shorten it.")
    text, unsafe = clean(_decode(path, content, is_whole=limit is None or len(content) < limit))
    return Source(path, text if text.endswith("\n") else text + "\n", unsafe)


def read_lesson(path: Path) -> Source:
    """The whole lesson file at `path`.

    Raises LessonError as `read` does, and where it has too many lines, or too many without a blank one between them.
    """
    source = read(path)
    lines = source.text.split("\n")
    if len(lines) - 1 > MAXIMUM_LINES:
        message = f"The file has more than {MAXIMUM_LINES:,} lines."
        raise _error(path, MAXIMUM_LINES + 1, message, "Split the lesson.")
    unbroken = columns = rows = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            unbroken = columns = rows = 0
            continue
        unbroken, columns, rows = unbroken + len(line) + 1, max(columns, line.count("|")), rows + 1
        if unbroken > MAXIMUM_UNBROKEN:
            message = f"There are more than {MAXIMUM_UNBROKEN:,} characters without a blank line up to here."
            raise _error(path, number, message, "Put blank lines between paragraphs, and shorten tables and blocks.")
        if columns * rows > MAXIMUM_CELLS:
            message = f"The table up to here has more than {MAXIMUM_CELLS:,} cells."
            raise _error(path, number, message, "Shorten it, or put a blank line above and below it.")
    return source


def clean(text: str) -> tuple[str, tuple[tuple[int, str], ...]]:
    """`text` with every unsafe character replaced by U+FFFD, and line and name of what was replaced.

    Numeric character references (`&#x202e;`) count as the character they stand for.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    is_plain = text.replace("\n", "").replace("\t", "").isprintable() or re.search(_UNSAFE, text) is None
    if is_plain and "&#" not in text:
        return text, ()
    found: dict[tuple[int, str], None] = {}

    def cleaned(number: int, line: str) -> str:
        def replace(match: re.Match[str]) -> str:
            code = _code(match)
            if code > sys.maxunicode or not re.match(_UNSAFE, chr(code)):
                return match[0]
            found[number, f"U+{code:04X}"] = None
            return REPLACEMENT

        return re.sub(f"{_UNSAFE}|{_ENTITY}", replace, line)

    lines = [cleaned(number, line) for number, line in enumerate(text.split("\n"), 1)]
    return "\n".join(lines), tuple(found)


def _code(match: re.Match[str]) -> int:
    """The code point that a suspect character is, or that a character reference means."""
    if match[1]:
        return int(match[1], 16)
    return int(match[2]) if match[2] else ord(match[0])


def _decode(path: Path, content: bytes, is_whole: bool) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if not is_whole and error.end == len(content) and error.reason == "unexpected end of data":
            return content[: error.start].decode("utf-8")
        line = content.count(b"\n", 0, error.start) + 1
        raise _error(
            path,
            line,
            f"Byte 0x{content[error.start]:02x} is not UTF-8.",
            "Save the file in the encoding UTF-8.",
        ) from None


def _error(path: Path, line: int, message: str, remedy: str) -> LessonError:
    return LessonError(str(path), line, message, remedy)
