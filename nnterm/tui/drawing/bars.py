"""Small bars side by side: a histogram, or a curve of a few rows."""

from collections.abc import Sequence
from itertools import pairwise

from nnterm.tui.drawing import glyphs

EIGHTHS = " ▁▂▃▄▅▆▇█"
"""A cell that is filled from below by so many eighths."""

ASCII = " .:-=+*%#"
"""The same by weight, where there are no blocks."""


def bars(parts: Sequence[float | None], height: int = 1) -> list[str]:
    """A column for each of `parts` of the whole height, 0 to 1, in `height` rows; None leaves its column empty.

    What is not 0 is seen.
    """
    symbols = EIGHTHS if glyphs.current().half else ASCII
    rows = []
    for row in reversed(range(height)):
        cells = ""
        for part in parts:
            whole = 0 if part is None else max(round(part * height * 8), 1 if part > 0 else 0)
            cells += symbols[min(max(whole - 8 * row, 0), 8)]
        rows.append(cells)
    return rows


def gathered(levels: Sequence[int], columns: int) -> list[int]:
    """`levels` in at most so many columns: the largest of those that share one."""
    if len(levels) <= columns:
        return list(levels)
    edges = [round(at * len(levels) / columns) for at in range(columns + 1)]
    return [max(levels[start:end]) for start, end in pairwise(edges)]
