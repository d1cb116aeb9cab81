"""The lines of an exported script that read the learner's own table, with what was found in it."""

import json
from contextlib import suppress

from nnterm import named_paths, paths
from nnterm.errors import PathError
from nnterm.experiment.datasets.csv_encoding import UTF_8
from nnterm.experiment.datasets.csv_file import MISSING
from nnterm.experiment.datasets.table import Column, Table
from nnterm.experiment.experiment import Experiment
from nnterm.runs.export.layout import WIDTH

MOST_NAMED = 40
"""Columns up to which each has a line of its own."""


def reading_table(experiment: Experiment) -> str:
    """The lines that make `x` and `y` of the file, which the script reads where it lies."""
    table = experiment.dataset.table
    if table is None:
        return "# No file was chosen yet: set the data set's option path."
    path = paths.given(str(experiment.dataset.options["path"]))
    with suppress(PathError):
        path = named_paths.absolute(path)
    arguments = "" if table.delimiter == "," else f", delimiter={_text(table.delimiter)}"
    lines = [f"path = {_text(path.as_posix())}"]
    rows = ""
    if not table.exact:
        lines += _list("header = ", table.header)
        arguments = f", header{arguments}"
        rows = "[1:]" if table.named else ""
    encoding = "utf-8-sig" if table.encoding == UTF_8 else table.encoding
    used = [column.name for column in table.columns] + [table.target]
    lines += [
        *_list("used = ", used),
        *_list("missing = ", MISSING),
        f'with open(path, encoding="{encoding}", newline="") as file:',
        f"    rows = list(csv.DictReader(file{arguments})){rows}",
        'rows = [{name: (row[name] or "").strip() for name in used} for row in rows]',
        *_gaps(table),
        *_inputs(table),
    ]
    target = f"row[{_text(table.target)}]"
    if table.classes:
        lines += [*_list("classes = ", table.classes), f"y = np.array([classes.index({target}) for row in rows])"]
    else:
        lines.append(f"y = np.array([{_number(target, table)} for row in rows])")
    return "\n".join(lines)


def _gaps(table: Table) -> list[str]:
    """The lines that leave rows with gaps out, or call the gaps `nan` to be filled later."""
    if not table.filled:
        return [
            "# A row without a value in a column that is used is left out.",
            "rows = [row for row in rows if not any(row[name].lower() in missing for name in used)]",
        ]
    return [
        "# A row without a target is left out; other gaps are filled below.",
        f"rows = [row for row in rows if row[{_text(table.target)}].lower() not in missing]",
        "for row in rows:",
        '    row.update({name: "nan" for name in used if row[name].lower() in missing})',
    ]


def filling_table(table: Table, parts: list[str]) -> list[str]:
    """The lines that fill gaps in every part, with what is usual among the training rows."""
    places = _places(table)
    numbers = [str(first) for column, first in places if column.missing and not column.texts]
    texts = [f"({first}, {first + column.width})" for column, first in places if column.missing and column.texts]
    every = ", ".join(f"x_{part}" for part in parts)
    every = f"({every},)" if len(parts) == 1 else f"({every})"
    lines = []
    if numbers:
        lines += [
            "# A missing number becomes the median of the training rows.",
            *_over("i", numbers),
            "    median = np.nanmedian(x_train[:, i])",
            f"    for x_part in {every}:",
            "        x_part[np.isnan(x_part[:, i]), i] = median",
        ]
    if texts:
        lines += [
            "# A missing text becomes the most frequent one of the training rows.",
            *_over("first, end", texts),
            "    usual = np.nansum(x_train[:, first:end], axis=0).argmax()",
            f"    for x_part in {every}:",
            "        gaps = np.isnan(x_part[:, first])",
            "        x_part[gaps, first:end] = np.eye(end - first)[usual]",
        ]
    return lines


def _over(name: str, items: list[str]) -> list[str]:
    """The head of a loop over a list, on one line or with an item a line."""
    line = f"for {name} in [{', '.join(items)}]:"
    return [line] if len(line) <= WIDTH else [f"for {name} in [", *(f"    {item}," for item in items), "]:"]


def _places(table: Table) -> list[tuple[Column, int]]:
    """Each column, and the place of its first input."""
    found, first = [], 0
    for column in table.columns:
        found.append((column, first))
        first += column.width
    return found


def _inputs(table: Table) -> list[str]:
    """The lines that make `x`: a number, or 1 and 0 for each text, from every column."""
    plain = not any(column.texts or column.indicated for column in table.columns)
    if len(table.columns) > MOST_NAMED and plain:
        return [f"x = np.array([[{_number('row[name]', table)} for name in used[:-1]] for row in rows])"]
    lines = ["x = np.array([", "    ["]
    for column in table.columns:
        lines += [f"        {part}," for part in _cells(column, table)]
    lines += [f'        row[{_text(column.name)}] == "nan",' for column in table.indicators]
    lines += ["    ]", "    for row in rows", "])"]
    if table.filled:
        lines.append("x = x.astype(float)")
    for column, first in _places(table):
        if column.texts and column.missing:
            gaps = f'[row[{_text(column.name)}] == "nan" for row in rows]'
            lines += [f"gaps = {gaps}", f"x[gaps, {first}:{first + column.width}] = np.nan"]
    return lines


def _cells(column: Column, table: Table) -> list[str]:
    cell = f"row[{_text(column.name)}]"
    return [f"{cell} == {_text(text)}" for text in column.texts] or [_number(cell, table)]


def _number(cell: str, table: Table) -> str:
    return f'float({cell}.replace(",", "."))' if table.delimiter == ";" else f"float({cell})"


def _list(begin: str, texts: tuple[str, ...] | list[str]) -> list[str]:
    """A list of texts, on one line or one a line."""
    line = f"{begin}[{', '.join(map(_text, texts))}]"
    if len(line) <= WIDTH:
        return [line]
    if len(texts) <= MOST_NAMED:
        return [f"{begin}[", *(f"    {_text(text)}," for text in texts), "]"]
    lines = ["   "]
    for text in texts:
        if len(lines[-1]) + len(_text(text)) + 2 > WIDTH:
            lines.append("   ")
        lines[-1] += f" {_text(text)},"
    return [f"{begin}[", *lines, "]"]


def _text(text: str) -> str:
    """A string of Python, without anything that could not be seen in it. One of JSON is one too."""
    return "".join(c if c.isprintable() else _escaped(c) for c in json.dumps(text, ensure_ascii=False))


def _escaped(character: str) -> str:
    return f"\\U{ord(character):08x}" if ord(character) > 0xFFFF else f"\\u{ord(character):04x}"
