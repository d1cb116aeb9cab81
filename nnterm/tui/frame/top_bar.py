"""The first line: where the learner is, and the device badge."""

from textual import events

from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Piece, Role, Row, fit, length
from nnterm.tui.frame.drawing import Drawing
from nnterm.tui.messages import DeviceRequested


class TopBar(Drawing):
    """Program, title, step and badge on one line, with a rule below. A click on the badge asks about the device."""

    DEFAULT_CSS = "TopBar { height: 2; dock: top; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._title = ""
        self._place: Row = []
        self._badge: Piece = ("", Role.QUIET)
        self._studies = ""

    def set_text(
        self,
        *,
        title: str | None = None,
        place: Row | None = None,
        badge: Piece | None = None,
        studies: str | None = None,
    ) -> None:
        """Change what is given; the rest stays. `studies` says how far several runs are that train at once."""
        self._title = self._title if title is None else title
        self._place = self._place if place is None else place
        self._badge = self._badge if badge is None else badge
        self._studies = self._studies if studies is None else studies
        self.redraw()

    def rows(self, width: int, height: int) -> list[Row]:
        """The line and its rule; the title is cut first, the program's name goes when there is little room."""
        badge: Row = [(f"{self._badge[0]} ", self._badge[1])]
        if self._studies:
            # It changes, and where it fits is said in place of what has been ready for long.
            several: Row = [(f"{self._studies} ", Role.PRESS)]
            both: Row = [(f"{self._studies} {glyphs.current().separator} ", Role.PRESS), *badge]
            badge = both if length(both) + length(self._place) + 12 <= width else several
        name = " nnterm   " if width >= 90 else " "
        room = width - len(name) - length(self._place) - length(badge) - 2
        title = self._title if len(self._title) <= room else self._title[: max(0, room - 1)] + "…"
        left: Row = [(name, Role.QUIET), (title, Role.STRONG)]
        middle_start = max(length(left) + 2, (width - length(self._place)) // 2)
        middle_start = min(middle_start, width - length(self._place) - length(badge) - 1)
        row = [*fit(left, max(0, middle_start)), *self._place]
        row = [*fit(row, max(0, width - length(badge))), *badge]
        return [row, [(glyphs.current().horizontal * width, Role.FRAME)]]

    def on_click(self, event: events.Click) -> None:
        """The badge answers to the mouse."""
        if event.y == 0 and event.x >= self.size.width - len(self._badge[0]) - 1:
            self.post_message(DeviceRequested())


def dots(step: int, steps: int) -> Row:
    """`step 3/7` and a dot for each step."""
    symbols = glyphs.current()
    row: Row = [(f"step {step}/{steps}", Role.STRONG)]
    if steps <= 12:
        row += [(" " + symbols.full * step, Role.PRESS), (symbols.empty * (steps - step), Role.QUIET)]
    return row
