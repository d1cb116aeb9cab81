"""Draw a digit of your own by arrow keys or mouse: the network answers after each stroke."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.timer import Timer

from nnterm.experiment.protocol.inspection_requests import CANVAS, InspectDigit
from nnterm.experiment.protocol.inspection_results import DigitRead
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import PEN, PEN_DOWN, Role, Row, fold, overlay
from nnterm.tui.drawing.shades import beside, grid_of, render_picture, sized
from nnterm.tui.lab.inside.images.canvas import Canvas
from nnterm.tui.lab.inside.inside import Inside

TALL = CANVAS // 2
"""Rows of the canvas: two pixels a cell."""

LEFT = 1
"""Column of the canvas's left edge; the ink begins one further."""

QUIET_FOR = 0.12
"""Seconds without a stroke after which the network sees the digit."""

SEEN = 14
"""Pixels on each side of the picture of what the network sees."""


class DrawPanel(Inside[DigitRead]):
    """Arrows move the pen, space puts it down and lifts it; the mouse draws while its button is down.

    The digit is put in the middle before the network sees it, as those of the data set are; m leaves it where it is.
    """

    KIND = DigitRead
    KEYS = "arrows, space pen, c clear, m middle; or the mouse"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1, 0)", "move", show=False),
        Binding("right", "move(1, 0)", "move", show=False),
        Binding("up", "move(0, -1)", "move", show=False),
        Binding("down", "move(0, 1)", "move", show=False),
        Binding("space", "pen", "pen", show=False),
        Binding("c", "clear", "clear", show=False),
        Binding("m", "middle", "put in the middle", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.canvas = Canvas()
        self._sent = ""
        self._centred = True
        self._drags = False
        self._timer: Timer | None = None
        self._scrolled = 0

    @property
    def question(self) -> InspectDigit | None:
        """What was drawn when the pen last rested."""
        return InspectDigit(cells=self._sent, centred=self._centred) if self._sent else None

    def action_move(self, across: int, down: int) -> None:
        """Move the pen."""
        if self.canvas.move(across, down):
            self._rest()
        self.redraw()

    def action_pen(self) -> None:
        """Put the pen down, or lift it."""
        self.canvas.toggle()
        self._rest()
        self.redraw()

    def action_clear(self) -> None:
        """Begin anew."""
        self.canvas.clear()
        self._sent = ""
        self.redraw()

    def action_middle(self) -> None:
        """Put the digit in the middle before the network sees it, or leave it where it was drawn."""
        self._centred = not self._centred
        self.request_inspection()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin a stroke."""
        x, y = self._pixel(event)
        if 0 <= x < CANVAS and 0 <= y < CANVAS:
            self._drags = True
            self.capture_mouse()
            self.canvas.place(x, y)
            self._rest()
            self.redraw()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Draw along."""
        if self._drags:
            self.canvas.stroke(*self._pixel(event))
            self._rest()
            self.redraw()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """End the stroke."""
        if self._drags:
            self._drags = False
            self.release_mouse()

    def _pixel(self, event: events.MouseEvent) -> tuple[int, int]:
        """The pixel under the mouse: the upper one of two."""
        return event.x - LEFT - 1, 2 * (event.y - 1 + self._scrolled)

    def _rest(self) -> None:
        """Ask when the pen has rested for a moment."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(QUIET_FOR, self._send)

    def _send(self) -> None:
        self._timer = None
        self._sent = "" if self.canvas.is_empty else self.canvas.cells
        self.request_inspection()

    # --- drawing -----------------------------------------------------------------------------------

    def render_placeholder(self, width: int, height: int) -> list[Row]:
        """The canvas with nothing to say yet."""
        return self._page(None, width, height)

    def render_result(self, answer: DigitRead, width: int, height: int) -> list[Row]:
        """The canvas, and what the network says."""
        return self._page(answer if self._sent else None, width, height)

    def _page(self, answer: DigitRead | None, width: int, height: int) -> list[Row]:
        left = self._canvas_rows(height)
        room = width - CANVAS - 6
        right = self._said(answer, room, height) if answer is not None else self._invitation(room)
        return beside([left, right], CANVAS + 3, 1)[:height]

    def _canvas_rows(self, height: int) -> list[Row]:
        """The canvas in its frame, scrolled to the pen where it has not enough room."""
        symbols = glyphs.current()
        at, is_plain = self.canvas.y // 2, self.plain or not symbols.half
        grid = [list(row) for row in self.canvas.grid]
        if not is_plain:
            grid[self.canvas.y][self.canvas.x] = PEN_DOWN if self.canvas.is_down else PEN
        rows = render_picture(grid, plain=self.plain)
        if is_plain:
            mark = "X" if self.canvas.is_down else "+"
            rows[at] = overlay(rows[at], self.canvas.x, (mark, Role.PRESS))
        inner = min(TALL, max(1, height - 2))
        self._scrolled = min(max(0, at - inner // 2), TALL - inner)
        side = (symbols.vertical, Role.FRAME)
        edge: Row = [(" " * LEFT + symbols.horizontal * (CANVAS + 2), Role.FRAME)]
        inside: list[Row] = [
            [(" " * LEFT, Role.TEXT), side, *row, side] for row in rows[self._scrolled : self._scrolled + inner]
        ]
        return [edge, *inside, edge]

    def _invitation(self, width: int) -> list[Row]:
        pen = "The pen is down: arrows draw." if self.canvas.is_down else "space puts the pen down, arrows draw."
        words = f"Draw a digit. {pen} Or drag with the mouse."
        if not self.has_focus:
            words = "Draw a digit: tab goes to the canvas. Or drag with the mouse."
        return self.words(words, max(12, width))

    def _said(self, answer: DigitRead, width: int, height: int) -> list[Row]:
        """A bar a class, and below what the network has seen."""
        symbols = glyphs.current()
        best = max(range(len(answer.scores)), key=answer.scores.__getitem__)
        beside_bars = width >= SEEN + 26
        room = max(4, width - 9 - (SEEN + 3) * beside_bars)
        title: Row = [(f"This is a {self.class_names[best]}", Role.STRONG)]
        rows = fold([*title, (f", {answer.scores[best]:.0%} sure", Role.QUIET)], width)
        for name, score in zip(self.class_names, answer.scores, strict=True):
            full = round(score * room)
            role = Role.TRAIN if name == self.class_names[best] else Role.QUIET
            row: Row = [(f"{name} ", role), (symbols.filled * full, role)]
            rows.append([*row, (f" {score:.2f}" if score >= 0.005 else "", Role.QUIET)])
        picture = render_picture(sized(grid_of(answer.seen), SEEN), plain=self.plain)
        caption: Row = [("seen, centred" if self._centred else "seen as drawn", Role.QUIET)]
        if beside_bars:
            return beside([rows, [caption, *picture]], width - SEEN - 3)
        return [*rows, caption, *picture] if len(rows) + 1 + len(picture) <= height else rows
