"""Generated text: what the network writes by itself, epoch by epoch, at a temperature of the learner's choice."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from nnterm.experiment.protocol.generated_text import MOST_TEXTS, GeneratedText, TextGenerated
from nnterm.experiment.protocol.inspection_requests import InspectGeneratedText
from nnterm.tui.drawing.rows import Role, Row, fold
from nnterm.tui.lab.inside.inside import Inside

TEMPERATURES = (0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.5, 2.0)
"""The steps of the temperature."""

START = TEMPERATURES.index(1.0)
"""At first the probabilities are taken as they are."""

GAP = 2
"""Cells between two columns of texts."""

KNOWN = "="
"""The mark of a text of the training rows."""


class GeneratedPanel(Inside[TextGenerated]):
    """Left and right change the temperature; enter draws other texts."""

    KIND = TextGenerated
    KEYS = "left/right temperature, enter others"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,down", "warm(-1)", "temperature", show=False),
        Binding("right,up", "warm(1)", "temperature", show=False),
        Binding("enter", "others", "others", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._step = START
        self._seed = 0

    @property
    def question(self) -> InspectGeneratedText:
        """Texts at this temperature from this seed."""
        return InspectGeneratedText(temperature=TEMPERATURES[self._step], seed=self._seed, most=MOST_TEXTS)

    def begin(self) -> None:
        """The probabilities as they are, from the first seed."""
        self._step, self._seed = START, 0

    def action_warm(self, steps: int) -> None:
        """Make the draw bolder, or more careful."""
        self._step = min(max(0, self._step + steps), len(TEMPERATURES) - 1)
        self.request_inspection()

    def action_others(self) -> None:
        """Draw from another seed."""
        self._seed += 1
        self.request_inspection()

    # --- drawing -----------------------------------------------------------------------------------

    def render_result(self, answer: TextGenerated, width: int, height: int) -> list[Row]:
        """The temperature, how much of it is copied, and the texts in columns, row by row as they were drawn."""
        column = max(len(_shown(text)) for text in answer.texts) + GAP
        columns = max(1, (width - 1) // column)
        # The head may need a row more with other numbers in it, so it is made again for what has room.
        heads = self._heads(answer, answer.texts, width)
        texts = answer.texts[: max(1, height - len(heads) - 1) * columns]
        rows = [*self._heads(answer, texts, width), []]
        for first in range(0, len(texts), columns):
            row: Row = [(" ", Role.TEXT)]
            for text in texts[first : first + columns]:
                row.append((f"{_shown(text):<{column}}", Role.QUIET if text.is_known else Role.STRONG))
            rows.append(row)
        return rows

    @staticmethod
    def _heads(answer: TextGenerated, texts: list[GeneratedText], width: int) -> list[Row]:
        """What was drawn, and how many of the texts are copies."""
        copies = sum(text.is_known for text in texts)
        head: Row = [
            (" Written by the network", Role.STRONG),
            (", temperature ", Role.QUIET),
            (f"{answer.temperature:g}", Role.STRONG),
            ("; ", Role.QUIET),
            (f"{copies} of {len(texts)}", Role.STRONG),
            (f" are training rows ({KNOWN})", Role.QUIET),
        ]
        return fold(head, width)


def _shown(text: GeneratedText) -> str:
    """A text with its mark; one that ended at once by a word."""
    return f"{text.text or '(empty)'}{KNOWN if text.is_known else ''}"
