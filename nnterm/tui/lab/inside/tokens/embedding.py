"""What words mean to a network: those of an Embedding layer in two dimensions, and which are near the chosen one."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from nnterm.experiment.datasets import catalog
from nnterm.experiment.protocol.embedding_shown import EmbeddingShown, Neighbour
from nnterm.experiment.protocol.inspection_requests import MOST_WORD, InspectEmbedding
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.labels import Label, labelled
from nnterm.tui.drawing.rows import Role, Row, fold
from nnterm.tui.drawing.shades import beside
from nnterm.tui.frame.typed import ALL
from nnterm.tui.lab.inside.inside import Inside
from nnterm.tui.lab.inside.tokens.shown_token import shown_token

LIST = 26
"""Cells of the list of neighbours."""

BESIDE_FROM = 56
"""Cells from which the list has room beside the words; else it is below them."""

NEAR = 4
"""Neighbours below the words."""

UNDECIDED = 0.1
"""How far from a half the network's answer to a word must be before the word is in the colour of a class."""

PAGE = 10
"""Words that page up and page down pass."""


class EmbeddingPanel(Inside[EmbeddingShown]):
    """Up and down choose a word by how frequent it is, a slash finds one; enter goes to its nearest neighbour."""

    KIND = EmbeddingShown
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,left", "move(-1)", "word", show=False),
        Binding("down,right", "move(1)", "word", show=False),
        Binding("enter", "nearest", "nearest", show=False),
        Binding("slash", "find", "find", show=False),
        Binding("pageup", f"move(-{PAGE})", "word", show=False),
        Binding("pagedown", f"move({PAGE})", "word", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._place = 0
        self._word = ""
        self._typed: str | None = None

    @property
    def typed_characters(self) -> str:
        """While a word is typed every character is text."""
        return ALL if self._typed is not None else ""

    @property
    def question(self) -> InspectEmbedding:
        """The chosen word."""
        return InspectEmbedding(place=self._place, word=self._word)

    def begin(self) -> None:
        """From the most frequent one."""
        self._place, self._word, self._typed = 0, "", None

    def keys(self) -> str:
        """How another one is chosen."""
        if self._typed is not None:
            return f"type a {self._unit}, enter finds it, esc leaves"
        return f"up/down another {self._unit}, / finds one, enter its nearest"

    @property
    def _unit(self) -> str:
        """What has a vector: words or letters."""
        has_letters = self.state is not None and "letters" in catalog.entry(self.state.shown_dataset).options
        return "letter" if has_letters else "word"

    def action_move(self, further: int) -> None:
        """Choose a more or less frequent one."""
        if self.answer is not None:
            present = self.answer.place if self._word else self._place
            self._choose(min(max(0, present + further), self.answer.tokens - 1))

    def action_nearest(self) -> None:
        """Go to the one that was typed, or to the one that is most like the chosen one."""
        if self._typed is not None:
            self._word, self._typed = self._typed.strip(), None
            self.request_inspection()
        elif self.answer is not None and self.answer.neighbours:
            self._choose(self.answer.neighbours[0].place)

    def action_find(self) -> None:
        """Begin to type a word."""
        self._typed = ""
        self.redraw()

    def on_key(self, event: events.Key) -> None:
        """While a word is typed, letters belong to it, whatever else they are keys for."""
        if self._typed is None:
            return
        if event.key == "escape":
            self._typed = None
        elif event.key == "backspace":
            self._typed = self._typed[:-1]
        elif event.is_printable and event.character:
            self._typed = (self._typed + event.character)[:MOST_WORD]
        else:
            return
        event.stop()
        event.prevent_default()
        self.redraw()

    def on_blur(self) -> None:
        """Leave what was typed."""
        self._typed = None
        self.redraw()

    def _choose(self, place: int) -> None:
        """Choose the one at `place`."""
        self._place, self._word = place, ""
        self.request_inspection()

    # --- drawing -----------------------------------------------------------------------------------

    def render_result(self, answer: EmbeddingShown, width: int, height: int) -> list[Row]:
        """Title, words, neighbours."""
        heads = self._title(answer, width)
        if self._typed is not None:
            heads.append(
                [(f" {glyphs.current().right} ", Role.PRESS), (f"{self._typed[-(width - 6) :]}_", Role.STRONG)]
            )
        elif answer.unknown:
            heads += fold([(f" {answer.unknown} ", Role.STRONG), ("has no vector of its own", Role.WARNING)], width)
        room = height - len(heads)
        if width >= BESIDE_FROM:
            words = self._words(answer, width - LIST - 3, room)
            return [*heads, *beside([words, self._list(answer, room)], width - LIST - 2, 1)]
        near = self._line(answer, width)
        return [*heads, *self._words(answer, width - 1, max(1, room - len(near))), *near]

    def _title(self, answer: EmbeddingShown, width: int) -> list[Row]:
        """How many there are, and how much of the differences is seen."""
        title: Row = [
            (f" {answer.tokens:,} {self._unit}s", Role.STRONG),
            (f" of {answer.dimensions} numbers each; ", Role.QUIET),
        ]
        # The map is stretched to fill the panel, so what each of its axes shows is said.
        if answer.dimensions == 2:
            right, up = ([getattr(place, axis) for place in [answer.chosen, *answer.places]] for axis in "xy")
            title += [
                ("right: the first, ", Role.QUIET),
                (f"{min(right):.2f} to {max(right):.2f}", Role.STRONG),
                ("; up: the second, ", Role.QUIET),
                (f"{min(up):.2f} to {max(up):.2f}", Role.STRONG),
            ]
        else:
            title += [
                ("of how they differ (PCA) left and right show ", Role.QUIET),
                (f"{answer.explained[0]:.1%}", Role.STRONG),
                (", up and down ", Role.QUIET),
                (f"{answer.explained[1]:.1%}", Role.STRONG),
            ]
        if len(self.class_names) == 2 and answer.chosen.score is not None:
            negative, positive = self.class_names
            title += [("; by itself ", Role.QUIET), (negative, Role.TRAIN), (" or ", Role.QUIET)]
            title.append((positive, Role.VALIDATION))
        return fold(title, width)

    @staticmethod
    def _words(answer: EmbeddingShown, width: int, height: int) -> list[Row]:
        """The chosen word and its neighbours first, then those that say most, as many as there is room for."""
        near = {neighbour.token for neighbour in answer.neighbours}
        chosen = answer.chosen
        others = [place for place in answer.places if place.token != chosen.token]
        others.sort(key=lambda place: (place.token not in near, -abs((place.score or 0.5) - 0.5)))
        seen = [chosen, *others]
        left, right = min(place.x for place in seen), max(place.x for place in seen)
        low, high = min(place.y for place in seen), max(place.y for place in seen)
        labels = [
            Label(
                shown_token(place.token),
                (place.x - left) / ((right - left) or 1.0),
                (high - place.y) / ((high - low) or 1.0),
                Role.CHOSEN
                if place is chosen
                else _role(place.score, Role.STRONG if place.token in near else Role.QUIET),
            )
            for place in seen
        ]
        rows, _ = labelled(labels, max(4, width), height)
        return [[(" ", Role.TEXT), *row] for row in rows]

    def _list(self, answer: EmbeddingShown, room: int) -> list[Row]:
        """The neighbours with their cosines."""
        rows: list[Row] = [
            [(f"{shown_token(answer.chosen.token)[:LIST]}", Role.CHOSEN)],
            [(f"number {answer.place + 1:,} of {answer.tokens:,}", Role.QUIET)],
        ]
        if answer.dimensions == 2:
            rows.append([(f"({answer.chosen.x:.2f}, {answer.chosen.y:.2f})", Role.STRONG)])
        if answer.chosen.score is not None:
            rows.append(self._alone(answer.chosen.score))
        how = "nearest, and how far" if answer.dimensions == 2 else "most alike, by cosine"
        rows.append([(how, Role.QUIET)])
        for near in answer.neighbours:
            name = shown_token(near.token)[: LIST - 7]
            rows.append([(f"{_measure(near):5.2f} ", Role.STRONG), (name, _role(near.score, Role.TEXT))])
        return rows[:room]

    def _alone(self, score: float) -> Row:
        """What the network says to the chosen word alone."""
        name = self.class_names[round(score)] if len(self.class_names) == 2 else self.class_names[-1]
        # Far from a half two decimals would make many words the same.
        figure = f"{score:.2f}" if 0.01 <= score <= 0.99 else f"{score:.4f}"
        role = _role(score, Role.STRONG)
        return [("alone ", Role.QUIET), (figure, role), (": ", Role.QUIET), (name[: LIST - 14], role)]

    def _line(self, answer: EmbeddingShown, width: int) -> list[Row]:
        """The same in a line or two."""
        line: Row = [(f" {shown_token(answer.chosen.token)}", Role.CHOSEN)]
        if answer.dimensions == 2:
            line.append((f" ({answer.chosen.x:.2f}, {answer.chosen.y:.2f})", Role.STRONG))
        if answer.chosen.score is not None:
            line += [(", ", Role.QUIET), *self._alone(answer.chosen.score), (",", Role.QUIET)]
        line.append((" is nearest to ", Role.QUIET))
        for near in answer.neighbours[:NEAR]:
            line += [(f"{shown_token(near.token)} ", Role.TEXT), (f"{_measure(near):.2f} ", Role.STRONG)]
        return fold(line, width)


def _role(score: float | None, otherwise: Role) -> Role:
    """The colour of the class that a word speaks for; `otherwise` where it speaks for none."""
    if score is None or abs(score - 0.5) < UNDECIDED:
        return otherwise
    return Role.VALIDATION if score > 0.5 else Role.TRAIN


def _measure(near: Neighbour) -> float:
    """The distance of a neighbour where there is one, else its cosine."""
    return near.cosine if near.distance is None else near.distance
