"""The runs that are pinned to the chart, a line each: letter, what differs, what it came to."""

from textual.geometry import Size

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.run import Run
from nnterm.tui.drawing.curves.pins import Pin, pinned_rows
from nnterm.tui.drawing.rows import Row
from nnterm.tui.frame.drawing import Drawing


class PinnedRuns(Drawing):
    """The legend of the pinned curves; it takes no room while nothing is pinned."""

    DEFAULT_CSS = "PinnedRuns { height: auto; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._pins: list[Pin] = []
        self._current: Run | None = None
        self._baseline: Experiment | None = None
        self.display = False

    def set_pins(self, pins: list[Pin], current: Run | None, baseline: Experiment | None) -> None:
        """Name other runs, by what they have otherwise than each other, the `current` one and the `baseline`."""
        self._pins, self._current, self._baseline = pins, current, baseline
        self.display = bool(pins)
        if self.display and self.size.width and len(self._lines(self.size.width)) != self.size.height:
            self.refresh(layout=True)
        self.redraw()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the words need."""
        return len(self._lines(width))

    def rows(self, width: int, height: int) -> list[Row]:
        """A line a run, more where it does not fit."""
        return self._lines(width)

    def _lines(self, width: int) -> list[Row]:
        return pinned_rows(self._pins, self._current, self._baseline, width) if self._baseline is not None else []
