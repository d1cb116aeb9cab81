"""Where in the code of an exercise the first thing is to be done: the cursor waits there."""

from itertools import takewhile


def first_gap(start: str, solution: str) -> tuple[int, int]:
    """Row and column, from 0, at which `start` first differs from `solution`.

    Of a line that is a comment alone it is the end: what it asks for goes below it. Where the code ends with a comment,
    its first one says what is to be done: the solution may be another program altogether.
    """
    lines, solved = start.rstrip("\n").split("\n"), solution.rstrip("\n").split("\n")
    if _is_comment(lines[-1]):
        first = next(row for row, line in enumerate(lines) if _is_comment(line))
        return first, len(lines[first])
    rows = [row for row, (line, other) in enumerate(zip(lines, solved, strict=False)) if _differ(line, other)]
    row = rows[0] if rows else min(len(lines), len(solved)) - 1
    line = lines[row]
    return row, len(line) if _is_comment(line) or not rows else _shared(line, solved[row])


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _differ(line: str, other: str) -> bool:
    """Whether one is not the other, unless both only explain."""
    return line != other and not (_is_comment(line) and _is_comment(other))


def _shared(line: str, other: str) -> int:
    """How many characters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(line, other, strict=False)))
