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
        "# A row without a value in a column that is used is left out.",
        'rows = [{name: (row[name] or "").strip() for name in used} for row in rows]',
        "rows = [row for row in rows if not any(row[name].lower() in missing for name in used)]",
        *_inputs(table),
    ]
    target = f"row[{_text(table.target)}]"
    if table.classes:
        lines += [*_list("classes = ", table.classes), f"y = np.array([classes.index({target}) for row in rows])"]
    else:
        lines.append(f"y = np.array([{_number(target, table)} for row in rows])")
    return "\n".join(lines)


def _inputs(table: Table) -> list[str]:
    """The lines that make `x`: a number, or 1 and 0 for each text, from every column."""
    if len(table.columns) > MOST_NAMED and not any(column.texts for column in table.columns):
        return [f"x = np.array([[{_number('row[name]', table)} for name in used[:-1]] for row in rows])"]
    lines = ["x = np.array([", "    ["]
    for column in table.columns:
        lines += [f"        {part}," for part in _cells(column, table)]
    return [*lines, "    ]", "    for row in rows", "])"]


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
