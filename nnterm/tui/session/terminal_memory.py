"""What the terminal shows, remembered cell by cell, so that only what is different is sent.

Textual sends every line that was laid out anew, whole and several times over while a screen opens, and a reset and all
colours for each run of cells. On a slow line that takes seconds.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import SGR_STYLES, Strip

from nnterm.tui.session.terminal_codes import PLAIN, Look, erased, moved, turned

GAP = 4
"""Cells that are sent again between two that changed: moving the cursor costs more."""

ERASED, ERASED_AT_END = 10, 6
"""Blanks in a row that are erased and not written, where something follows and where nothing does."""

Cell = tuple[str, Look]
"""A character and how it looks; an empty one is the right half of a wide one."""

Row = list[Cell | None]
"""None where it is not known what the terminal shows."""

Spots = Iterable[tuple[int, int, Iterable[Strip]]]
"""Column and row, and what is drawn from there on."""


class TerminalMemory:
    """The cells of one terminal. `changes` brings them up to date and says what has to be written for it."""

    def __init__(self, colours: ColorSystem, *, erases: bool = False) -> None:
        """`erases` says that the terminal fills what is erased with the background."""
        self._colours = colours
        self._erases = erases
        self._rows: list[Row] = []
        self._width = 0
        self._cells_of: dict[Style | None, _Cells] = {}

    def forget(self) -> None:
        """Something else was drawn on the terminal: everything is sent again."""
        self._rows = []

    def changes(self, update: CompositorUpdate, width: int, height: int) -> str | None:
        """What to write for `update`; empty where it changes nothing, None for one of another kind."""
        spots = _spots(update)
        if spots is None:
            return None
        if len(self._rows) != height or self._width != width:
            self._width = width
            self._rows = [[None] * width for _ in range(height)]
        written: list[str] = []
        look = PLAIN
        for x, y, strips in spots:
            if 0 <= y < height:
                look = self._update(y, x, strips, written, look)
        if look != PLAIN:
            written.append("\x1b[m")
        return "".join(written)

    def _update(self, y: int, x: int, strips: Iterable[Strip], written: list[str], look: Look) -> Look:
        """Bring the cells of row `y` from column `x` on up to date; how the terminal writes from then on."""
        before = self._rows[y]
        cells = self._cells(strips)[: self._width - x]
        if before[x : x + len(cells)] == cells:
            return look
        at, until, is_there = None, x, False
        last = len(cells) - 1
        while cells[last] == before[x + last]:
            last -= 1
        for column, cell in enumerate(cells, x):
            if column < until or cell == before[column]:
                continue
            start = column
            # The left half of a wide character is written with the right one.
            while start > x and not cells[start - x][0]:
                start -= 1
            if at is None or start - at > GAP:
                written.append(moved(y, start, is_there=is_there))
                at, is_there = start, True
            blanks = self._blanks(cells, x, column - x, last) if at == column else 0
            if blanks:
                wanted = (look[0], cell[1][1], look[2] if _is_unseen(look) else "")
                if look != wanted:
                    written.append(turned(look, wanted))
                    look = wanted
                written.append(erased(blanks))
                at, until = None, column + blanks
                continue
            for text, has in cells[at - x : column + 1 - x]:
                # The ink is changed when there is something to see of it.
                is_blank = text == " " and _is_unseen(look) and _is_unseen(has)
                wanted = (look[0], has[1], look[2]) if is_blank else has
                if wanted != look:
                    written.append(turned(look, wanted))
                    look = wanted
                written.append(text)
            at = column + 1
        before[x : x + len(cells)] = cells
        return look

    def _blanks(self, cells: list[Cell], x: int, start: int, last: int) -> int:
        """How many blanks from `start` to `last` of the `cells` from column `x` on are better erased than written."""
        cell = cells[start]
        if not self._erases or cell[0] != " " or cell[1][2]:
            return 0
        # The last column is always written: in a copy of its screen tmux ends a row with the last cell that was.
        end, stop = start + 1, min(last, len(cells) - 1 if x + len(cells) < self._width else len(cells) - 2)
        while end <= stop and cells[end] == cell:
            end += 1
        return end - start if end - start >= (ERASED_AT_END if end > last else ERASED) else 0

    def _cells(self, strips: Iterable[Strip]) -> list[Cell]:
        cells: list[Cell] = []
        for strip in strips:
            for text, style, control in strip:
                if control:
                    continue
                cells_of = self._cells_of.get(style)
                if cells_of is None:
                    cells_of = self._cells_of[style] = _Cells(_look(style, self._colours))
                if text.isascii() or cell_len(text) == len(text):
                    cells += map(cells_of.__getitem__, text)
                    continue
                look = cells_of.look
                for character in text:
                    size = cell_len(character)
                    if size == 0 and cells:
                        cells[-1] = (cells[-1][0] + character, cells[-1][1])
                    elif size:
                        cells += [(character, look), *[("", look)] * (size - 1)]
        return cells


def _spots(update: CompositorUpdate) -> Spots | None:
    if isinstance(update, LayoutUpdate):
        return ((update.region.x, y, line) for y, line in enumerate(update.strips, update.region.y))
    return _chops(update) if isinstance(update, ChopsUpdate) else None


def _chops(update: ChopsUpdate) -> Iterator[tuple[int, int, Sequence[Strip]]]:
    """Each fragment of a line that is in the update."""
    for y, first, last in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is not None and x <= last and end > first:
                yield x, y, (strip,)


class _Cells(dict[str, Cell]):
    """The cells of one look by their characters. What is the same cell is the same object, and compared at once."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look

    def __missing__(self, character: str) -> Cell:
        cell = self[character] = _cell(character, self.look)
        return cell


def _cell(character: str, look: Look) -> Cell:
    """A cell; those that look the same are equal: of a blank the foreground does not matter."""
    foreground, background, attributes = look
    if character == "▀" and foreground[1:] == background[1:]:
        character = " "
    return (character, ("", background, "")) if character == " " and not attributes else (character, look)


def _look(style: Style | None, colours: ColorSystem) -> Look:
    if style is None:
        return PLAIN
    bits = style._attributes & style._set_attributes
    attributes = ";".join(SGR_STYLES[place] for place in range(bits.bit_length()) if bits & (1 << place))
    foreground = ";".join(style.color.downgrade(colours).get_ansi_codes()) if style.color else ""
    background = ";".join(style.bgcolor.downgrade(colours).get_ansi_codes(False)) if style.bgcolor else ""
    return foreground, background, attributes


@lru_cache(1024)
def _is_unseen(look: Look) -> bool:
    """Whether a blank shows nothing of a look but its background: neither a line nor an exchange of colours."""
    return set(look[2].split(";")) <= {"", "1", "2", "3"}
