"""A CSV file of the learner's as text: opened within limits, decoded, and cut into columns of cells.

The app reads it in a thread beside its keys. So nothing here takes long without giving way to other threads, and the
cells are kept in few large lists: of many small ones Python's memory management takes stock, all keys waiting.
"""

import csv
import io
import re
from array import array
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice, zip_longest
from math import isfinite
from pathlib import Path
from typing import NamedTuple, Protocol

from nnterm import named_paths, paths
from nnterm.errors import DatasetError, PathError
from nnterm.experiment.datasets.csv_encoding import decoded
from nnterm.experiment.nearest import did_you_mean
from nnterm.named_paths import shown

MOST_BYTES = 16 * 1024 * 1024
"""Largest file that is read."""

MOST_ROWS = 100_000
"""Most rows that are read."""

MOST_COLUMNS = 2000
"""Most columns, those that are not used among them."""

LONGEST_TEXT = 100
"""Characters of a column's name, and of a text that is compared with others: they travel to the trainer and back."""

MOST_BESIDE = 1000
"""Names that are looked at for one like that of a file which is not there."""

LONGEST_NAME = 200
"""Characters of such a name."""

DELIMITERS = ",;\t|"

END = "\x1f"
"""A last line that no file has: where it is not a row of its own, a quotation mark took it in."""


class Sheet(NamedTuple):
    """The cells of a file."""

    header: tuple[str, ...]
    """Names of the columns."""
    columns: list[list[str]]
    """The cells below each name, without the blanks around them; empty where a row is too short."""
    lines: "array[int]"
    """Number of the line in the file for each row."""
    delimiter: str
    named: bool
    """Whether the names are in the first row; else they are made up."""
    exact: bool
    """Whether they are there exactly like that."""
    encoding: str
    """How the text was written, in Python's name for it."""


def sheet(path: str, content: bytes) -> Sheet:
    """The cells in the bytes of the file at `path`. Raises DatasetError."""
    text, encoding = decoded(path, content)
    delimiter = _delimiter(text)
    _check_rows(path, text, delimiter)
    rows = _rows(path, text, delimiter)
    _, first = next(rows)
    named = _is_named(first, delimiter)
    header = _header(path, first, named=named)
    lines, columns = array("L"), [list[str]() for _ in header]
    for number, cells in rows if named else chain(((1, first),), rows):
        lines.append(number)
        for column, cell in zip_longest(columns, cells[: len(header)], fillvalue=""):
            column.append(cell.strip())  # type: ignore[union-attr]
        if any(cell.strip() for cell in cells[len(header) :]):
            raise DatasetError(
                f"{path}, line {number}: {len(cells)} values for {len(header)} columns.",
                f"Remove what is too much; a value that holds {delimiter!r} belongs between quotation marks.",
            )
    if not lines:
        raise DatasetError(f"{path} has no rows below its names.", "Give a file with values.")
    return Sheet(header, columns, lines, delimiter, named, tuple(first) == header, encoding)


def names(path: str, content: bytes) -> tuple[str, ...]:
    """Names of the columns in the bytes of the file at `path`. Raises DatasetError."""
    text, _ = decoded(path, content)
    delimiter = _delimiter(text)
    first = next(_rows(path, text, delimiter), (1, []))[1]
    return _header(path, first, named=_is_named(first, delimiter))


def _is_named(first: list[str], delimiter: str) -> bool:
    return not all(number_in(cell, delimiter) is not None for cell in first)


def _header(path: str, first: list[str], *, named: bool) -> tuple[str, ...]:
    """The names that the first row has, or made up ones."""
    if not first:
        raise DatasetError(f"{path} is empty.", "Give a file with names in its first row, and values below.")
    if len(first) < 2:
        raise DatasetError(
            f"{path} has one column only.", "A table needs two at least, separated by commas, semicolons or tabs."
        )
    if len(first) > MOST_COLUMNS:
        raise DatasetError(f"{path} has {len(first):,} columns.", f"Keep to {MOST_COLUMNS:,}: remove some.")
    header = tuple((cell.strip() if named else "") or f"column {i}" for i, cell in enumerate(first, 1))
    long = next((name for name in header if len(name) > LONGEST_TEXT), None)
    if long is not None:
        raise DatasetError(
            f"{path}: the name {long[:20]}… of a column has {len(long):,} characters.", f"Keep to {LONGEST_TEXT}."
        )
    twice, count = Counter(header).most_common(1)[0]
    if count > 1:
        raise DatasetError(f"{path} has two columns of the name {twice!r}.", "Give each column a name of its own.")
    return header


def content_of(path: str) -> bytes:
    """The bytes of the file. Raises DatasetError."""
    if not path:
        raise DatasetError(
            "No file was chosen.",
            "Name one in the data set's option path; on the command line, --set dataset.path=FILE.",
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


def _rows(path: str, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that holds something, with the number of its last line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for cells in _guarded(path, reader):
        if cells:
            yield reader.line_num, cells


class _Reader(Protocol):
    """What reads a file row by row, as the module csv does."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...


def _guarded(path: str, reader: _Reader) -> Iterator[list[str]]:
    """The rows of `reader`. Raises DatasetError for a line that is none."""
    try:
        yield from reader
    except csv.Error as error:
        raise DatasetError(f"{path}, line {reader.line_num}: {error}.", "Correct the line, or remove it.") from None


def _check_rows(path: str, text: str, delimiter: str) -> None:
    """Raise DatasetError for too many rows, and where a quotation mark takes in what is below it."""
    lines: list[str] = []

    def recorded() -> Iterator[str]:
        for line in chain(io.StringIO(text, newline=""), (END,)):
            lines.append(line)
            yield line

    reader = csv.reader(recorded(), delimiter=delimiter)
    count = began = 0
    for cells in _guarded(path, reader):
        is_end = cells == [END]
        if len(lines) > 1 and not _is_closed(lines, delimiter):
            raise DatasetError(f"{path}, line {began + 1}: a quotation mark is not closed.", "Close it, or remove it.")
        count += bool(cells) and not is_end
        if count > MOST_ROWS + 1:
            raise DatasetError(f"{path} has more than {MOST_ROWS:,} rows.", "Take a part of them.")
        began = reader.line_num
        lines.clear()
    if not count:
        raise DatasetError(f"{path} is empty.", "Give a file with names in its first row, and values below.")


def _is_closed(lines: list[str], delimiter: str) -> bool:
    """Whether the lines of one row are held together by marks that are closed where a cell ends."""
    row = re.sub(rf'"[ \t]+(?=[{re.escape(delimiter)}\r\n]|$)', '"', "".join(lines))
    try:
        rows = list(csv.reader(io.StringIO(row, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return len(rows) == 1 and END not in row
