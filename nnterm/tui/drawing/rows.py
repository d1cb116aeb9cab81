"""Rows of text in pieces, each with a role: what the drawing widgets are made of, and tests can read."""

from collections.abc import Iterable
from enum import IntEnum
from itertools import groupby
from typing import NamedTuple

from nnterm.tui.drawing import glyphs


class Role(IntEnum):
    """What a run of characters means. `frame/shade_colors.py` says how each role looks."""

    TEXT = 0
    TRAIN = 1
    """The training curve, and class 0 of points in the plane."""
    VALIDATION = 2
    """The validation curve, and class 1."""
    BEFORE = 3
    """The run before."""
    FRAME = 4
    """Axes, rules and separators."""
    QUIET = 5
    """Labels and explanations."""
    STRONG = 6
    """Headings and current numbers."""
    PRESS = 7
    """What can be pressed or changed."""
    CHOSEN = 8
    """What has the focus."""
    GOOD = 9
    WARNING = 10
    BAD = 11
    THIRD = 12
    """Class 2 of points in the plane."""


CLASS_ROLES = (Role.TRAIN, Role.VALIDATION, Role.THIRD)
"""The roles of the classes of points in the plane: a class whose name is a colour is written in that colour."""

PEN, PEN_DOWN = 100, 101
"""Shades beyond those of a picture: the place of a pen that is lifted, and of one that draws."""


HERE = 110
"""The shade of the chosen cell of a grid."""

PAIR_SHADES = (111, 112, 113, 114, 113, 114, 115)
"""Shades of pairs by the cells of `PairsShown`: learned from (wrong, right), not (wrong, right), those of the test
likewise, and those that are closed."""


class Shade(NamedTuple):
    """Two pixels in one cell, one above the other, as shades of a `Picture`."""

    upper: int
    lower: int
    signed: bool = False
    """Whether shades go from -7 to 7 in two colours; else from 0 to 15 in one."""


class Ground(NamedTuple):
    """Text on a ground of some strength."""

    strength: int
    """-7 (the colour of mistakes) over 0 (no colour) to 7 (the colour of what is right)."""


Ink = Role | Shade | Ground
Piece = tuple[str, Ink]
Row = list[Piece]
"""One row of text, in pieces of one role each."""


def plain(row: Row) -> str:
    """The characters of `row`."""
    return "".join(text for text, _ in row)


def length(row: Row) -> int:
    """How many cells `row` takes; every character used in rows is one cell wide."""
    return sum([len(text) for text, _ in row])


def fit(row: Row, width: int) -> Row:
    """`row` cut or filled with spaces to `width` cells."""
    fitted: Row = []
    left = width
    for text, role in row:
        if left <= 0:
            break
        fitted.append((text[:left], role))
        left -= len(text)
    return [*fitted, (" " * left, Role.TEXT)] if left > 0 else fitted


def spread(left: Row, right: Row, width: int) -> Row:
    """`left` and `right` at the two ends of `width` cells; `right` goes first when there is no room."""
    gap = width - length(left) - length(right)
    if gap < 1:
        return fit(left, width)
    return [*left, (" " * gap, Role.TEXT), *right]


def overlay(row: Row, column: int, piece: Piece) -> Row:
    """`row` with `piece` laid over it from `column` on."""
    text, _ = piece
    before = fit(row, column) if column > 0 else []
    after: Row = []
    skip = column + len(text)
    for characters, role in row:
        if skip >= len(characters):
            skip -= len(characters)
            continue
        after.append((characters[skip:], role))
        skip = 0
    return [*before, piece, *after]


BLANK = (" ", "\u2800")
"""Cells on which nothing is drawn; the second is empty braille."""


def underlay(row: Row, column: int, piece: Piece, over: tuple[str, ...] = BLANK) -> Row:
    """`row` with the character `piece` at `column`, where nothing else is drawn, or what it may go `over`."""
    return overlay(row, column, piece) if plain(row)[column : column + 1] in over else row


def wrap(pieces: Iterable[Piece], width: int) -> list[Row]:
    """Words of `pieces` in as many rows of at most `width` cells as they need; a longer word takes several rows."""
    width = max(1, width)
    rows: list[Row] = [[]]
    used = 0
    for text, role in pieces:
        for word in text.split():
            if used and used + 1 + len(word) > width:
                rows.append([])
                used = 0
            if used:
                rows[-1].append((" " + word, role))
                used += 1 + len(word)
            else:
                *whole, rest = (word[at : at + width] for at in range(0, len(word), width))
                rows[-1:] = [*([(part, role)] for part in whole), [(rest, role)]]
                used = len(rest)
    return rows


def fold(row: Row, width: int, indent: int = 1) -> list[Row]:
    """`row` in as many rows of `width` cells as it needs, cut between words; those after the first are indented.

    Each row takes at least one cell of it, so that it comes to an end in however little room.
    """
    width = max(1, width)
    if length(row) <= width:
        return [_merged(row)]
    indent = min(indent, width - 1)
    characters = [(character, ink) for text, ink in row for character in text]
    while characters and characters[-1][0] == " ":
        characters.pop()
    rows: list[Row] = []
    while len(characters) > width:
        spaces = [at for at in range(indent + 1, width + 1) if characters[at][0] == " "]
        end = spaces[-1] if spaces else width
        rows.append(pieces_of(characters[:end]))
        rest = characters[end:]
        while rest[0][0] == " ":
            rest.pop(0)
        characters = [*[(" ", Role.TEXT)] * indent, *rest]
    return [*rows, pieces_of(characters)]


def pieces_of(characters: list[Piece]) -> Row:
    """Characters as a row: neighbours of the same ink in one piece."""
    return [
        ("".join(character for character, _ in run), ink) for ink, run in groupby(characters, key=lambda one: one[1])
    ]


def _merged(row: Row) -> Row:
    """`row` without blanks at its end, neighbours of the same ink in one piece."""
    merged: Row = []
    for text, ink in row:
        if text and merged and merged[-1][1] == ink:
            merged[-1] = (merged[-1][0] + text, ink)
        elif text:
            merged.append((text, ink))
    while merged:
        text, ink = merged.pop()
        if text := text.rstrip(" "):
            return [*merged, (text, ink)]
    return []


def focus_bar(has_focus: bool, role: Role = Role.FRAME) -> Piece:
    """The bar on the left of what can be answered: by its shape too it says where the focus is, not by colour alone."""
    symbols = glyphs.current()
    return (f"{symbols.filled} ", Role.PRESS) if has_focus else (f"{symbols.bar} ", role)
