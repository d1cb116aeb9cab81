"""A CSV file of the learner's, read into numbers, in the app and in the trainer alike."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from math import nan
from typing import NamedTuple

import msgspec

from nnterm.errors import DatasetError
from nnterm.experiment.datasets.csv_text import LONGEST_TEXT, Sheet, content_of, names, number_in, sheet
from nnterm.experiment.datasets.file_sets import DROP, FILL, INDICATE
from nnterm.experiment.datasets.table import Column, Table
from nnterm.experiment.nearest import did_you_mean
from nnterm.named_paths import shown

MOST_INPUTS = 1000
"""Most numbers that go into the model, for one row."""

MOST_TEXTS = 20
"""Most different texts in a column that goes in; a column with more is left out."""

MOST_CLASSES = 100
"""Most classes that the target may have."""

FEW_VALUES = 10
"""Whole numbers in the target are classes, where there are no more different ones than this, and each comes twice on
average."""

NUMBERS = 0.9
"""The part of a column's values from which on it is meant to hold numbers, and a text in it is a mistake."""

MOST_SEEN = 8
"""Tables that are kept, so that one which has not changed is not read again."""

MISSING = ("", "na", "n/a", "nan", "null", "?")
"""Values, in lower case, that mean a missing value."""


class Content(NamedTuple):
    """A file, read."""

    table: Table
    x: list[list[float]]
    """A row of inputs for each row of the table; NaN for what is missing and will be filled."""
    y: list[float]
    """Class numbers, or numbers."""


def read(path: str, target: str, task: str, missing: str = DROP) -> Content:
    """The table at `path`; `target` is a column's name, or empty for the last one.

    `task` is `classification`, `regression`, or `auto` for what the target looks like; `missing` what becomes of
    missing values, DROP, FILL or INDICATE. Raises DatasetError.
    """
    return _read(shown(path), content_of(path), target, task, missing)


@lru_cache(maxsize=2)
def _read(path: str, content: bytes, target: str, task: str, missing: str) -> Content:
    found = _found(path, content, target, task, missing)
    inputs = [
        values
        for name, cells in zip(found.sheet.header, found.sheet.columns, strict=True)
        for column in found.table.columns
        if column.name == name
        for values in _inputs(column, [cells[row] for row in found.rows], found.sheet.delimiter)
    ]
    columns = dict(zip(found.sheet.header, found.sheet.columns, strict=True))
    inputs += [
        [float(_is_missing(columns[column.name][row])) for row in found.rows] for column in found.table.indicators
    ]
    return Content(found.table, [list(row) for row in zip(*inputs, strict=True)], found.y)


def look(path: str, target: str, task: str, missing: str = DROP) -> Table:
    """What is found in the table at `path`, as `read` has it; the numbers are left where they are."""
    content = content_of(path)
    key = (shown(path), hashlib.sha256(content).digest(), target, task, missing)
    if key not in _seen:
        table = _found(shown(path), content, target, task, missing).table
        while len(_seen) >= MOST_SEEN:
            _seen.pop(next(iter(_seen)), None)
        _seen[key] = table
    return _seen[key]


_seen: dict[tuple[str, bytes, str, str, str], Table] = {}
"""The tables that were looked at last, by path, what the file holds, and what it was read for."""


def header(path: str) -> tuple[str, ...]:
    """Names of the columns of the table at `path`. Raises DatasetError."""
    return names(shown(path), content_of(path))


class _Found(NamedTuple):
    """What is used of a file."""

    sheet: Sheet
    table: Table
    rows: Sequence[int]
    """Places of the rows with a value in every column."""
    y: list[float]


def _found(path: str, content: bytes, target: str, task: str, missing: str) -> _Found:
    cells = sheet(path, content)
    header, every = cells.header, range(len(cells.lines))
    at = _target(path, header, target)
    kinds = [None if i == at else _column(path, cells, i, every) for i in range(len(header))]
    used = [i for i, kind in enumerate(kinds) if kind is not None]
    needed = (*used, at) if missing == DROP else (at,)
    lacking = {row for i in needed for row, cell in enumerate(cells.columns[i]) if _is_missing(cell)}
    rows = [row for row in every if row not in lacking] if lacking else every
    if not rows:
        raise DatasetError(
            f"{path} has no row with a value in {'every column' if missing == DROP else 'its target'}.",
            f"Fill some, remove a column, or set `missing: {FILL}`." if missing == DROP else "Choose another target.",
        )
    columns = [kind for i in used if (kind := _column(path, cells, i, rows) if lacking else kinds[i]) is not None]
    if missing != DROP:
        columns = [_counted(column, cells, rows, missing) for column in columns]
    classes, y = _answers(path, header[at], [cells.columns[at][row] for row in rows], task, cells.delimiter)
    table = Table(
        digest=hashlib.sha256(content).hexdigest(),
        delimiter=cells.delimiter,
        header=header,
        named=cells.named,
        exact=cells.exact,
        encoding=cells.encoding,
        columns=tuple(columns),
        target=header[at],
        classes=classes,
        rows=len(rows),
        left_out=len(lacking),
        unused=tuple(name for i, name in enumerate(header) if i != at and kinds[i] is None),
    )
    if not columns:
        raise DatasetError(f"{path} has no column to learn from.", "Add one with numbers, or with a few texts.")
    if len(table.inputs) > MOST_INPUTS:
        raise DatasetError(f"{path} makes {len(table.inputs):,} inputs.", f"Keep to {MOST_INPUTS:,}: remove columns.")
    return _Found(cells, table, rows, y)


