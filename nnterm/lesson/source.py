"""The text of a lesson file: read within limits, decoded, and cleaned of what could drive a terminal."""

import re
import sys
from pathlib import Path

import msgspec

from nnterm import named_paths
from nnterm.errors import LessonError, PathError

MAXIMUM_BYTES = 1024 * 1024
"""Largest lesson file that is read: 1 MiB, a hundred times the longest lesson."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_UNSAFE = re.compile(
    "["
    "\x00-\x08\x0b-\x1f"  # C0 without tab and newline: escape, backspace, carriage return ...
    "\x7f-\x9f"  # DEL and C1, among them the one-byte control sequence introducer
    "\u2028\u2029"  # separators that some readers take for line ends, which would shift line numbers
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates that reorder what is read
    "\ud800-\udfff"  # halves of a character, as the name of a file has them that is not UTF-8
    "\ufeff\ufffe\uffff"  # byte order marks inside the text, and characters that are none
    "]"
)
_ENTITY = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}));")
_SUSPECT = re.compile(f"{_UNSAFE.pattern}|{_ENTITY.pattern}")


class Source(msgspec.Struct, frozen=True):
    """A lesson file in memory."""

    path: Path
    text: str
    """Clean text: lines end in a single newline, the last one included."""
    unsafe: tuple[tuple[int, str], ...] = ()
    """Line (from 1) and name of what was replaced, each once a line."""


def read(path: Path, limit: int | None = None) -> Source:
    """The file at `path`, or its first `limit` bytes.

    Raises LessonError when it cannot be read, is not UTF-8, or is larger than `MAXIMUM_BYTES`.
    """
    try:
        content = named_paths.content(path, min(limit or MAXIMUM_BYTES + 1, MAXIMUM_BYTES + 1))
    except PathError as error:
        raise _error(path, 1, f"The file {error.reason}.", error.remedy) from None
    if len(content) > MAXIMUM_BYTES:
        raise _error(
            path,
            1,
            f"The file is larger than {MAXIMUM_BYTES // 1024} KiB.",
            "Split the lesson, or move its images and tables elsewhere.",
        )
    text, unsafe = clean(_decode(path, content, is_whole=limit is None or len(content) < limit))
    return Source(path, text if text.endswith("\n") else text + "\n", unsafe)


def clean(text: str) -> tuple[str, tuple[tuple[int, str], ...]]:
    """`text` with every unsafe character replaced by U+FFFD, and line and name of what was replaced.

    Numeric character references (`&#x202e;`) count as the character they stand for.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if not _UNSAFE.search(text) and "&#" not in text:
        return text, ()
    found: dict[tuple[int, str], None] = {}

    def cleaned(number: int, line: str) -> str:
        def replace(match: re.Match[str]) -> str:
            code = _code(match)
            if code > sys.maxunicode or not _UNSAFE.match(chr(code)):
                return match[0]
            found[number, f"U+{code:04X}"] = None
            return REPLACEMENT

        return _SUSPECT.sub(replace, line)

    lines = [cleaned(number, line) for number, line in enumerate(text.split("\n"), 1)]
    return "\n".join(lines), tuple(found)


def visible(text: str) -> str:
    """`text`, such as a path, made safe to print."""
    return clean(text)[0]


def _code(match: re.Match[str]) -> int:
    """The code point that a suspect character is, or that a character reference stands for."""
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
    return LessonError(visible(str(path)), line, message, remedy)
