"""What a regression has learnt: its curve over the points, or its answers against what is true."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from nnterm.experiment.datasets import catalog
from nnterm.experiment.protocol.inspection_requests import InspectFit
from nnterm.experiment.protocol.inspection_results import FitShown
from nnterm.experiment.verdict.rounding import number
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.curves.axes import Axis
from nnterm.tui.drawing.rows import Role, Row, fold
from nnterm.tui.drawing.scatter import Scatter, axis_of
from nnterm.tui.lab.inside.inside import ROWS, Inside


class FitPanel(Inside[FitShown]):
    """The fitted curve for one input; else truth against answer, or row by row."""

    KIND = FitShown
    KEYS = "left/right: answer against truth, or row by row"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("left,right", "change_view", "view", show=False)]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._in_order = False

    @property
    def question(self) -> InspectFit:
        """There is one."""
        return InspectFit(test=self.test_is_open)

    def keys(self) -> str:
        """A curve has no other view."""
        return "" if self.answer is not None and self.answer.curve else self.KEYS

    def begin(self) -> None:
        """Values in the order of time are seen in it first."""
        self._in_order = self.state is not None and catalog.in_order(self.state.shown_dataset)

    def action_change_view(self) -> None:
        """See the rows in their order, or truth against answer."""
        self._in_order = not self._in_order
        self.redraw()

    def render_result(self, answer: FitShown, width: int, height: int) -> list[Row]:
        """Legend and plot."""
        symbols = glyphs.current()
        point = symbols.full if symbols.half else "o"
        if answer.curve:
            legend: Row = [
                (f" {point} ", Role.VALIDATION),
                ("training rows  ", Role.QUIET),
                (f"{symbols.solid} ", Role.TRAIN),
                ("what the network answers", Role.QUIET),
            ]
            heads = fold(legend, width)
            return [*heads, *self._curve(answer, width, height - len(heads))]
        distance = sum(abs(truth - guess) for truth, guess in answer.points) / max(1, len(answer.points))
        mean: Row = [("   mean distance ", Role.QUIET), (number(distance), Role.STRONG)]
        if self._in_order:
            legend = [(f" {symbols.solid} ", Role.VALIDATION), ("true  ", Role.QUIET)]
            legend += [(f"{symbols.solid} ", Role.TRAIN), (f"answered, {ROWS[answer.part]}", Role.QUIET)]
            heads = fold([*legend, *mean], width)
            return [*heads, *self._order(answer, width, height - len(heads))]
        legend = [(f" {point} ", Role.TRAIN), (f"{ROWS[answer.part]}  ", Role.QUIET)]
        legend += [(f"{symbols.solid} ", Role.FRAME), ("perfect prediction", Role.QUIET)]
        heads = fold([*legend, *mean], width)
        return [*heads, *self._against(answer, width, height - len(heads))]

    @staticmethod
    def _curve(answer: FitShown, width: int, height: int) -> list[Row]:
        ys = [y for _, y in answer.points] + [y for _, y in answer.curve]
        plot = Scatter(width, height, axis_of(x for x, _ in answer.points), axis_of(ys))
        plot.points(answer.points, Role.VALIDATION, "o")
        plot.line(answer.curve, Role.TRAIN, "*")
        return plot.rows("x", "y")

    @staticmethod
    def _against(answer: FitShown, width: int, height: int) -> list[Row]:
        axis = axis_of(value for pair in answer.points for value in pair)
        plot = Scatter(width, height, axis, axis)
        plot.line([(axis.low, axis.low), (axis.high, axis.high)], Role.FRAME, ".")
        plot.points(answer.points, Role.TRAIN, "*")
        return plot.rows("true", "answer")

    @staticmethod
    def _order(answer: FitShown, width: int, height: int) -> list[Row]:
        axis = axis_of(value for pair in answer.points for value in pair)
        plot = Scatter(width, height, Axis(1.0, float(max(2, len(answer.points)))), axis)
        plot.line(((row, truth) for row, (truth, _) in enumerate(answer.points, 1)), Role.VALIDATION, "o")
        plot.line(((row, guess) for row, (_, guess) in enumerate(answer.points, 1)), Role.TRAIN, "*")
        return plot.rows("row", "")
