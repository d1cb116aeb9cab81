"""One neuron to play with: two weights and a bias, and the line they draw through the plane."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from nnterm.lesson.explorations import GATES, ExploreNeuron
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Role, Row, overlay, spread
from nnterm.tui.frame.drawing import Drawing
from nnterm.tui.lab.map_marks import MARKS

LOW, HIGH = -0.75, 1.75
"""Edges of the plane, both ways."""

NAMES = ("w0", "w1", "b")
STEP = 0.1
"""How far an arrow moves a number."""

LIMIT = 20.0
ROOMY = 60
"""Cells from which what the neuron answers is a sentence."""

ROWS = ((0, 0), (0, 1), (1, 0), (1, 1))


class NeuronView(Drawing, can_focus=True):
    """Up and down choose a number, left and right change it, r puts all back."""

    DEFAULT_CSS = "NeuronView { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose(-1)", "number", show=False),
        Binding("down", "choose(1)", "number", show=False),
        Binding("left", "change(-0.1)", "change", show=False),
        Binding("right", "change(0.1)", "change", show=False),
        Binding("shift+left,minus", "change(-1.0)", "", show=False),
        Binding("shift+right,plus,equals_sign", "change(1.0)", "", show=False),
        Binding("r", "reset", "reset", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._explore = ExploreNeuron()
        self._numbers = [1.0, 1.0, 0.0]
        self._cursor = 0

    def set_exploration(self, explore: ExploreNeuron) -> None:
        """Play with another neuron."""
        if explore != self._explore:
            self._explore = explore
            self._cursor = 0
            self.action_reset()
        self.redraw()

    def weighted_sum(self, x0: float, x1: float) -> float:
        """z at a place of the plane."""
        w0, w1, b = self._numbers
        return w0 * x0 + w1 * x1 + b

    def rows(self, width: int, height: int) -> list[Row]:
        """Formula, numbers, plane, the four rows."""
        w0, w1, b = self._numbers
        rows: list[Row] = [[]]
        answer = "    1 where z is above 0, else 0" if width >= ROOMY else "    1 above 0, else 0"
        rows.append([("  z = w0 * x0 + w1 * x1 + b", Role.STRONG), (answer, Role.QUIET)])
        numbers: Row = [("  ", Role.TEXT)]
        for index, (name, value) in enumerate(zip(NAMES, (w0, w1, b), strict=True)):
            here = index == self._cursor and self.has_focus
            symbols = glyphs.current()
            shown = f" {name} {symbols.left} {value:5.1f} {symbols.right} "
            numbers += [
                (shown, Role.CHOSEN if here else Role.PRESS if index == self._cursor else Role.TEXT),
                (" ", Role.TEXT),
            ]
        rows += [numbers, []]
        table = self._table()
        rows += self._plane(width, max(5, height - len(rows) - len(table) - 4))
        rows += [[], *table]
        keys = "up/down choose  left/right change  + - by 1  r back" if self.has_focus else "f to play"
        rows.append(spread([(f"  {keys}", Role.QUIET)], [], width))
        return rows

    def _plane(self, width: int, height: int) -> list[Row]:
        symbols = glyphs.current()
        across = max(10, min(width - 8, height * 3))
        rows: list[Row] = []
        for y in range(height):
            x1 = HIGH - (HIGH - LOW) * (y + 0.5) / height
            cells = "".join(
                symbols.unfilled if self.weighted_sum(LOW + (HIGH - LOW) * (x + 0.5) / across, x1) > 0 else " "
                for x in range(across)
            )
            rows.append([("      ", Role.TEXT), (symbols.vertical, Role.FRAME), (cells, Role.VALIDATION)])
        if self._explore.points:
            for (x0, x1), wanted in zip(ROWS, GATES[self._explore.points], strict=True):
                y = min(height - 1, int((HIGH - x1) / (HIGH - LOW) * height))
                x = int((x0 - LOW) / (HIGH - LOW) * across)
                right = (self.weighted_sum(x0, x1) > 0) == bool(wanted)
                rows[y] = overlay(rows[y], 7 + x, (_mark(wanted), _role(wanted) if right else Role.BAD))
        for value in (0, 1):
            y = min(height - 1, int((HIGH - value) / (HIGH - LOW) * height))
            rows[y] = overlay(rows[y], 0, (f"{'x1 ' if value else '   '}{value:>2} ", Role.QUIET))
        floor: Row = [("      ", Role.TEXT), (symbols.corner + symbols.horizontal * across, Role.FRAME)]
        labels: Row = [(" " * (8 + across), Role.TEXT)]
        for value in (0, 1):
            labels = overlay(labels, 7 + int((value - LOW) / (HIGH - LOW) * across), (str(value), Role.QUIET))
        return [*rows, floor, overlay(labels, 8 + across - 2, ("x0", Role.QUIET))]

    def _table(self) -> list[Row]:
        if not self._explore.points:
            return []
        symbols = glyphs.current()
        heading = f"  x0  x1      z  answer  {self._explore.points.upper():>5}"
        rows: list[Row] = []
        right = 0
        for (x0, x1), wanted in zip(ROWS, GATES[self._explore.points], strict=True):
            z = self.weighted_sum(x0, x1)
            good = (z > 0) == bool(wanted)
            right += good
            verdict: tuple[str, Role] = (symbols.check, Role.GOOD) if good else ("wrong", Role.BAD)
            row: Row = [(f"  {x0:2}  {x1:2}  {z:5.1f}  {int(z > 0):6}  {wanted:5} ", Role.TEXT)]
            rows.append([*row, (_mark(wanted), _role(wanted)), ("  ", Role.TEXT), verdict])
        count = (f"   {right} of 4 right", Role.GOOD if right == 4 else Role.STRONG)
        return [[(heading, Role.QUIET), count], *rows]

    def action_choose(self, direction: int) -> None:
        """Go to another number."""
        self._cursor = (self._cursor + direction) % len(NAMES)
        self.redraw()

    def action_change(self, by: float) -> None:
        """Change the chosen number."""
        changed = round(self._numbers[self._cursor] + by, 1)
        self._numbers[self._cursor] = min(max(changed, -LIMIT), LIMIT)
        self.redraw()

    def action_reset(self) -> None:
        """Back to the numbers of the lesson."""
        self._numbers = [*self._explore.weights, self._explore.bias]
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """A click on a number chooses it; near its arrows it changes it."""
        if event.y != 2:
            return
        index, within = divmod(event.x - 2, 14)
        if 0 <= index < len(NAMES):
            self._cursor = index
            self.action_change(-STEP if 3 <= within <= 5 else STEP if within >= 11 else 0.0)


def _mark(wanted: int) -> str:
    """The mark of a row that wants 0 or 1: the same as on the map of a trained neuron."""
    return MARKS[glyphs.current().name][wanted]


def _role(wanted: int) -> Role:
    return Role.VALIDATION if wanted else Role.TRAIN
