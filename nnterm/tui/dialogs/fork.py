"""Asks before a run goes on from an earlier epoch: what came after it stays in another run."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from nnterm.tui.frame.dialog import Dialog


class ForkScreen(Dialog[bool]):
    """Gives back whether to go on from the epoch."""

    CSS_PATH = "../frame/pages.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "choose(True)", "train on"),
        Binding("escape,n", "choose(False)", "stay"),
    ]

    def __init__(self, epoch: int, end: int) -> None:
        """`epoch` is the last one that both runs will have, `end` the last one of the new run."""
        super().__init__()
        self._epoch, self._end = epoch, end

    def compose(self) -> ComposeResult:
        """The question."""
        text = Text()
        text.append(f"Train on from epoch {self._epoch:,}?\n\n", "bold")
        text.append(f"A new run goes on to epoch {self._end:,}, with the network as it was then and\n")
        text.append("with the settings in the form. More epochs there, and it trains longer.\n")
        text.append("The run you are looking at is kept, and drawn beside it.\n\n")
        for key, meaning in (("y", "train on from there"), ("esc", "stay")):
            text.append(key, "bold")
            text.append(f" {meaning}   ")
        yield Static(text)

    def action_choose(self, choice: bool) -> None:
        """Give the choice back."""
        self.dismiss(choice)
