"""The curves panel: the charts of the run, redrawn row by row."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.message import Message

from nnterm.experiment.run import Run
from nnterm.tui.drawing.curves.chart import Charts
from nnterm.tui.drawing.curves.chart_view import ChartView
from nnterm.tui.drawing.curves.guess_mark import GuessMark
from nnterm.tui.drawing.curves.pins import Pin
from nnterm.tui.drawing.rows import Role, Row
from nnterm.tui.drawing.several.bands import Bands
from nnterm.tui.frame.drawing import Drawing

PLAIN = ChartView()
"""From the newest epoch, whole, with equal steps."""

NOTHING = "Nothing to train yet. n leads on, to the first experiment."


class Curves(Drawing):
    """Draws a run over the ghost of the run before. Its screen calls `redraw()` when there is something new."""

    DEFAULT_CSS = "Curves { height: 1fr; }"

    @dataclass(eq=False, repr=False)
    class EpochChosen(Message):
        """The learner wants to look at an epoch of the run."""

        epoch: int
        """From 1."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: tuple[Run | None, Run | None] = (None, None)
        self._charts = Charts()

    def set_run(
        self,
        run: Run | None,
        ghost: Run | None,
        planned: int,
        metrics: tuple[str, ...] = ("accuracy",),
        *,
        guess: GuessMark | None = None,
        view: ChartView = PLAIN,
        pins: Sequence[Pin] = (),
        bands: Bands | None = None,
    ) -> None:
        """Draw another run over another ghost and pinned ones, over the bands of its seeds, and a guess.

        Without a run there are axes for `planned` epochs and `metrics`. With 0 epochs planned there is no experiment: a
        sentence says so in place of axes.
        """
        if self._shown[0] is not run or self._shown[1] is not ghost:
            before, metric_only = self._shown[0], self._charts.metric_only
            self._shown, self._charts = (run, ghost), Charts(run, ghost)
            # Another experiment begins with its loss, which its text speaks of.
            self._charts.metric_only = metric_only and (before is None or _are_alike(before, run))
        self._charts.planned, self._charts.metrics, self._charts.guess = planned, metrics, guess
        self._charts.view, self._charts.pins, self._charts.bands = view, list(pins), bands
        self.redraw()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Look at the epoch under the mouse, and follow it while the button is down."""
        self.capture_mouse()
        self._choose(event.x)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Follow the mouse while its button is down."""
        if self.app.mouse_captured is self:
            self._choose(event.x)

    def on_mouse_up(self) -> None:
        """Stay with the epoch that was chosen."""
        self.release_mouse()

    def _choose(self, column: int) -> None:
        epoch = self._charts.epoch_at(column)
        if epoch is not None and epoch != self._charts.view.cursor:
            self.post_message(self.EpochChosen(epoch))

    def toggle_metric(self) -> None:
        """Show the other chart, where only one fits."""
        self._charts.metric_only = not self._charts.metric_only
        self.redraw()

    def rows(self, width: int, height: int) -> list[Row]:
        """The charts, or that there is nothing to draw."""
        if not self._charts.planned:
            return [[], [(f" {NOTHING}", Role.QUIET)]]
        return self._charts.rows(width, height)


def _are_alike(run: Run, other: Run | None) -> bool:
    """Whether both are of the same experiment."""
    return other is not None and (run.lesson, run.experiment) == (other.lesson, other.experiment)
