"""How far Python code is indented where it goes on: after a colon, in a bracket, below one that was closed."""

import re

INDENT = 4
"""Columns of one level."""

_QUIET = re.compile(r"\"\"\".*?\"\"\"|'''.*?'''|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|#[^\n]*", re.S)
"""Strings and comments, in which a bracket or a colon means nothing."""


def new_line(before: str) -> int:
    """Columns at which a line begins that goes on after the code `before`."""
    open_brackets, closed = _brackets(before)
    line = before.rsplit("\n", maxsplit=1)[-1]
    own = _indentation(line)
    if open_brackets and open_brackets[-1][0] == before.count("\n"):
        return own + INDENT
    base = closed if closed is not None else own
    ends_head = not open_brackets and _without_quiet(before).rstrip(" ").endswith(":")
    return base + (INDENT if ends_head else 0)


def closing_bracket(before: str) -> int | None:
    """Columns at which a bracket closes what is open in the code `before`; None where nothing is open."""
    open_brackets, _ = _brackets(before)
    return open_brackets[-1][1] if open_brackets else None


def _brackets(code: str) -> tuple[list[tuple[int, int]], int | None]:
    """Row and indentation of each bracket that is open at the end of `code`; and of the outermost one from an earlier
    row that its last row closes, the indentation."""
    open_brackets: list[tuple[int, int]] = []
    closed = None
    lines = _without_quiet(code).split("\n")
    for row, line in enumerate(lines):
        for character in line:
            if character in "([{":
                open_brackets.append((row, _indentation(line)))
            elif character in ")]}" and open_brackets:
                opened, indentation = open_brackets.pop()
                if row == len(lines) - 1 and opened < row:
                    closed = indentation
    return open_brackets, closed


def _without_quiet(code: str) -> str:
    """The code with nothing in place of comments, and with a word in place of each string, in as many rows."""
    return _QUIET.sub(lambda found: "" if found[0].startswith("#") else "_" + "\n" * found[0].count("\n"), code)


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
