"""Words at places of a plane, none over another: the first ones have the first choice of room."""

from collections.abc import Sequence
from typing import NamedTuple

from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Ink, Role, Row, pieces_of


class Label(NamedTuple):
    """A word, and where it belongs: from the left and from the top, 0 to 1."""

    text: str
    x: float
    y: float
    role: Role = Role.TEXT


def labelled(labels: Sequence[Label], width: int, height: int) -> tuple[list[Row], int]:
    """Rows with as many of `labels` as there is room for, each beside its dot; and how many that are.

    A word for which there is no room leaves its dot, where nothing else is.
    """
    symbols = glyphs.current()
    dot = "·" if symbols.half else "."
    cells: list[list[tuple[str, Ink]]] = [[(" ", Role.TEXT)] * width for _ in range(height)]
    taken: set[tuple[int, int]] = set()
    placed = 0
    for label in labels:
        x, y = round(label.x * (width - 1)), round(label.y * (height - 1))
        text = label.text[: max(1, width - 2)]
        room = _room(x, y, len(text), (width, height), taken)
        if room is None:
            if (x, y) not in taken:
                cells[y][x] = dot, Role.FRAME
            continue
        placed += 1
        start, row = room
        cells[y][x] = dot, label.role
        for at, character in enumerate(text):
            cells[row][start + at] = character, label.role
        taken.update({(x, y), *((at, row) for at in range(start - 1, start + len(text) + 1))})
    return [pieces_of(row) for row in cells], placed


def _room(x: int, y: int, length: int, size: tuple[int, int], taken: set[tuple[int, int]]) -> tuple[int, int] | None:
    """Where a word of `length` begins: right of its dot, left of it, above or below it; None for no room."""
    width, height = size
    if (x, y) in taken:
        return None
    middle = min(max(0, x - length // 2), width - length)
    for start, row in ((x + 1, y), (x - length, y), (middle, y - 1), (middle, y + 1)):
        if not (0 <= row < height and 0 <= start <= width - length):
            continue
        if not any((at, row) in taken for at in range(start, start + length)):
            return start, row
    return None
