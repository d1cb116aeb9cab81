"""A CSV file of the learner's: found, checked, and read into numbers, in the app and in the trainer alike."""

import csv
import hashlib
import io
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from math import isfinite
from typing import NamedTuple

from nnterm import paths
from nnterm.errors import DatasetError
from nnterm.experiment.nearest import did_you_mean
from nnterm.experiment.table import Column, Table

MOST_BYTES = 16 * 1024 * 1024
"""Largest file that is read."""

MOST_ROWS = 100_000
"""Most rows that are read."""

MOST_INPUTS = 1000
"""Most numbers that go into the model, for one row."""

MOST_TEXTS = 20
"""Most different texts in a column that goes in; a column with more is left out."""

MOST_CLASSES = 100
"""Most classes that the target may have."""

FEW_VALUES = 10
"""Whole numbers in the target are classes, where there are no more different ones than this."""

NUMBERS = 0.9
"""The part of a column's values from which on it is meant to hold numbers, and a text in it is a mistake."""

MISSING = ("", "na", "n/a", "nan", "null", "?")
"""Values, in lower case, that stand for none."""

DELIMITERS = ",;\t|"
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters that drive a terminal, or turn round what is read."""

Line = tuple[int, list[str]]
"""Number of a line in the file, and its cells."""


class Content(NamedTuple):
    """A file, read."""

    table: Table
    x: list[list[float]]
    """A row of inputs for each row of the table."""
    y: list[float]
    """Class numbers, or numbers."""


def read(path: str, target: str, task: str) -> Content:
    """The table at `path`; `target` is a column's name, or empty for the last one.

    `task` is `classification`, `regression`, or `auto` for what the target looks like. Raises DatasetError.
    """
    return _read(path, _content(path), target, task)


def header(path: str) -> tuple[str, ...]:
    """Names of the columns of the table at `path`. Raises DatasetError."""
    text = _decoded(path, _content(path))
    return _header(path, _lines(path, text, _delimiter(text)))[0]


def _content(path: str) -> bytes:
    """The bytes of the file. Raises DatasetError."""
    if not path:
        raise DatasetError(
            "No file was chosen.",
            "Press f, go down to path, press enter and type it; without a screen, --set dataset.path=FILE.",
        )
    found = paths.given(path)
    try:
        with found.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        beside = found.parent if found.parent.is_dir() else None
        near = did_you_mean(found.name, [one.name for one in beside.glob("*.[ct]sv")]) if beside else ""
        raise DatasetError(
            f"There is no file {path}.", f"{near}The path counts from the folder that nnterm was started in."
        ) from None
    except OSError as error:
        raise DatasetError(f"{path} cannot be read: {error.strerror}.", "Give the path of a CSV file.") from None
    if len(content) > MOST_BYTES:
        raise DatasetError(f"{path} is larger than {MOST_BYTES // 2**20} MiB.", "Take a part of its rows.")
    return content


@lru_cache(maxsize=4)
def _read(path: str, content: bytes, target: str, task: str) -> Content:
    text = _decoded(path, content)
    delimiter = _delimiter(text)
    found = _lines(path, text, delimiter)
    header, lines, named = _header(path, found)
    at = _target(path, header, target)
    kinds = [_column(path, header[i], i, lines, delimiter) for i in range(len(header))]
    used = [i for i in range(len(header)) if i != at and kinds[i] is not None]
    whole = [line for line in lines if not any(_missing(line[1], i) for i in (*used, at))]
    if not whole:
        raise DatasetError(f"{path} has no row with a value in every column.", "Fill some, or remove a column.")
    columns = [kind for i in used if (kind := _column(path, header[i], i, whole, delimiter)) is not None]
    classes, y = _answers(path, header[at], [line[1][at] for line in whole], task, delimiter)
    table = Table(
        digest=hashlib.sha256(content).hexdigest(),
        delimiter=delimiter,
        header=header,
        named=named,
        exact=tuple(found[0][1]) == header,
        columns=tuple(columns),
        target=header[at],
        classes=classes,
        rows=len(whole),
        left_out=len(lines) - len(whole),
        unused=tuple(name for i, name in enumerate(header) if i != at and kinds[i] is None),
    )
    if not columns:
        raise DatasetError(f"{path} has no column to learn from.", "Add one with numbers, or with a few texts.")
    if len(table.inputs) > MOST_INPUTS:
        raise DatasetError(f"{path} makes {len(table.inputs):,} inputs.", f"Keep to {MOST_INPUTS:,}: remove columns.")
    return Content(table, [_inputs(cells, used, columns, delimiter) for _, cells in whole], y)


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
    try:
        for cells in reader:
            if cells:
                lines.append((reader.line_num, cells))
            if len(lines) > MOST_ROWS + 1:
                raise DatasetError(f"{path} has more than {MOST_ROWS:,} rows.", "Take a part of them.")
    except csv.Error as error:
        raise DatasetError(f"{path}, line {reader.line_num}: {error}.", "Correct the line, or remove it.") from None
    return lines


def _header(path: str, lines: list[Line]) -> tuple[tuple[str, ...], list[Line], bool]:
    """Names of the columns, the lines behind them without blanks around their cells, and whether the first line held
    the names."""
    if not lines:
        raise DatasetError(f"{path} is empty.", "Give a file with names in its first row, and values below.")
    first = lines[0][1]
    if len(first) < 2:
        raise DatasetError(
            f"{path} has one column only.",
            "A table needs two at least, parted by commas, semicolons or tabs.",
        )
    named = not all(_number(cell, ",") is not None for cell in first)
    header = tuple((cell if named else "") or f"column {i}" for i, cell in enumerate(first, 1))
    twice = next((name for name in header if header.count(name) > 1), None)
    if twice is not None:
        raise DatasetError(f"{path} has two columns of the name {twice!r}.", "Give each column a name of its own.")
    rest = lines[1:] if named else lines
    if not rest:
        raise DatasetError(f"{path} has no rows below its names.", "Give a file with values.")
    return header, rest, named


def _target(path: str, header: Sequence[str], target: str) -> int:
    """The place of the column that is asked for."""
    if not target:
        return len(header) - 1
    if target not in header:
        raise DatasetError(
            f"{path} has no column {target!r}.", f"{did_you_mean(target, header)}Its columns: {', '.join(header)}."
        )
    return header.index(target)


def _column(path: str, name: str, at: int, lines: list[Line], delimiter: str) -> Column | None:
    """What the column at a place holds; None for nothing, or for too many different texts."""
    values = [(number, cells[at]) for number, cells in lines if not _missing(cells, at)]
    if not values:
        return None
    wrong = [(number, cell) for number, cell in values if _number(cell, delimiter) is None]
    if not wrong:
        return Column(name)
    if len(wrong) <= (1 - NUMBERS) * len(values):
        number, cell = wrong[0]
        raise DatasetError(
            f"{path}, line {number}: {cell!r} in column {name} is not a number.",
            "Correct it, or leave the cell empty: the row is then left out.",
        )
    texts = sorted({cell for _, cell in values})
    return Column(name, tuple(texts)) if len(texts) <= MOST_TEXTS else None


def _answers(path: str, name: str, cells: list[str], task: str, delimiter: str) -> tuple[tuple[str, ...], list[float]]:
    """The classes of the target, none for a number, and its value in each row."""
    read = [_number(cell, delimiter) for cell in cells]
    numbers = [number for number in read if number is not None]
    if task == "regression" and len(numbers) < len(cells):
        text = next(cell for cell, number in zip(cells, read, strict=True) if number is None)
        raise DatasetError(
            f"The target {name} of {path} holds {text!r}, which is not a number.",
            "Choose another target, or `task: classification`.",
        )
    whole = len(numbers) == len(cells) and all(number == int(number) for number in numbers)
    is_number = len(numbers) == len(cells) and not (whole and len(set(numbers)) <= FEW_VALUES)
    if task == "regression" or (task == "auto" and is_number):
        if len(set(numbers)) == 1:
            raise DatasetError(f"The target {name} of {path} is {cells[0]} in every row.", "Choose another target.")
        return (), numbers
    # Numbers go by their size: 9 before 10.
    found = sorted(set(cells), key=lambda cell: (_number(cell, delimiter) or 0.0, cell))
    if len(found) == 1:
        raise DatasetError(f"The target {name} of {path} has one class only: {found[0]!r}.", "Choose another target.")
    if len(found) > MOST_CLASSES:
        raise DatasetError(
            f"The target {name} of {path} has {len(found):,} different values: too many for classes.",
            f"Choose a target with up to {MOST_CLASSES}, or one of numbers.",
        )
    place = {cell: float(number) for number, cell in enumerate(found)}
    return tuple(found), [place[cell] for cell in cells]


def _inputs(cells: list[str], used: list[int], columns: list[Column], delimiter: str) -> list[float]:
    """A row of numbers: those of the columns as they are, and 1 or 0 for each text."""
    row: list[float] = []
    for at, column in zip(used, columns, strict=True):
        row += [float(cells[at] == text) for text in column.texts] or [_number(cells[at], delimiter) or 0.0]
    return row


def _missing(cells: list[str], at: int) -> bool:
    return at >= len(cells) or cells[at].lower() in MISSING


def _number(cell: str, delimiter: str) -> float | None:
    """The number that `cell` says; None for a text. Where cells are parted by semicolons, a comma is a point."""
    try:
        number = float(cell.replace(",", ".") if delimiter == ";" else cell)
    except ValueError:
        return None
    return number if isfinite(number) else None
