"""A CSV file of the learner's, read into numbers, in the app and in the trainer alike."""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from nnterm.errors import DatasetError
from nnterm.experiment.csv_text import Line, content_of, number_in, sheet
from nnterm.experiment.nearest import did_you_mean
from nnterm.experiment.table import Column, Table
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

MISSING = ("", "na", "n/a", "nan", "null", "?")
"""Values, in lower case, that stand for none."""


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
    return _read(shown(path), content_of(path), target, task)


def header(path: str) -> tuple[str, ...]:
    """Names of the columns of the table at `path`. Raises DatasetError."""
    return sheet(shown(path), content_of(path)).header


@lru_cache(maxsize=4)
def _read(path: str, content: bytes, target: str, task: str) -> Content:
    header, lines, delimiter, named, exact = sheet(path, content)
    at = _target(path, header, target)
    kinds = [None if i == at else _column(path, name, i, lines, delimiter) for i, name in enumerate(header)]
    used = [i for i, kind in enumerate(kinds) if kind is not None]
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
        exact=exact,
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
    wrong = [(number, cell) for number, cell in values if number_in(cell, delimiter) is None]
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
    read = [number_in(cell, delimiter) for cell in cells]
    numbers = [number for number in read if number is not None]
    if task == "regression" and len(numbers) < len(cells):
        text = next(cell for cell, number in zip(cells, read, strict=True) if number is None)
        raise DatasetError(
            f"The target {name} of {path} holds {text!r}, which is not a number.",
            "Choose another target, or `task: classification`.",
        )
    whole = len(numbers) == len(cells) and all(number == int(number) for number in numbers)
    is_number = len(numbers) == len(cells) and not (whole and len(set(numbers)) <= min(FEW_VALUES, len(cells) / 2))
    if task == "regression" or (task == "auto" and is_number):
        if len(set(numbers)) == 1:
            raise DatasetError(f"The target {name} of {path} is {cells[0]} in every row.", "Choose another target.")
        return (), numbers
    # Numbers go by their size: 9 before 10.
    found = sorted(set(cells), key=lambda cell: (number_in(cell, delimiter) or 0.0, cell))
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
        row += [float(cells[at] == text) for text in column.texts] or [number_in(cells[at], delimiter) or 0.0]
    return row


def _missing(cells: list[str], at: int) -> bool:
    return at >= len(cells) or cells[at].lower() in MISSING
