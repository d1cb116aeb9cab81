"""A CSV file of the learner's as text: opened within limits, decoded, and cut into names and lines of cells."""

import csv
import io
import re
from itertools import islice
from math import isfinite
from pathlib import Path
from typing import NamedTuple

from nnterm import named_paths, paths
from nnterm.errors import DatasetError, PathError
from nnterm.experiment.nearest import did_you_mean
from nnterm.named_paths import shown
from nnterm.printable import CONTROLS

MOST_BYTES = 16 * 1024 * 1024
"""Largest file that is read."""

MOST_ROWS = 100_000
"""Most rows that are read."""

MOST_BESIDE = 1000
"""Names that are looked at for one like that of a file which is not there."""

LONGEST_NAME = 200
"""Characters of such a name."""

DELIMITERS = ",;\t|"
_UNSAFE = re.compile(f"(?!\r)[{CONTROLS}]")
"""Characters that drive a terminal, or turn round what is read."""

Line = tuple[int, list[str]]
"""Number of a line in the file, and its cells without the blanks around them."""


class Sheet(NamedTuple):
    """The cells of a file."""

    header: tuple[str, ...]
    """Names of the columns."""
    lines: list[Line]
    """What stands below the names."""
    delimiter: str
    named: bool
    """Whether the names stand in the first row; else they are made up."""
    exact: bool
    """Whether they stand there just so."""


def sheet(path: str, content: bytes) -> Sheet:
    """The cells in the bytes of the file at `path`. Raises DatasetError."""
    text = _decoded(path, content)
    delimiter = _delimiter(text)
    found = _lines(path, text, delimiter)
    if not found:
        raise DatasetError(f"{path} is empty.", "Give a file with names in its first row, and values below.")
    first = found[0][1]
    if len(first) < 2:
        raise DatasetError(
            f"{path} has one column only.", "A table needs two at least, parted by commas, semicolons or tabs."
        )
    named = not all(number_in(cell, delimiter) is not None for cell in first)
    header = tuple((cell.strip() if named else "") or f"column {i}" for i, cell in enumerate(first, 1))
    twice = next((name for name in header if header.count(name) > 1), None)
    if twice is not None:
        raise DatasetError(f"{path} has two columns of the name {twice!r}.", "Give each column a name of its own.")
    lines = [(number, [cell.strip() for cell in cells]) for number, cells in found[named:]]
    if not lines:
        raise DatasetError(f"{path} has no rows below its names.", "Give a file with values.")
    for number, cells in lines:
        if any(cells[len(header) :]):
            raise DatasetError(
                f"{path}, line {number}: {len(cells)} values for {len(header)} columns.",
                f"Remove what is too much; a value that holds {delimiter!r} belongs between quotation marks.",
            )
    return Sheet(header, lines, delimiter, named, tuple(first) == header)


def content_of(path: str) -> bytes:
    """The bytes of the file. Raises DatasetError."""
    if not path:
        raise DatasetError(
            "No file was chosen.",
            "Press f, go down to path, press enter and type it; without a screen, --set dataset.path=FILE.",
        )
    found = paths.given(path)
    try:
        # The trainer gets the name as UTF-8.
        path.encode()
        content = named_paths.content(found, MOST_BYTES + 1)
    except UnicodeError:
        raise DatasetError(f"The name of {shown(path)} is not UTF-8.", "Rename the file.") from None
    except PathError as error:
        if error.is_missing:
            remedy = f"{_near(found)}The path counts from the folder that nnterm was started in."
            raise DatasetError(f"There is no file {shown(path)}.", remedy) from None
        raise DatasetError(f"{shown(path)} {error.reason}.", "Give the path of a CSV file.") from None
    if len(content) > MOST_BYTES:
        raise DatasetError(f"{shown(path)} is larger than {MOST_BYTES // 2**20} MiB.", "Take a part of its rows.")
    return content


def _near(missing: Path) -> str:
    """The table beside it whose name is the most like that of a file which is not there, as a question."""
    try:
        beside = named_paths.names(missing.parent, MOST_BESIDE)
    except PathError:
        return ""
    tables = [name for name in beside if name.endswith((".csv", ".tsv")) and name.isprintable()]
    return did_you_mean(missing.name[-LONGEST_NAME:], tables)


def number_in(cell: str, delimiter: str) -> float | None:
    """The number that `cell` says; None for a text. Where cells are parted by semicolons, a comma is a point."""
    try:
        number = float(cell.replace(",", ".") if delimiter == ";" else cell)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _decoded(path: str, content: bytes) -> str:
    if b"\0" in content:
        raise DatasetError(f"{path} is no text file.", "Export the table as CSV from the program that wrote it.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DatasetError(
            f"{path}, line {line}: byte 0x{content[error.start]:02x} is not UTF-8.",
            "Save the table as CSV in the encoding UTF-8.",
        ) from None
    if unsafe := _UNSAFE.search(text):
        line = text.count("\n", 0, unsafe.start()) + 1
        raise DatasetError(f"{path}, line {line}: a control character (U+{ord(unsafe[0]):04X}).", "Remove it.")
    return text


def _delimiter(text: str) -> str:
    """The sign between the cells: the one that cuts the first lines into the most columns, all alike."""
    first = list(islice(io.StringIO(text, newline=""), 50))

    def columns(delimiter: str) -> tuple[float, int]:
        try:
            counts = [len(cells) for cells in csv.reader(first, delimiter=delimiter) if cells]
        except csv.Error:
            return 0.0, 0
        if not counts or counts[0] == 1:
            return 0.0, 0
        return counts.count(counts[0]) / len(counts), counts[0]

    return max(DELIMITERS, key=columns)


def _lines(path: str, text: str, delimiter: str) -> list[Line]:
    """The lines that hold something."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines: list[Line] = []
    began = end = 0
    try:
        for cells in reader:
            began, end = end, reader.line_num
            if cells:
                lines.append((reader.line_num, cells))
            if len(lines) > MOST_ROWS + 1:
                raise DatasetError(f"{path} has more than {MOST_ROWS:,} rows.", "Take a part of them.")
    except csv.Error as error:
        raise DatasetError(f"{path}, line {reader.line_num}: {error}.", "Correct the line, or remove it.") from None
    if end - began > 1 and text.count('"') % 2:
        # It took everything below it into one cell.
        raise DatasetError(f"{path}, line {began + 1}: a quotation mark is not closed.", "Close it, or remove it.")
    return lines
