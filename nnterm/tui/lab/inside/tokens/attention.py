"""What attention attends to: the matrix of one head for one row, queries down and keys across."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from nnterm.experiment.protocol.attention_shown import AttentionShown
from nnterm.experiment.protocol.inspection_requests import InspectAttention
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Ground, Role, Row, fold
from nnterm.tui.drawing.shades import RAMP
from nnterm.tui.lab.inside.inside import ROWS, Inside
from nnterm.tui.lab.inside.tokens.shown_token import shown_token

WIDEST = 8
"""Letters of a word beside and above the matrix."""

NUMBERS_FROM = 4
"""Cells of a column from which there is room for a number."""

STRONGEST = 7
"""The strongest ground."""

PAGE = 10
"""Rows that page up and page down pass."""


class AttentionPanel(Inside[AttentionShown]):
    """Up and down take another row, left and right another head."""

    KIND = AttentionShown
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "sample(-1)", "row", show=False),
        Binding("down", "sample(1)", "row", show=False),
        Binding("pageup", f"sample(-{PAGE})", "row", show=False),
        Binding("pagedown", f"sample({PAGE})", "row", show=False),
        Binding("left", "head(-1)", "head", show=False),
        Binding("right", "head(1)", "head", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._sample = self._head = 0

    @property
    def question(self) -> InspectAttention:
        """The chosen row and head."""
        return InspectAttention(sample=self._sample, head=self._head, test=self.test_is_open)

    def begin(self) -> None:
        """From the first row and head."""
        self._sample = self._head = 0

    def keys(self) -> str:
        """How another row is chosen, and another head where there are several."""
        more = ", left/right another head" if self.answer is not None and self.answer.heads > 1 else ""
        return f"up/down another row{more}"

    def action_sample(self, further: int) -> None:
        """Look at another row."""
        if self.answer is not None:
            self._sample = (self._sample + further) % self.answer.samples
            self.request_inspection()

    def action_head(self, further: int) -> None:
        """Look at another head, of the next layer after the last one of a layer."""
        if self.answer is not None:
            self._head = min(max(0, self._head + further), self.answer.heads - 1)
            self.request_inspection()

    # --- drawing -----------------------------------------------------------------------------------

    def render_result(self, answer: AttentionShown, width: int, height: int) -> list[Row]:
        """Title, matrix, and in words what each place attends to most, as far as there is room."""
        rows = fold(self._title(answer), width)
        rows += self._matrix(answer, width, height - len(rows) - 2)
        last = answer.scores[-1]
        most = max(range(len(last)), key=last.__getitem__)
        words: Row = [
            (" The last one, ", Role.QUIET),
            (shown_token(answer.tokens[-1]), Role.STRONG),
            (", attends most to ", Role.QUIET),
            (shown_token(answer.tokens[most]), Role.STRONG),
            (f": {last[most]:.0%}", Role.STRONG),
        ]
        return [*rows, [], *fold(words, width)][:height]

    def _title(self, answer: AttentionShown) -> Row:
        """Which row, what the network says to it, which head."""
        truth, guess = self.class_names[answer.truth], self.class_names[answer.guess]
        title: Row = [
            (f" row {answer.sample + 1:,} of {answer.samples:,} {ROWS[answer.part]}: ", Role.QUIET),
            ("the network says ", Role.QUIET),
            (guess, Role.GOOD if truth == guess else Role.BAD),
            (f", {answer.certainty:.0%} sure", Role.QUIET),
        ]
        if truth != guess:
            title += [("; true is ", Role.QUIET), (truth, Role.STRONG)]
        if answer.heads > 1:
            layer = f" (layer {answer.layer + 1} of {answer.layers})" if answer.layers > 1 else ""
            title.append((f"; head {answer.head + 1} of {answer.heads}{layer}", Role.STRONG))
        return title

    def _matrix(self, answer: AttentionShown, width: int, room: int) -> list[Row]:
        """A row a query, a column a key; the last ones where not all have room."""
        label = min(WIDEST, max(5, *(len(shown_token(token)) for token in answer.tokens)))
        across = width - label - 2
        widest = min(WIDEST, max(len(shown_token(token)) for token in answer.tokens)) + 1
        # Words as wide as they are, numbers at the least, else shades alone.
        cell = next(
            (each for each in (max(widest, NUMBERS_FROM), NUMBERS_FROM, 2) if each * len(answer.tokens) <= across), 1
        )
        columns = range(max(0, len(answer.tokens) - across // cell), len(answer.tokens))
        queries = range(max(0, len(answer.tokens) - max(1, room - 2)), len(answer.tokens))
        arrow = glyphs.current().arrow
        letters = max(1, cell - 1)
        heads = "".join(f"{shown_token(answer.tokens[key])[:letters]:>{letters}}".ljust(cell) for key in columns)
        rows: list[Row] = [
            [(f" {'query':<{label}} {arrow} attends to the key, of 100", Role.QUIET)],
            [(f" {'':<{label}} {heads}", Role.QUIET)],
        ]
        for query in queries:
            row: Row = [(f" {shown_token(answer.tokens[query])[:label]:<{label}} ", Role.TEXT)]
            row += [self._cell(answer.scores[query][key], cell) for key in columns]
            rows.append(row)
        return rows

    def _cell(self, score: float, cell: int) -> tuple[str, Role | Ground]:
        """One weight as a number of a hundred on a ground, or as a character where there is no room."""
        strength = round(STRONGEST * score)
        if cell >= NUMBERS_FROM:
            return f"{round(100 * score):>{cell - 1}} ", Ground(strength) if strength else Role.QUIET
        if self.plain:
            return RAMP[round(score * (len(RAMP) - 1))] * cell, Role.TEXT
        return " " * cell, Ground(strength) if strength else Role.QUIET
