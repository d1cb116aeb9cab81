"""Activation functions to play with: the curve, its slope, and the value at a place the learner moves."""

from math import isfinite
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from nnterm.experiment.arithmetic.activations import DERIVATIVES, FORMULAS, FUNCTIONS, OTHERS, RANGES, softmax
from nnterm.lesson.explorations import ExploreActivation
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.curves.axes import Axis, row_of, tick
from nnterm.tui.drawing.curves.min_max_pyramid import MinMaxPyramid
from nnterm.tui.drawing.rows import Role, Row, overlay, plain, spread
from nnterm.tui.frame.drawing import Drawing

LABEL_WIDTH = 7
SAMPLES = 240
"""Points a curve is computed at."""

HEIGHTS: dict[str, tuple[float, float]] = {
    "sigmoid": (-0.2, 1.2),
    "tanh": (-1.2, 1.2),
    "softmax": (-0.2, 1.2),
}
"""Vertical range of functions that do not grow with x; the others take theirs from the input range."""

ROOMY = 24
"""Rows from which some are left empty."""


class ActivationView(Drawing, can_focus=True):
    """Up and down choose a function, left and right move x, + and - change the range, d shows the slope."""

    DEFAULT_CSS = "ActivationView { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "function(-1)", "function", show=False),
        Binding("down", "function(1)", "function", show=False),
        Binding("left", "move(-1)", "x", show=False),
        Binding("right", "move(1)", "x", show=False),
        Binding("shift+left", "move(-5)", "", show=False),
        Binding("shift+right", "move(5)", "", show=False),
        Binding("plus,equals_sign", "zoom(0.6)", "zoom", show=False),
        Binding("minus", "zoom(1.6667)", "zoom", show=False),
        Binding("d", "derivative", "slope", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._explore: ExploreActivation | None = None
        self._index = 0
        self._x = 1.0
        self._low, self._high = -10.0, 10.0
        self._derivative = False
        self._spots: dict[int, tuple[int, int]] = {}

    def set_exploration(self, explore: ExploreActivation | None) -> None:
        """Play with another block of the lesson."""
        if explore is not None and explore != self._explore:
            self._index, self._x = 0, 1.0
            self._low, self._high, self._derivative = explore.low, explore.high, explore.derivative
        self._explore = explore
        self.redraw()

    @property
    def _function(self) -> str:
        return self._explore.functions[self._index] if self._explore else "linear"

    def rows(self, width: int, height: int) -> list[Row]:
        """Names, formula, chart, reading."""
        if self._explore is None:
            return []
        # Where rows are few, the chart takes those that would part it from the words.
        gap: list[Row] = [[]] if height >= ROOMY else []
        reading = self._reading()
        rows: list[Row] = [[], self._choice(), *gap]
        rows.append([("  ", Role.TEXT), (FORMULAS[self._function], Role.STRONG)])
        rows.append([("  range ", Role.QUIET), (RANGES[self._function], Role.TEXT)])
        rows += gap
        rows += self._chart(width, max(5, height - len(rows) - len(gap) - len(reading) - 2))
        rows += [*gap, *reading]
        rows.append(spread([(" keys  ", Role.QUIET), (self._keys(), Role.QUIET)], [], width))
        return rows

    def _choice(self) -> Row:
        assert self._explore is not None
        row: Row = [("  ", Role.TEXT)]
        self._spots.clear()
        for index, name in enumerate(self._explore.functions):
            start = len(plain(row))
            row += [(f" {name} ", Role.CHOSEN if index == self._index else Role.PRESS), (" ", Role.TEXT)]
            self._spots[index] = (start, start + len(name) + 2)
        return row

    def _chart(self, width: int, height: int) -> list[Row]:
        from nnterm.tui.drawing.curves.plot import Curve, canvas

        symbols = glyphs.current()
        across = max(10, width - LABEL_WIDTH - 2)
        # Curves are drawn over 1..SAMPLES; the x axis only labels them.
        places = [self._low + (self._high - self._low) * i / (SAMPLES - 1) for i in range(SAMPLES)]
        low, high = HEIGHTS.get(self._function, (min(-1.0, self._low), max(1.0, self._high)))
        if self._function in ("relu", "elu", "gelu", "silu", "selu", "leaky_relu"):
            low = -2.0
        axis = Axis(low, high)
        curves = []
        if self._derivative:
            curves.append(Curve(_clipped(DERIVATIVES[self._function], places, low, high), Role.VALIDATION, "dashed"))
        curves.append(Curve(_clipped(FUNCTIONS[self._function], places, low, high), Role.TRAIN))
        plot = canvas(curves, across, height, (Axis(1.0, float(SAMPLES)), axis), symbols)
        zero_row = row_of(0.0, axis, height, symbols.upwards)
        column = min(across - 1, int((self._x - self._low) / (self._high - self._low) * across))
        value = FUNCTIONS[self._function](self._x)
        mark_row = row_of(value, axis, height, symbols.upwards) if low <= value <= high else -1
        rows: list[Row] = []
        for y, row in enumerate(plot):
            label = {0: tick(high), height - 1: tick(low), zero_row: "0"}.get(y, "")
            line = row
            if y == zero_row:
                line = [
                    (symbols.horizontal if c == " " else c, r if c != " " else Role.FRAME) for c, r in _letters(row)
                ]
            if y == mark_row:
                line = overlay(line, column, (symbols.full, Role.STRONG))
            rows.append([(f"{label:>6}", Role.QUIET), (symbols.vertical, Role.FRAME), *line])
        scale = spread([(tick(self._low), Role.QUIET)], [(tick(self._high), Role.QUIET)], across)
        rows.append([(" " * LABEL_WIDTH, Role.TEXT), *scale])
        return rows

    def _reading(self) -> list[Row]:
        x, name = self._x, self._function
        if name == "softmax":
            parts = softmax((x, *OTHERS))
            terms = " + ".join(f"{part:.3f}" for part in parts)
            scores = ", ".join(f"{score:g}" for score in (round(x, 2), *OTHERS))
            return [
                [("  softmax of ", Role.QUIET), (f"({scores})", Role.STRONG)],
                [("  = ", Role.QUIET), (terms, Role.TRAIN), (f" = {sum(parts):.3f}", Role.STRONG)],
            ]
        reading: Row = [("  x ", Role.QUIET), (f"{x:6.2f}", Role.STRONG), ("   f(x) ", Role.QUIET)]
        reading.append((f"{FUNCTIONS[name](x):8.4f}", Role.TRAIN))
        if self._derivative:
            reading += [("   slope ", Role.QUIET), (f"{DERIVATIVES[name](x):8.4f}", Role.VALIDATION)]
        return [reading, []]

    def _keys(self) -> str:
        if not self.has_focus:
            return "f to play"
        arrows = "↑↓ function  ←→ x" if glyphs.current() is not glyphs.ASCII else "arrows: function, x"
        return f"{arrows}  + - range  d slope"

    def action_function(self, direction: int) -> None:
        """Choose the next or previous function."""
        if self._explore:
            self._index = (self._index + direction) % len(self._explore.functions)
            self.redraw()

    def action_move(self, steps: int) -> None:
        """Move x by a forty-eighth of the range: a quarter from -6 to 6, so that whole numbers are met."""
        moved = self._x + steps * (self._high - self._low) / 48
        self._x = round(min(max(moved, self._low), self._high), 4)
        self.redraw()

    def action_zoom(self, factor: float) -> None:
        """Widen or narrow the input range around 0, between 0.5 and 100 to each side."""
        middle = (self._low + self._high) / 2
        half = min(100.0, max(0.5, (self._high - self._low) / 2 * factor))
        self._low, self._high = middle - half, middle + half
        self._x = min(max(self._x, self._low), self._high)
        self.redraw()

    def action_derivative(self) -> None:
        """Show or hide the slope."""
        self._derivative = not self._derivative
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """A name chooses its function; a place in the chart moves x there."""
        if event.y == 1:
            for index, (start, end) in self._spots.items():
                if start <= event.x < end:
                    self._index = index
        elif event.x >= LABEL_WIDTH:
            across = max(10, self.size.width - LABEL_WIDTH - 2)
            part = min(1.0, (event.x - LABEL_WIDTH) / across)
            self._x = round(self._low + (self._high - self._low) * part, 2)
        self.redraw()


def _clipped(function, places: list[float], low: float, high: float) -> MinMaxPyramid:  # type: ignore[no-untyped-def]
    """Values of `function`, broken where they leave the chart."""
    envelope = MinMaxPyramid()
    values = [function(x) for x in places]
    envelope.update([v if isfinite(v) and low <= v <= high else float("nan") for v in values])
    return envelope


def _letters(row: Row) -> Row:
    """`row` with a piece for each character; blank braille counts as a space."""
    return [(" " if c == "\u2800" else c, role) for text, role in row for c in text]
