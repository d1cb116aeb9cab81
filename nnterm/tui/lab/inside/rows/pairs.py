"""All pairs that are added around a circle as a square that fills: which were learned from, and which are right."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from nnterm.experiment.protocol.inspection_requests import InspectPairs
from nnterm.experiment.protocol.pairs_shown import CLOSED, PairsShown
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import HERE, PAIR_SHADES, Role, Row, Shade, fold, overlay
from nnterm.tui.drawing.shades import beside, render_picture
from nnterm.tui.lab.inside.inside import ROWS, Inside

WORDS = 22
"""Cells that the words beside the square need at the least; else they are below it."""

BELOW = 4
"""Rows of the square, at the least, above words that are below it."""

CHARACTERS = "-+.#.#?"
"""What each cell looks like without colour: pairs that were learned from, others, those that are closed."""


class PairsPanel(Inside[PairsShown]):
    """Arrows choose a pair: a row is a, a column is b."""

    KIND = PairsShown
    KEYS = "arrows choose a pair"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1, 0)", "pair", show=False),
        Binding("down", "move(1, 0)", "pair", show=False),
        Binding("left", "move(0, -1)", "pair", show=False),
        Binding("right", "move(0, 1)", "pair", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._a = self._b = 0

    @property
    def question(self) -> InspectPairs:
        """The chosen pair."""
        return InspectPairs(a=self._a, b=self._b, test=self.test_is_open)

    def begin(self) -> None:
        """From the corner."""
        self._a = self._b = 0

    def action_move(self, down: int, across: int) -> None:
        """Choose a neighbour; beyond an edge comes the other one, as on a clock."""
        if self.answer is not None:
            modulus = self.answer.modulus
            self._a, self._b = (self._a + down) % modulus, (self._b + across) % modulus
            self.request_inspection()

    # --- drawing -----------------------------------------------------------------------------------

    def render_result(self, answer: PairsShown, width: int, height: int) -> list[Row]:
        """The square, and beside or below it what it comes to."""
        across = min(answer.modulus, width - 2)
        if width - across - 3 >= WORDS:
            words = self._words(answer, width - across - 3)
            return beside([self._square(answer, across, height), words], across + 1)
        words = self._words(answer, width - 1)
        square = self._square(answer, across, max(BELOW, height - len(words)))
        return [*square, *([(" ", Role.TEXT), *row] for row in words)]

    def _square(self, answer: PairsShown, across: int, height: int) -> list[Row]:
        """As many pairs as there is room for, the chosen one among them."""
        is_plain = self.plain or not glyphs.current().half
        height = answer.modulus if self.printed_in else height
        down = min(answer.modulus, height if is_plain else 2 * height)
        top, left = _first(answer.a, down, answer.modulus), _first(answer.b, across, answer.modulus)
        rows, columns = range(top, top + down), range(left, left + across)
        if is_plain:
            lines: list[Row] = [[("".join(CHARACTERS[answer.cell(a, b)] for b in columns), Role.TEXT)] for a in rows]
            lines[answer.a - top] = overlay(lines[answer.a - top], answer.b - left, ("X", Role.PRESS))
        else:
            grid = [[PAIR_SHADES[answer.cell(a, b)] for b in columns] for a in rows]
            if self.has_focus:
                grid[answer.a - top][answer.b - left] = HERE
            lines = render_picture(grid)
        return [[(" ", Role.TEXT), *line] for line in lines]

    def _words(self, answer: PairsShown, width: int) -> list[Row]:
        """Counts, a legend, and the chosen pair."""
        rows: list[Row] = []
        for place, part in enumerate(("train", "validation", "test")):
            count = answer.count(part)
            if count.of:
                words: Row = [(f"{count.right:,} of {count.of:,}", Role.STRONG), (f" {ROWS[part]} right", Role.QUIET)]
                rows += fold([*self._mark(2 * place + 1), *words], width)
        rows += fold(self._legend(answer), width)
        rows += fold([("A row is a, a column b.", Role.QUIET)], width)
        rows += fold(self._chosen(answer), width)
        return rows

    def _mark(self, cell: int) -> Row:
        """A cell of the square as a legend has it."""
        if self.plain or not glyphs.current().half:
            return [(f"{CHARACTERS[cell]} ", Role.TEXT)]
        shade = PAIR_SHADES[cell]
        return [(glyphs.current().half, Shade(shade, shade)), (" ", Role.TEXT)]

    def _legend(self, answer: PairsShown) -> Row:
        """What the cells of wrong sums look like."""
        row: Row = [*self._mark(2), ("not seen, wrong  ", Role.QUIET)]
        if "0" in answer.cells:
            row += [*self._mark(0), ("learned from, wrong  ", Role.QUIET)]
        if str(CLOSED) in answer.cells:
            row += [*self._mark(CLOSED), ("test, closed", Role.QUIET)]
        return row

    @staticmethod
    def _chosen(answer: PairsShown) -> Row:
        """The chosen pair: its sum, and what the network says."""
        a, b, modulus = answer.a, answer.b, answer.modulus
        truth = (a + b) % modulus
        row: Row = [(f"({a} + {b}) mod {modulus} = {truth}", Role.STRONG)]
        if answer.guess is None:
            return [*row, (" is for testing.", Role.QUIET)]
        is_right = answer.guess == truth
        said = f": it says {answer.guess}, {answer.certainty:.0%} sure"
        whose = "learned from" if answer.cell(a, b) < 2 else "not seen"
        return [*row, (said, Role.GOOD if is_right else Role.WARNING), (f"; {whose}", Role.QUIET)]


def _first(chosen: int, shown: int, of: int) -> int:
    """The first row or column that is seen, so that the chosen one is."""
    return min(max(0, chosen - shown // 2), of - shown)
