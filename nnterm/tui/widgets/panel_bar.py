"""The names of the lab's panels on one line; the open one stands out."""

from dataclasses import dataclass

from textual import events
from textual.message import Message

from nnterm.tui.rows import Role, Row
from nnterm.tui.widgets.drawing import Drawing


class PanelBar(Drawing):
    """Draws the names and posts `Chosen` when one is clicked."""

    DEFAULT_CSS = "PanelBar { height: 1; }"

    @dataclass
    class Chosen(Message):
        """A name was clicked."""

        bar: "PanelBar"
        panel: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._panels: tuple[tuple[str, str], ...] = ()
        self._open = ""
        self._hint = ""

    def show(self, panels: tuple[tuple[str, str], ...], open_panel: str, hint: str = "") -> None:
        """Offer `panels` (id, name), with one of them open, and a hint on the right."""
        self._panels, self._open, self._hint = panels, open_panel, hint
        self.redraw()

    def rows(self, width: int, height: int) -> list[Row]:
        """The one line."""
        row: Row = [(" ", Role.TEXT)]
        for panel, name in self._panels:
            row += [(f" {name} ", Role.CHOSEN if panel == self._open else Role.QUIET), (" ", Role.TEXT)]
        used = sum(len(text) for text, _ in row)
        if self._hint and used + len(self._hint) + 1 <= width:
            row += [(" " * (width - used - len(self._hint) - 1), Role.TEXT), (self._hint, Role.QUIET)]
        return [row]

    def on_click(self, event: events.Click) -> None:
        """Find the name under the mouse."""
        start = 1
        for panel, name in self._panels:
            if start <= event.x < start + len(name) + 2:
                self.post_message(self.Chosen(self, panel))
            start += len(name) + 3
