"""A table that a program printed, as Keras's summary of a model, set anew for the width of the pane."""

from collections.abc import Iterator, Sequence

WALLS = "│┃|"
"""What is between the columns of such a table."""

RULES = frozenset("┏┓┗┛┡┩┢┪├┤└┘┌┐┬┴┼╇┳┻╋━─═╈+-")
"""What its rules are made of."""


def narrowed(lines: Sequence[str], width: int) -> list[str]:
    """`lines`, with every table that is wider than `width` made as narrow as its words allow."""
    found: list[str] = []
    table: list[str] = []
    for line in [*lines, ""]:
        if _is_of_table(line):
            table.append(line)
            continue
        found += _set(table, width) if any(len(row) > width for row in table) else table
        table = []
        found.append(line)
    return found[:-1]


def _set(table: list[str], width: int) -> list[str]:
    """The rows of `table` in columns; where not even the words fit beside each other, a row has a line a cell."""
    rows = [_cells(line) for line in table if not _is_rule(line)]
    columns = max(map(len, rows), default=0)
    rows = [[*row, *[""] * (columns - len(row))] for row in rows]
    sizes = [max(len(row[column]) for row in rows) for column in range(columns)]
    if sum(sizes) + 2 * (columns - 1) > width:
        return list(_stacked(rows))
    # Numbers are at the right of their column, as they are in Keras's table.
    numbers = [_is_number(column, rows) for column in range(columns)]
    lines = [
        "  ".join(
            f"{cell:>{size}}" if number else f"{cell:<{size}}"
            for cell, size, number in zip(row, sizes, numbers, strict=True)
        ).rstrip()
        for row in rows
    ]
    return [lines[0], "─" * (sum(sizes) + 2 * (columns - 1)), *lines[1:]]


def _stacked(rows: list[list[str]]) -> Iterator[str]:
    for first, *others in rows:
        yield first
        yield from (f"    {cell}" for cell in others if cell)


def _is_number(column: int, rows: list[list[str]]) -> bool:
    return all(row[column].replace(",", "").isdigit() for row in rows[1:] if row[column])


def _cells(line: str) -> list[str]:
    for wall in WALLS[1:]:
        line = line.replace(wall, WALLS[0])
    return [cell.strip() for cell in line.strip().strip(WALLS[0]).split(WALLS[0])]


def _is_of_table(line: str) -> bool:
    text = line.strip()
    return len(text) > 2 and (_is_rule(line) or (text[0] in WALLS and text[-1] in WALLS))


def _is_rule(line: str) -> bool:
    text = line.strip()
    return len(text) > 2 and set(text) <= RULES
