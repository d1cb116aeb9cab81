"""The list of runs as rows of text: what is listed, the numbers in columns, the words beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from nnterm.runs.listing.columns import NOTHING, Column, fitting, order_words
from nnterm.runs.listing.listed_run import SHORT_ID, ListedRun
from nnterm.runs.listing.order import NEWEST, is_falling
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Piece, Role, Row, fit, wrap
from nnterm.tui.lab.runs.run_view import RunView
from nnterm.tui.lab.runs.typed_line import TypedLine

BESIDE = 22
"""Cells that what was changed needs beside the numbers."""

DETAIL_FROM = 9
"""Rows from which there is room for what of the chosen run no column says."""

NO_RUNS = "No runs yet. Press t to train."

NO_RUN = "No run fulfils the filter. It takes units=8, units=8..64, val_loss<0.3 or words. esc clears it."
"""Said where a filter leaves nothing."""


@dataclass
class RunRows:
    """Rows, and what the mouse finds on them."""

    rows: list[Row] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    """Which of the shown runs each row belongs to; -1 for none."""
    head: int = -1
    """The row of the titles."""
    titles: list[tuple[range, str]] = field(default_factory=list)
    """The cells of each title, and the figure to sort by."""


@dataclass
class RunRowsMaker:
    """Draws a `RunView`."""

    view: RunView
    scope: str = ""
    """Which runs are listed, where they are not those of the experiment alone."""
    notice: str = ""
    """What is missing among them."""
    letters: Mapping[str, Piece] = field(default_factory=dict)
    """The letters of pinned runs by their ids."""
    has_focus: bool = False
    line: TypedLine | None = None
    """What is being written."""

    def make(self, width: int, height: int) -> RunRows:
        """Header and as many runs as fit around the chosen one, in `width` cells and `height` rows."""
        view, made = self.view, RunRows()
        if not view.listed:
            words: list[Piece] = [(self.notice, Role.WARNING), (f"{self.scope} {NO_RUNS}".strip(), Role.QUIET)]
            made.rows = [[], *_paragraph(words, width)]
            return made
        columns = fitting(view.columns, width - BESIDE - 1)
        made.rows += self._heading(width)
        made.head, made.titles = len(made.rows), _places(columns)
        made.rows.append(self._titles(columns))
        detail = self._detail(columns, width) if height >= DETAIL_FROM else []
        made.places = [-1] * len(made.rows)
        self._list(made, columns, width, height - len(detail))
        if detail:
            made.rows += [[] for _ in range(height - len(detail) - len(made.rows))]
            made.rows += detail
        return made

    def _heading(self, width: int) -> list[Row]:
        """What is listed and how it is sorted, or the line that is written in."""
        view = self.view
        if self.line is not None and self.line.run_id:
            return [self.line.row(f"note to run {self.line.run_id[:SHORT_ID]}:", width)]
        count = f"{len(view.listed):,} run{'' if len(view.listed) == 1 else 's'}"
        if view.filter and not view.fault:
            count = f"{len(view.shown):,} of {count}"
        said: list[Piece] = [(self.notice, Role.WARNING), (view.fault, Role.WARNING)]
        said.append((" ".join(words for words in (count, self.scope) if words), Role.QUIET))
        if view.figure != NEWEST or view.is_reversed:
            said.append((f"by {order_words(view.figure)}, {_first(view)} first", Role.QUIET))
        if self.line is not None:
            return [self.line.row("filter:", width), *_paragraph(said, width)]
        if view.filter:
            said.append((f"filter: {view.filter}", Role.PRESS))
        return _paragraph(said, width)

    def _titles(self, columns: list[Column]) -> Row:
        row: Row = [("  ", Role.QUIET)]
        for column in columns:
            is_sorted = column.figure == self.view.figure
            mark = (glyphs.current().change if self.view.is_reversed else glyphs.current().best) if is_sorted else ""
            row.append((column.cell(column.title + mark), Role.PRESS if is_sorted else Role.QUIET))
        return [*row, ("changed", Role.QUIET)]

    def _list(self, made: RunRows, columns: list[Column], width: int, height: int) -> None:
        """Add the runs around the chosen one."""
        view = self.view
        if not view.shown:
            made.rows += _paragraph([(NO_RUN, Role.QUIET)], width)
            return
        blocks = [self._block(listed, place, columns, width) for place, listed in enumerate(view.shown)]
        first = self._first_block(blocks, height - len(made.rows))
        for index, block in enumerate(blocks[first:], first):
            more = len(blocks) - index - 1
            if len(made.rows) + len(block) + (more > 0) > height and index > view.index:
                made.rows.append([(f"  {more + 1:,} more below: down", Role.QUIET)])
                break
            made.rows += block
            made.places += [index] * len(block)

    def _block(self, listed: ListedRun, place: int, columns: list[Column], width: int) -> list[Row]:
        """The numbers of a run, and what is said of it beside them."""
        role = Role.CHOSEN if self.has_focus and place == self.view.index else Role.TEXT
        numbers = "".join(column.cell(column.words(listed)) for column in columns)
        lead = len(numbers) + 2
        lines = wrap(self._words(listed, columns, role), width - lead)
        mark = self.letters.get(listed.run.run_id, (" ", role))
        rows: list[Row] = [[mark, (f" {numbers}", role), *lines[0]]]
        rows += [[(" " * lead, Role.TEXT), *line] for line in lines[1:]]
        return [fit(row, width) for row in rows] if role is Role.CHOSEN else rows

    def _words(self, listed: ListedRun, columns: list[Column], role: Role) -> list[Piece]:
        """State, place, what was changed, origin, and the note."""
        state = f"({listed.state}) " if listed.state else ""
        has_seed = any(column.figure == "seed" for column in columns)
        differs = [words for words in listed.differs if not (has_seed and words.startswith("seed "))]
        words = ", ".join(part for part in (listed.place, *differs, listed.origin) if part)
        note = Role.PRESS if role is Role.TEXT else role
        return [(f"{state}{words or 'baseline'}", role), (f'"{listed.note}"' if listed.note else "", note)]

    def _detail(self, columns: list[Column], width: int) -> list[Row]:
        """What no column says of the chosen run; without the focus, how to get it."""
        if not self.has_focus:
            return [[(" tab goes to this panel", Role.QUIET)]]
        chosen = self.view.chosen
        seen = {column.title for column in columns}
        left_out = [column for column in self.view.columns if column.title not in seen] if chosen is not None else []
        said = [(column.title, column.words(chosen)) for column in left_out if chosen is not None]
        words = ", ".join(f"{title} {value}" for title, value in said if value != NOTHING)
        return _paragraph([(words, Role.QUIET)], width) if words else []

    def _first_block(self, blocks: list[list[Row]], room: int) -> int:
        """The first run to draw so that the chosen one is seen, and the line that says there are more."""
        first, used = self.view.index, len(blocks[self.view.index])
        room -= self.view.index + 1 < len(blocks)
        while first > 0 and used + len(blocks[first - 1]) <= room:
            first -= 1
            used += len(blocks[first])
        return first


def _places(columns: list[Column]) -> list[tuple[range, str]]:
    """The cells of each title, and its figure."""
    found, at = [], 2
    for column in columns:
        if column.figure:
            found.append((range(at, at + column.width), column.figure))
        at += column.width
    return found


def _first(view: RunView) -> str:
    """What the first run has of the figure that the list is sorted by."""
    if view.figure == NEWEST:
        return "oldest" if view.is_reversed else "newest"
    if view.figure == "diagnosis":
        return "last" if view.is_reversed else "first"
    return "highest" if is_falling(view.figure) is not view.is_reversed else "lowest"


def _paragraph(pieces: list[Piece], width: int) -> list[Row]:
    """Words between blanks at both sides."""
    return [[(" ", Role.TEXT), *row] for row in wrap(pieces, width - 2)]
