"""What words mean to a network: those of an Embedding layer in two dimensions, and which are near the chosen one."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from nnterm.experiment.datasets import catalog
from nnterm.experiment.protocol.embedding_shown import EmbeddingShown
from nnterm.experiment.protocol.inspection_requests import InspectEmbedding
from nnterm.tui.drawing.labels import Label, labelled
from nnterm.tui.drawing.rows import Role, Row, fold
from nnterm.tui.drawing.shades import beside
from nnterm.tui.lab.inside.inside import Inside

LIST = 26
"""Cells of the list of neighbours."""

BESIDE_FROM = 56
"""Cells from which the list has room beside the words; else it is below them."""

NEAR = 4
"""Neighbours below the words."""

PAGE = 10
"""Words that page up and page down pass."""


class EmbeddingPanel(Inside[EmbeddingShown]):
    """Up and down choose a word by how frequent it is; enter goes to its nearest neighbour."""

    KIND = EmbeddingShown
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,left", "move(-1)", "word", show=False),
        Binding("down,right", "move(1)", "word", show=False),
        Binding("enter", "nearest", "nearest", show=False),
        Binding("pageup", f"move(-{PAGE})", "word", show=False),
        Binding("pagedown", f"move({PAGE})", "word", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._place = 0

    @property
    def question(self) -> InspectEmbedding:
        """The chosen word."""
        return InspectEmbedding(place=self._place)

    def begin(self) -> None:
        """From the most frequent one."""
        self._place = 0

    def keys(self) -> str:
        """How another one is chosen."""
        return f"up/down, pgup/pgdn another {self._unit}, enter its nearest"

    @property
    def _unit(self) -> str:
        """What has a vector: words or letters."""
        has_letters = self.state is not None and "letters" in catalog.entry(self.state.shown_dataset).options
        return "letter" if has_letters else "word"

    def action_move(self, further: int) -> None:
        """Choose a more or less frequent one."""
        if self.answer is not None:
            self._place = min(max(0, self._place + further), self.answer.tokens - 1)
            self.request_inspection()

    def action_nearest(self) -> None:
        """Go to the one that is most like the chosen one."""
        if self.answer is not None and self.answer.neighbours:
            self._place = self.answer.neighbours[0].place
            self.request_inspection()

    # --- drawing -----------------------------------------------------------------------------------

    def render_result(self, answer: EmbeddingShown, width: int, height: int) -> list[Row]:
        """Title, words, neighbours."""
        heads = self._title(answer, width)
        room = height - len(heads)
        if width >= BESIDE_FROM:
            words = self._words(answer, width - LIST - 3, room)
            return [*heads, *beside([words, self._list(answer, room)], width - LIST - 2, 1)]
        near = self._line(answer, width)
        return [*heads, *self._words(answer, width - 1, max(1, room - len(near))), *near]

    def _title(self, answer: EmbeddingShown, width: int) -> list[Row]:
        """How many there are, and how much of the differences is seen."""
        part = answer.explained[0] + answer.explained[1]
        title: Row = [
            (f" {answer.tokens:,} {self._unit}s", Role.STRONG),
            (f" of {answer.dimensions} numbers each; two axes (PCA) show ", Role.QUIET),
            (f"{part:.0%}", Role.STRONG),
            (" of how they differ", Role.QUIET),
        ]
        if len(self.class_names) == 2:
            title.append((f"; right: {self.class_names[1]}", Role.QUIET))
        return fold(title, width)

    @staticmethod
    def _words(answer: EmbeddingShown, width: int, height: int) -> list[Row]:
        """The chosen word and its neighbours first, then the most frequent ones, as many as there is room for."""
        near = {neighbour.token for neighbour in answer.neighbours}
        chosen = answer.chosen
        others = [place for place in answer.places if place.token != chosen.token]
        others.sort(key=lambda place: place.token not in near)
        seen = [chosen, *others]
        left, right = min(place.x for place in seen), max(place.x for place in seen)
        low, high = min(place.y for place in seen), max(place.y for place in seen)
        labels = [
            Label(
                _shown(place.token),
                (place.x - left) / ((right - left) or 1.0),
                (high - place.y) / ((high - low) or 1.0),
                Role.CHOSEN if place is chosen else Role.STRONG if place.token in near else Role.QUIET,
            )
            for place in seen
        ]
        rows, _ = labelled(labels, max(4, width), height)
        return [[(" ", Role.TEXT), *row] for row in rows]

    def _list(self, answer: EmbeddingShown, room: int) -> list[Row]:
        """The neighbours with their cosines."""
        rows: list[Row] = [
            [(f"{_shown(answer.chosen.token)[:LIST]}", Role.CHOSEN)],
            [(f"number {answer.place + 1:,} of {answer.tokens:,}", Role.QUIET)],
            [("nearest frequent ones", Role.QUIET)],
        ]
        for near in answer.neighbours:
            name = _shown(near.token)[: LIST - 7]
            rows.append([(f"{near.cosine:5.2f} ", Role.STRONG), (name, Role.TEXT)])
        return rows[:room]

    def _line(self, answer: EmbeddingShown, width: int) -> list[Row]:
        """The same in a line or two."""
        line: Row = [(f" {_shown(answer.chosen.token)}", Role.CHOSEN), (" is nearest to ", Role.QUIET)]
        for near in answer.neighbours[:NEAR]:
            line += [(f"{_shown(near.token)} ", Role.TEXT), (f"{near.cosine:.2f} ", Role.STRONG)]
        return fold(line, width)


def _shown(token: str) -> str:
    """A word as it is; a blank by its name."""
    return token if token.strip() else "blank"
