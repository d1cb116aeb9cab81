"""Pictures in cells: two pixels a cell by half blocks and colour, or by characters where there is no colour."""

from itertools import groupby

from nnterm.experiment.protocol.picture import MIDDLE, SHADES, Picture
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Role, Row, Shade, fit

Grid = list[list[int]]
"""Shades of a picture, a list a row."""

RAMP = " .:-=+*#%@"
"""Characters from nothing to the most, where there is no colour."""

PLUS, MINUS = " .+*#", " .-oO"
"""The same for positive and negative shades."""


def grid_of(picture: Picture) -> Grid:
    """The shades of `picture`."""
    return [[picture.shade(row, column) for column in range(picture.columns)] for row in range(picture.rows)]


def enlarged(grid: Grid, factor: int) -> Grid:
    """`grid` with `factor` times as many rows and columns."""
    return [[shade for shade in row for _ in range(factor)] for row in grid for _ in range(factor)]


def halved(grid: Grid) -> Grid:
    """`grid` with half as many rows and columns, each shade the mean of four."""
    return [
        [
            round((upper[x] + upper[x + 1] + lower[x] + lower[x + 1]) / 4)
            for x in range(0, len(upper) - len(upper) % 2, 2)
        ]
        for upper, lower in zip(grid[::2], grid[1::2], strict=False)
    ]


def sized(grid: Grid, most: int) -> Grid:
    """`grid` enlarged or halved until its longer side is as near below `most` as whole numbers allow."""
    while max(len(grid), len(grid[0])) > most and min(len(grid), len(grid[0])) > 1:
        grid = halved(grid)
    return enlarged(grid, max(1, most // max(len(grid), len(grid[0]))))


def render_picture(grid: Grid, *, signed: bool = False, plain: bool = False) -> list[Row]:
    """Rows of cells, each two rows of `grid`; `plain` draws with characters alone."""
    rows: list[Row] = []
    half = glyphs.current().half
    for y in range(0, len(grid), 2):
        upper = grid[y]
        lower = grid[y + 1] if y + 1 < len(grid) else [0] * len(upper)
        if plain or not half:
            rows.append([("".join(_character(a, b, signed) for a, b in zip(upper, lower, strict=True)), Role.TEXT)])
        else:
            rows.append(_cells(upper, lower, half, signed))
    return rows


def beside(blocks: list[list[Row]], width: int, gap: int = 2) -> list[Row]:
    """Blocks of rows next to each other, each but the last `width` cells wide, `gap` cells apart."""
    rows: list[Row] = []
    for y in range(max(map(len, blocks), default=0)):
        row: Row = []
        for block in blocks[:-1]:
            row += [*fit(block[y] if y < len(block) else [], width), (" " * gap, Role.TEXT)]
        row += blocks[-1][y] if y < len(blocks[-1]) else []
        rows.append(row)
    return rows


def _cells(upper: list[int], lower: list[int], half: str, signed: bool) -> Row:
    """Two rows of pixels as pieces of equal colours; where there is nothing the ground is left as it is."""
    row: Row = []
    for pair, same in groupby(zip(upper, lower, strict=True)):
        count = len(list(same))
        row.append((half * count, Shade(*pair, signed)) if any(pair) else (" " * count, Role.TEXT))
    return row


def _character(upper: int, lower: int, signed: bool) -> str:
    mean = (upper + lower) / 2
    if not signed:
        return RAMP[round(mean / (SHADES - 1) * (len(RAMP) - 1))]
    ramp = PLUS if mean > 0 else MINUS
    return ramp[round(abs(mean) / MIDDLE * (len(ramp) - 1))]
