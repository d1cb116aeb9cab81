"""Type a text: what the network makes of it, and how its opinion grows word by word or letter by letter."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from nnterm.experiment.datasets import catalog
from nnterm.experiment.protocol.inspection_requests import MOST_TEXT, InspectSentence
from nnterm.experiment.protocol.inspection_results import SentenceRead
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Piece, Role, Row
from nnterm.tui.frame.typed import ALL
from nnterm.tui.lab.inside.inside import Inside

SENTENCES = (
    "A wonderful film.",
    "Dull and far too long.",
    "Not bad at all.",
    "I expected more, but the ending was beautiful.",
    "The actors are great, the story is not.",
)
PAIRS = ("a3 b5 c1 d7 c", "a3 b5 c1 d7 a", "d7 c1 b5 a3 c", "a3 b5 d7 c")
NAMES = ("Rossi", "Kowalski", "Schneider", "Lindqvist", "Virtanen")
"""Ready-made texts of words, of pairs and of letters, for a start."""

TOKEN, LEAST_BESIDE = 14, 24
"""Cells of a word, more where one is longer, and those that are left for what is beside it."""


class SentencePanel(Inside[SentenceRead]):
    """What is typed goes into the line; enter asks; up and down take a ready-made text."""

    KIND = SentenceRead
    KEYS = "type, enter asks, up/down examples, esc leaves"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "ask", "ask", show=False),
        Binding("up", "example(-1)", "example", show=False),
        Binding("down", "example(1)", "example", show=False),
        Binding("ctrl+u", "clear", "clear", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._typed = ""
        self._sent = ""
        self._example = -1

    @property
    def typed_characters(self) -> str:
        """Every character is text."""
        return ALL

    @property
    def question(self) -> InspectSentence | None:
        """The text that was entered."""
        return InspectSentence(text=self._sent) if self._sent else None

    def begin(self) -> None:
        """Texts of another data set."""
        self._typed = self._sent = ""
        self._example = -1

    @property
    def _examples(self) -> tuple[str, ...]:
        if self.state is None:
            return SENTENCES
        options = catalog.entry(self.state.shown_dataset).options
        return NAMES if "letters" in options else PAIRS if "pairs" in options else SENTENCES

    def on_key(self, event: events.Key) -> None:
        """Letters go into the line, whatever else they are keys for."""
        if event.key == "backspace":
            self._typed = self._typed[:-1]
        elif event.is_printable and event.character:
            self._typed = (self._typed + event.character)[:MOST_TEXT]
        else:
            return
        event.stop()
        event.prevent_default()
        self.redraw()

    def on_paste(self, event: events.Paste) -> None:
        """Take what can be printed of a pasted text, on one line."""
        words = "".join(c if c.isprintable() else " " for c in event.text)
        self._typed = (self._typed + words)[:MOST_TEXT]
        event.stop()
        self.redraw()

    def action_clear(self) -> None:
        """Empty the line."""
        self._typed = ""
        self.redraw()

    def action_example(self, direction: int) -> None:
        """Take a ready-made text, and ask."""
        start = -1 if direction > 0 else 0
        self._example = (self._example if self._example >= 0 else start) + direction
        self._example %= len(self._examples)
        self._typed = self._examples[self._example]
        self.action_ask()

    def action_ask(self) -> None:
        """Ask what the network makes of the line."""
        self._sent = self._typed.strip()
        self.request_inspection()

    # --- drawing -----------------------------------------------------------------------------------

    def render_placeholder(self, width: int, height: int) -> list[Row]:
        """The line, and what may be typed."""
        rows: list[Row] = [self._line(width), []]
        if not self.has_focus:
            return [*rows, *self.words("Type a text of your own: tab goes to the line.", width)]
        rows += [[(" Type a text and press enter; or choose one with down:", Role.QUIET)]]
        for text in self._examples:
            rows.append([(f"   {text}", Role.TEXT)])
        return rows

    def render_result(self, answer: SentenceRead, width: int, height: int) -> list[Row]:
        """The line, the verdict, and the way there."""
        if not self._sent:
            return self.render_placeholder(width, height)
        final = answer.scores[-1]
        best = max(range(len(final)), key=final.__getitem__)
        rows: list[Row] = [
            self._line(width),
            [
                (f" {self.class_names[best]}", Role.VALIDATION if best == 1 else Role.TRAIN),
                (f" {final[best]:.0%} sure", Role.STRONG),
                (" of ", Role.QUIET),
                (_quoted(answer.text, width - 34), Role.QUIET),
            ],
            [],
        ]
        return [*rows, *self._steps(answer, width, height - len(rows))]

    def _line(self, width: int) -> Row:
        room = max(8, width - 12)
        typed = self._typed[-room:] + ("_" if self.has_focus else "")
        return [(f" {glyphs.current().right} ", Role.PRESS), (typed, Role.STRONG)]

    def _steps(self, answer: SentenceRead, width: int, room: int) -> list[Row]:
        """A row a token: the opinion after it. The last ones where there are too many."""
        best = [max(range(len(scores)), key=scores.__getitem__) for scores in answer.scores]
        of_two = len(self.class_names) == 2
        first = max(0, len(answer.tokens) - (room - 1))
        # A word is never cut while there is any bar left beside it.
        column = max(1, min(max(TOKEN, *map(len, answer.tokens)), width - LEAST_BESIDE))
        head = self.class_names[1] if of_two else "probability, class"
        bar = max(3, min(30, width - column - 32))
        rows: list[Row] = [[(f" {'after':<{column}} {head}", Role.QUIET)]]
        for place in range(first, len(answer.tokens)):
            scores = answer.scores[place + 1]
            known = answer.known[place]
            probability = scores[1] if of_two else scores[best[place + 1]]
            row: Row = [(f" {answer.tokens[place][:column]:<{column}} ", Role.TEXT if known else Role.QUIET)]
            role = Role.VALIDATION if of_two and probability >= 0.5 else Role.TRAIN
            row += [*_bar(probability, bar, role), (f" {probability:.2f}", Role.STRONG)]
            if not of_two:
                row.append((f" {self.class_names[best[place + 1]]}", Role.TEXT))
            if not known:
                row.append(("  not known", Role.WARNING))
            rows.append(row)
        return rows


def _bar(probability: float, width: int, role: Role) -> list[Piece]:
    symbols = glyphs.current()
    full = round(probability * width)
    return [(symbols.filled * full, role), (symbols.unfilled * (width - full), Role.FRAME)]


def _quoted(text: str, room: int) -> str:
    return f'"{text}"' if len(text) + 2 <= room else f'"{text[: max(1, room - 5)]}..."'
