"""The names of the lab's panels on one line; the open one highlighted."""

from dataclasses import dataclass

from textual import events
from textual.message import Message

from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Piece, Role, Row, length
from nnterm.tui.frame.drawing import Drawing


class PanelBar(Drawing):
    """Draws the names and posts `Chosen` when one is clicked."""

    DEFAULT_CSS = "PanelBar { height: 1; }"

    @dataclass(eq=False, repr=False)
    class Chosen(Message):
        """A name was clicked."""

        bar: "PanelBar"
        panel: str

        @property
        def control(self) -> "PanelBar":
            """The bar, so that handlers can choose among bars by id."""
            return self.bar

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._panels: tuple[tuple[str, str], ...] = ()
        self._open = ""
        self.has_keys = False
        """Whether the open panel has the focus, which its mark says from the next `set_panels` on."""
        self._hint: Piece = ("", Role.QUIET)
        self._spots: dict[int, str] = {}

    def set_panels(
        self, panels: tuple[tuple[str, str], ...], open_panel: str, hint: str = "", role: Role = Role.QUIET
    ) -> None:
        """Offer `panels` (id, name), with one of them open, and a hint on the right."""
        self._panels, self._open, self._hint = panels, open_panel, (hint, role)
        self.redraw()

    def rows(self, width: int, height: int) -> list[Row]:
        """The one line: all names, or those around the open one with marks where there are more."""
        names = self._fitting(width)
        symbols = glyphs.current()
        row: Row = [(symbols.left if names[:1] != self._panels[:1] else " ", Role.PRESS)]
        self._spots = {}
        for panel, name in names:
            start = length(row)
            mark = symbols.right if self.has_keys and panel == self._open else " "
            row += [(f"{mark}{name} ", Role.CHOSEN if panel == self._open else Role.QUIET), (" ", Role.TEXT)]
            self._spots.update(dict.fromkeys(range(start, start + len(name) + 2), panel))
        used = length(row)
        if names[-1:] != self._panels[-1:]:
            row += [(" " * (width - used - 1), Role.TEXT), (symbols.right, Role.PRESS)]
            self._mark(width - 1, names[-1], 1)
        elif self._hint[0] and used + len(self._hint[0]) + 1 <= width:
            row += [(" " * (width - used - len(self._hint[0]) - 1), Role.TEXT), self._hint]
        if names[:1] != self._panels[:1]:
            self._mark(0, names[0], -1)
        return [row]

    def _fitting(self, width: int) -> tuple[tuple[str, str], ...]:
        """The names that fit, the open one among them, as early ones as possible."""
        first, panels = 0, self._panels
        places = [panel for panel, _ in panels]
        at = places.index(self._open) if self._open in places else 0
        while first < at and _width(panels[first : at + 1]) > width - 2:
            first += 1
        last = at + 1
        while last < len(panels) and _width(panels[first : last + 1]) <= width - (2 if last + 1 < len(panels) else 1):
            last += 1
        return panels[first:last]

    def _mark(self, column: int, beside: tuple[str, str], direction: int) -> None:
        """A click on the mark at `column` opens the panel after or before the last one in sight."""
        self._spots[column] = self._panels[self._panels.index(beside) + direction][0]

    def on_click(self, event: events.Click) -> None:
        """Find the name under the mouse."""
        if event.x in self._spots:
            self.post_message(self.Chosen(self, self._spots[event.x]))


def _width(panels: tuple[tuple[str, str], ...]) -> int:
    """Cells that the names take, with the spaces around them."""
    return sum(len(name) + 3 for _, name in panels) + 1
