"""Calls laid out as a formatter would, so that an exported script needs no second look."""

from collections.abc import Sequence

WIDTH = 88
"""Columns of a line, as Black and Ruff have it."""

NO_LIMIT = 10_000
"""A width that nothing reaches."""


def call(name: str, arguments: Sequence[str], indent: int = 0, width: int = WIDTH) -> str:
    """`name(arguments)` on one line; where that is too long, the arguments on a line of their own, or one a line.

    `indent` is the column that the call begins in.
    """
    joined = ", ".join(arguments)
    if indent + len(name) + len(joined) + 2 <= width:
        return f"{name}({joined})"
    inner = " " * (indent + 4)
    if len(inner) + len(joined) <= WIDTH:
        return f"{name}(\n{inner}{joined}\n{' ' * indent})"
    lines = "".join(f"{inner}{argument},\n" for argument in arguments)
    return f"{name}(\n{lines}{' ' * indent})"


def literal(value: object) -> str:
    """`value` as Python code, texts in double quotes."""
    return f'"{value}"' if isinstance(value, str) else repr(value)
