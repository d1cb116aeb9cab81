"""Asks before runs are deleted: they do not come back."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from nnterm.tui.frame.dialog import Dialog


class DeleteRunsScreen(Dialog[bool]):
    """Gives back whether to delete them. Enter alone does not: it pins runs in the list."""

    CSS_PATH = "../frame/pages.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "choose(True)", "delete"),
        Binding("escape,n", "choose(False)", "keep"),
    ]

    def __init__(self, count: int, kept: int) -> None:
        """`count` runs would be deleted; `kept` that were chosen too stay."""
        super().__init__()
        self._count, self._kept = count, kept

    def compose(self) -> ComposeResult:
        """The question."""
        runs = "this run" if self._count == 1 and not self._kept else _runs(self._count)
        text = Text()
        text.append(f"Delete {runs}?\n\n", "bold")
        text.append("Curves, weights and notes of what is deleted do not come back.\n")
        if self._kept:
            stay = "stays" if self._kept == 1 else "stay"
            text.append(f"{_runs(self._kept)} on the chart or under way {stay}.\n")
        text.append("\n")
        for key, meaning in (("y", "delete"), ("esc", "keep")):
            text.append(key, "bold")
            text.append(f" {meaning}   ")
        yield Static(text)

    def action_choose(self, choice: bool) -> None:
        """Give the choice back."""
        self.dismiss(choice)


def _runs(count: int) -> str:
    return f"{count:,} run{'' if count == 1 else 's'}"
