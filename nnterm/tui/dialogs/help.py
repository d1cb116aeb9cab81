"""All keys on one page."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from nnterm.tui.frame.dialog import Dialog

Sections = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""Titles, and keys with their meanings."""

COLUMN = 48
"""Cells of the left one of two columns."""

WIDE = 106
"""Columns of the screen from which two columns of keys fit."""


class HelpScreen(Dialog[None]):
    """Any of the usual keys closes it."""

    CSS_PATH = "../frame/pages.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,enter,q,space", "dismiss", "close"),
    ]

    def __init__(self, sections: Sections) -> None:
        super().__init__()
        self._sections = sections

    def compose(self) -> ComposeResult:
        """Two columns where they fit."""
        with VerticalScroll():
            yield Static(self._page(self.app.size.width))

    def on_click(self) -> None:
        """A click closes it too."""
        self.dismiss()

    def _page(self, width: int) -> Text:
        columns: list[list[tuple[str, str]]] = [[], []]
        for number, (title, keys) in enumerate(self._sections):
            lines = columns[number >= (len(self._sections) + 1) // 2]
            lines += [("", title), *keys, ("", "")]
        text = Text()
        if width < WIDE:
            # One column of keys alone, so that it fits 24 rows.
            for line in [line for column in columns for line in column if line[0]]:
                _put(text, line, 0)
                text.append("\n")
        else:
            for left, right in zip(*_even(columns), strict=True):
                _put(text, left, COLUMN)
                _put(text, right, 0)
                text.append("\n")
        text.append("esc closes", "dim")
        return text


def _put(text: Text, line: tuple[str, str], width: int) -> None:
    key, meaning = line
    if key:
        text.append(f"{key:<11}", "bold")
        text.append(f"{meaning:<{max(0, width - 11)}}")
    else:
        text.append(f"{meaning:<{width}}", "bold underline" if meaning and not width else "bold")


def _even(columns: list[list[tuple[str, str]]]) -> list[list[tuple[str, str]]]:
    most = max(map(len, columns))
    return [column + [("", "")] * (most - len(column)) for column in columns]
