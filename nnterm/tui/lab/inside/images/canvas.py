"""The canvas that a digit is drawn on: pixels, a pen, and strokes."""

from nnterm.experiment.protocol.inspection_requests import CANVAS
from nnterm.experiment.protocol.picture import SHADES
from nnterm.tui.drawing.shades import Grid

FULL = SHADES - 1
CORNER = SHADES // 2
"""Ink under the middle of the pen and its four neighbours, and under its corners: about as wide as a pen of MNIST."""


class Canvas:
    """Ink on a square of `CANVAS` pixels."""

    def __init__(self) -> None:
        self.x = self.y = CANVAS // 2
        """Where the pen is, from the top left."""
        self.is_down = False
        """Whether the pen draws where it goes."""
        self.grid: Grid = []
        self.clear()

    @property
    def is_empty(self) -> bool:
        """Whether there is no ink."""
        return not any(map(any, self.grid))

    @property
    def cells(self) -> str:
        """The ink as a `Picture` holds it."""
        return "".join(f"{shade:x}" for row in self.grid for shade in row)

    def clear(self) -> None:
        """Take all ink away; the pen is lifted."""
        self.grid = [[0] * CANVAS for _ in range(CANVAS)]
        self.is_down = False

    def toggle(self) -> None:
        """Put the pen down, or lift it."""
        self.is_down = not self.is_down
        if self.is_down:
            self._stamp(self.x, self.y)

    def move(self, across: int, down: int) -> bool:
        """Move the pen; whether it has drawn."""
        self.x = min(max(0, self.x + across), CANVAS - 1)
        self.y = min(max(0, self.y + down), CANVAS - 1)
        if self.is_down:
            self._stamp(self.x, self.y)
        return self.is_down

    def stroke(self, x: int, y: int) -> None:
        """Draw a straight line from the pen to a place, and leave the pen there."""
        x, y = min(max(0, x), CANVAS - 1), min(max(0, y), CANVAS - 1)
        steps = max(abs(x - self.x), abs(y - self.y), 1)
        for step in range(1, steps + 1):
            self._stamp(round(self.x + (x - self.x) * step / steps), round(self.y + (y - self.y) * step / steps))
        self.x, self.y = x, y

    def place(self, x: int, y: int) -> None:
        """Put the pen on a place and draw a dot."""
        self.x, self.y = min(max(0, x), CANVAS - 1), min(max(0, y), CANVAS - 1)
        self._stamp(self.x, self.y)

    def _stamp(self, x: int, y: int) -> None:
        for row in range(max(0, y - 1), min(CANVAS, y + 2)):
            for column in range(max(0, x - 1), min(CANVAS, x + 2)):
                ink = FULL if row == y or column == x else CORNER
                self.grid[row][column] = max(self.grid[row][column], ink)
