"""Gradient descent by hand: a ball on a loss curve, and what the learning rate does to its steps."""

from math import isfinite
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from nnterm.experiment.arithmetic.descent import CURVES, EDGE, LOST, step
from nnterm.lesson.explorations import ExploreDescent
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.curves.axes import Axis, row_of, tick
from nnterm.tui.drawing.curves.min_max_pyramid import MinMaxPyramid
from nnterm.tui.drawing.rows import Role, Row, overlay, spread
from nnterm.tui.frame.drawing import Drawing

RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1.0, 1.1, 1.5, 2.0)
"""Learning rates that the arrows walk along."""

SAMPLES = 240
LABEL_WIDTH = 7
SHOWN_STEPS = 5
"""Steps that are written out below the curve."""
FEW_STEPS = 3
"""As many are where the screen is short: the curve needs rows to have a shape."""
TALL = 24
"""Rows from which there is room for all of them."""


class DescentView(Drawing, can_focus=True):
    """Enter takes a step, up and down change the learning rate, left and right the start, r goes back."""

    DEFAULT_CSS = "DescentView { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "step", "step", show=False),
        Binding("up", "rate(1)", "rate", show=False),
        Binding("down", "rate(-1)", "rate", show=False),
        Binding("left", "start(-0.5)", "start", show=False),
        Binding("right", "start(0.5)", "start", show=False),
        Binding("r", "reset", "reset", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._explore = ExploreDescent()
        self._rate = 0.1
        self._places = [2.0]

    def set_exploration(self, explore: ExploreDescent) -> None:
        """Go down another curve."""
        if explore != self._explore:
            self._explore = explore
            self._rate = explore.learning_rate
            self._places = [explore.start]
        self.redraw()

    @property
    def diverged(self) -> bool:
        """Whether the steps have led away for good."""
        return not isfinite(self._places[-1]) or abs(self._places[-1]) > LOST

    def rows(self, width: int, height: int) -> list[Row]:
        """Formula, learning rate, curve, the latest steps as sums."""
        curve = CURVES[self._explore.function]
        symbols = glyphs.current()
        rate = f" {symbols.left} {self._rate:g} {symbols.right} "
        rows: list[Row] = [[], [(f"  {curve.formula}", Role.STRONG)]]
        rows.append([("  learning rate", Role.QUIET), (rate, Role.CHOSEN if self.has_focus else Role.PRESS)])
        steps = SHOWN_STEPS if height >= TALL else FEW_STEPS
        path = self._path_rows(steps)
        rows += self._chart(width, max(5, height - len(rows) - steps - 4))
        rows += path
        rows += [[]] * max(0, steps + 2 - len(path))
        keys = "enter step  up/down rate  left/right start  r back" if self.has_focus else "f to play"
        rows.append(spread([(f"  {keys}", Role.QUIET)], [], width))
        return rows

    def _chart(self, width: int, height: int) -> list[Row]:
        # plotext is imported with the first chart, not with the app.
        from nnterm.tui.drawing.curves.plot import Curve, canvas

        curve, symbols = CURVES[self._explore.function], glyphs.current()
        across = max(10, width - LABEL_WIDTH - 2)
        losses = [curve.loss(-EDGE + 2 * EDGE * i / (SAMPLES - 1)) for i in range(SAMPLES)]
        envelope = MinMaxPyramid()
        envelope.update([loss if loss <= curve.top else float("nan") for loss in losses])
        axis = Axis(0.0, curve.top)
        plot = canvas([Curve(envelope, Role.TRAIN)], across, height, (Axis(1.0, SAMPLES), axis), symbols)
        rows: list[Row] = []
        for y, row in enumerate(plot):
            label = {0: tick(curve.top), height - 1: "0"}.get(y, "")
            rows.append([(f"{label:>6}", Role.QUIET), (symbols.vertical, Role.FRAME), *row])
        for index, weight in enumerate(self._places):
            last = index == len(self._places) - 1
            loss = curve.loss(weight) if abs(weight) <= EDGE else float("inf")
            if loss > curve.top:
                continue
            x = min(across - 1, int((weight + EDGE) / (2 * EDGE) * across))
            y = row_of(loss, axis, height, symbols.upwards)
            mark = (symbols.full, Role.STRONG) if last else (symbols.empty, Role.QUIET)
            rows[y] = overlay(rows[y], LABEL_WIDTH + x, mark)
        scale = spread([(f"w {-EDGE:g}", Role.QUIET)], [(f"{EDGE:g}", Role.QUIET)], across)
        return [*rows, [(" " * LABEL_WIDTH, Role.TEXT), *scale]]

    def _path_rows(self, steps: int) -> list[Row]:
        curve = CURVES[self._explore.function]
        rows: list[Row] = []
        taken = len(self._places) - 1
        for number in range(max(1, taken - steps + 1), taken + 1):
            before, after = self._places[number - 1], self._places[number]
            words = (
                f"  step {number}: {_short(before)} - {self._rate_at(before, after):g} * {_short(curve.slope(before))}"
            )
            rows.append([(words, Role.TEXT), (f" = {_short(after)}", Role.STRONG)])
        weight = self._places[-1]
        if self.diverged:
            rows.append([("  Diverged: each step jumps further than the one before. r goes back.", Role.BAD)])
            return rows
        loss, slope = curve.loss(weight), curve.slope(weight)
        here: Row = [("  here  w ", Role.QUIET), (_short(weight), Role.STRONG), ("  loss ", Role.QUIET)]
        rows.append([*here, (_short(loss), Role.TRAIN), ("  slope ", Role.QUIET), (_short(slope), Role.VALIDATION)])
        return rows

    def _rate_at(self, before: float, after: float) -> float:
        """The learning rate of an earlier step, which may have been another one."""
        slope = CURVES[self._explore.function].slope(before)
        return float(f"{(before - after) / slope:.4g}") if slope else self._rate

    def action_step(self) -> None:
        """One step of gradient descent."""
        if not self.diverged:
            self._places.append(step(CURVES[self._explore.function], self._places[-1], self._rate))
        self.redraw()

    def action_rate(self, direction: int) -> None:
        """Take the next larger or smaller learning rate."""
        larger = [rate for rate in RATES if rate > self._rate * 1.0001]
        smaller = [rate for rate in RATES if rate < self._rate * 0.9999]
        if direction > 0 and larger:
            self._rate = larger[0]
        elif direction < 0 and smaller:
            self._rate = smaller[-1]
        self.redraw()

    def action_start(self, by: float) -> None:
        """Begin elsewhere."""
        self._places = [min(max(self._places[0] + by, -EDGE), EDGE)]
        self.redraw()

    def action_reset(self) -> None:
        """Back to the start, with the learning rate as it is."""
        self._places = self._places[:1]
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """A click on the learning rate changes it, elsewhere takes a step."""
        if event.y == 2:
            self.action_rate(1 if event.x > 20 else -1)
        else:
            self.action_step()


def _short(value: float) -> str:
    """A number in few characters."""
    if abs(value) >= 1e5:
        return f"{value:.1e}"
    return f"{value:.3f}".rstrip("0").rstrip(".") if abs(value) < 1000 else f"{value:,.0f}"