def _counted(column: Column, cells: Sheet, rows: Sequence[int], missing: str) -> Column:
    """`column` with the number of its values that are missing in `rows`."""
    values = cells.columns[cells.header.index(column.name)]
    count = sum(_is_missing(values[row]) for row in rows)
    return msgspec.structs.replace(column, missing=count, indicated=bool(count) and missing == INDICATE)


def _is_missing(cell: str) -> bool:
    return cell.lower() in MISSING


def _target(path: str, header: Sequence[str], target: str) -> int:
    """The place of the target column."""
    if not target:
        return len(header) - 1
    if target not in header:
        raise DatasetError(
            f"{path} has no column {target!r}.", f"{did_you_mean(target, header)}Its columns: {', '.join(header)}."
        )
    return header.index(target)


def _column(path: str, sheet: Sheet, at: int, rows: Sequence[int]) -> Column | None:
    """What the column at a place holds in `rows`; None for nothing, or for too many different texts."""
    name, cells, delimiter = sheet.header[at], sheet.columns[at], sheet.delimiter
    values = [row for row in rows if not _is_missing(cells[row])]
    if not values:
        return None
    wrong = [row for row in values if number_in(cells[row], delimiter) is None]
    if not wrong:
        return Column(name)
    if len(wrong) <= (1 - NUMBERS) * len(values):
        raise DatasetError(
            f"{path}, line {sheet.lines[wrong[0]]}: {_brief(cells[wrong[0]])} in column {name} is not a number.",
            "Correct it, or leave the cell empty: the row is then left out.",
        )
    texts: set[str] = set()
    for row in values:
        texts.add(cells[row])
        if len(texts) > MOST_TEXTS or len(cells[row]) > LONGEST_TEXT:
            return None
    return Column(name, tuple(sorted(texts)))


def _answers(path: str, name: str, cells: list[str], task: str, delimiter: str) -> tuple[tuple[str, ...], list[float]]:
    """The classes of the target, none for a number, and its value in each row."""
    read = [number_in(cell, delimiter) for cell in cells]
    numbers = [number for number in read if number is not None]
    if task == "regression" and len(numbers) < len(cells):
        text = next(cell for cell, number in zip(cells, read, strict=True) if number is None)
        raise DatasetError(
            f"The target {name} of {path} holds {_brief(text)}, which is not a number.",
            "Choose another target, or `task: classification`.",
        )
    whole = len(numbers) == len(cells) and all(number == int(number) for number in numbers)
    is_number = len(numbers) == len(cells) and not (whole and len(set(numbers)) <= min(FEW_VALUES, len(cells) / 2))
    if task == "regression" or (task == "auto" and is_number):
        if len(set(numbers)) == 1:
            raise DatasetError(
                f"The target {name} of {path} is {cells[0][:LONGEST_TEXT]} in every row.", "Choose another target."
            )
        return (), numbers
    # Numbers go by their size: 9 before 10.
    different = set(cells)
    if len(different) == 1:
        only = _brief(cells[0])
        raise DatasetError(f"The target {name} of {path} has one class only: {only}.", "Choose another target.")
    if len(different) > MOST_CLASSES:
        raise DatasetError(
            f"The target {name} of {path} has {len(different):,} different values: too many for classes.",
            f"Choose a target with up to {MOST_CLASSES}, or one of numbers.",
        )
    long = next((cell for cell in different if len(cell) > LONGEST_TEXT), None)
    if long is not None:
        raise DatasetError(
            f"The target {name} of {path} holds the class {_brief(long[:20])} of {len(long):,} characters.",
            f"Give classes names of up to {LONGEST_TEXT}.",
        )
    found = sorted(different, key=lambda cell: (number_in(cell, delimiter) or 0.0, cell))
    place = {cell: float(number) for number, cell in enumerate(found)}
    return tuple(found), [place[cell] for cell in cells]


def _inputs(column: Column, cells: list[str], delimiter: str) -> list[list[float]]:
    """The inputs that a column makes: its numbers as they are, or for each text 1 where it is and 0 elsewhere.

    What is missing is NaN in all of them.
    """
    if column.texts:
        return [[nan if _is_missing(cell) else float(cell == text) for cell in cells] for text in column.texts]
    return [[nan if _is_missing(cell) else number_in(cell, delimiter) or 0.0 for cell in cells]]


def _brief(cell: str) -> str:
    """A cell in quotes, for a message."""
    return repr(cell if len(cell) <= LONGEST_TEXT else f"{cell[:LONGEST_TEXT]}…")
