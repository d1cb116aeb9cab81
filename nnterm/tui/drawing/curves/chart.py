"""Loss and the first metric as rows: two charts with axes and legend, or one where there is room for one only."""

from dataclasses import dataclass, field
from math import ceil, floor, isfinite, isnan, log10, nan

from nnterm.experiment.run import Run
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.curves.axes import (
    Axis,
    LogAxis,
    close_axis,
    epochs_axis,
    log_axis,
    loss_axis,
    row_of,
    tick,
)
from nnterm.tui.drawing.curves.batches import batch_curve, by_batch, with_tail
from nnterm.tui.drawing.curves.chart_marks import Canvas, epochs_row, marks_row
from nnterm.tui.drawing.curves.chart_view import ChartView, window
from nnterm.tui.drawing.curves.curve_range import axis_of, extremes, near_extremes, positive
from nnterm.tui.drawing.curves.gap import shaded
from nnterm.tui.drawing.curves.guess_mark import WORDS, GuessMark, named, words_of
from nnterm.tui.drawing.curves.memorised import FROM as MEMORISED_FROM
from nnterm.tui.drawing.curves.memorised import memorised_row
from nnterm.tui.drawing.curves.min_max_pyramid import MinMaxPyramid
from nnterm.tui.drawing.curves.pins import Pin, lettered
from nnterm.tui.drawing.rows import BLANK, Role, Row, fit, length, overlay, plain, spread, underlay
from nnterm.tui.drawing.several.bands import Bands

LABEL_WIDTH = 8
"""Cells left of the canvas: a number of at most six characters, a space, a tick."""

BOTH_FROM = 16
"""Rows from which loss and a metric are drawn one above the other."""


@dataclass
class _Chart:
    """What one of the charts remembers between frames."""

    key: str
    """Key of the training column in the history; validation is `val_` + key."""
    axis: Axis | None = None
    train: MinMaxPyramid = field(default_factory=MinMaxPyramid)
    validation: MinMaxPyramid = field(default_factory=MinMaxPyramid)
    before: MinMaxPyramid = field(default_factory=MinMaxPyramid)


class Charts:
    """The charts of one run over its ghost. What was drawn before is remembered, so that axes only widen."""

    def __init__(self, run: Run | None = None, ghost: Run | None = None) -> None:
        self._run = run
        self._ghost = ghost
        self._charts: dict[str, _Chart] = {}
        self.planned = 1
        """Epochs on the x axis while there is no run."""
        self.metrics: tuple[str, ...] = ("accuracy",)
        """Metrics that will be measured, while there is no run."""
        self.guess: GuessMark | None = None
        """What the learner predicted, plot whether there is a run or not."""
        self.metric_only = False
        """With room for one chart: whether it is the metric's rather than the loss's."""
        self.view = ChartView()
        """How the learner looks at them."""
        self.pins: list[Pin] = []
        """Other runs, drawn below the curves of this one."""
        self.bands: Bands | None = None
        """Other seeds of this run, drawn below all curves."""
        self._place: Canvas | None = None
        """Where the curves were drawn last."""

    def epoch_at(self, column: int) -> int | None:
        """The trained epoch at `column` of what was drawn last; None where there is no run, or no curve."""
        if self._run is None or not self._run.epochs or self._place is None:
            return None
        beside = column - self._place.left
        if not 0 <= beside < self._place.across:
            return None
        return min(max(1, self._place.epoch(beside)), self._run.epochs)

    def rows(self, width: int, height: int) -> list[Row]:
        """The charts in `width` cells and `height` rows."""
        names = self._run.hyperparameters.metrics if self._run else self.metrics
        keys = ["loss", *names[:1]]
        if self._run is not None and by_batch(self._run):
            return self._first_epoch(self._run, width, height)
        run = self._run if self._run is not None and self._run.training_rows.memorised else None
        if run is None or height < MEMORISED_FROM:
            return self._both(keys, width, height)
        rows = self._both(keys, width, height - 1)
        assert self._place is not None
        return [*rows, memorised_row(run, self._place, self.view.cursor)]

    def _both(self, keys: list[str], width: int, height: int) -> list[Row]:
        """Loss and metric where both have room, else one of them."""
        if height < BOTH_FROM or len(keys) == 1:
            key = keys[-1] if self.metric_only else keys[0]
            return self._chart(key, width, height, legend=True, bottom=True)
        upper = height // 2
        first = self._chart(keys[0], width, upper, legend=True, bottom=False)
        return first + self._chart(keys[1], width, height - upper, legend=False, bottom=True)

    def _chart(self, key: str, width: int, height: int, *, legend: bool, bottom: bool) -> list[Row]:
        from nnterm.tui.drawing.curves.plot import Curve, canvas

        symbols = glyphs.current()
        chart = self._charts.setdefault(key, _Chart(key))
        marked = key == "loss"
        across, down = max(4, width - LABEL_WIDTH - 1), max(2, height - 2 - marked - bottom)
        x, y = self._axes(chart)
        name = key.replace("_", " ")
        if isinstance(y, LogAxis):
            name += ", log"
        rows: list[Row] = [
            spread([(f" {name}", Role.STRONG)], self._legend(width - len(name) - 2) if legend else [], width)
        ]
        place = self._place = Canvas(LABEL_WIDTH, across, x)
        if marked:
            rows.append(self._marks(width, place))
        curves = [
            *(self.bands.medians(key, place) if self.bands is not None else ()),
            *(Curve(pin.curve(key), pin.role, "dashed", leaves=True) for pin in self.pins),
            *([Curve(chart.before, Role.BEFORE, "dotted", leaves=True)] if self._shown_ghost is not None else []),
            Curve(chart.train, Role.TRAIN),
            Curve(chart.validation, Role.VALIDATION, "dashed"),
        ]
        cells = canvas(
            [curve for curve in curves if curve.points or len(curve.envelope)], across, down, (x, y), symbols
        )
        if self.bands is not None:
            cells = self.bands.filled(cells, key, place, y)
        elif marked and self._run is not None:
            cells = shaded(cells, self._run.history, place, y)
        if marked and self._run is not None:
            cells = with_tail(cells, self._run, place, y)
        cells = lettered(cells, self.pins, key, place, y)
        changes = self._run.changes if self._run is not None else ()
        changed = {place.column(change.epoch + 1) for change in changes if place.holds(change.epoch + 1)}
        guess, epoch = self._guess_row(key, y, down), self._guessed_epoch
        guessed = place.column(round(epoch.value)) if epoch is not None and place.holds(round(epoch.value)) else None
        ticks = {row_of(value, y, down, symbols.upwards): tick(value) for value in _ticks(y, down)}
        cursor = self.view.cursor
        for line, curve_row in enumerate(cells):
            row = curve_row
            if cursor is not None:
                row = underlay(row, place.column(cursor), (symbols.vertical, Role.PRESS), (*BLANK, symbols.tint))
            if guessed is not None:
                row = underlay(row, guessed, (symbols.line, Role.PRESS))
            for column in changed:
                row = underlay(row, column, (symbols.line, Role.QUIET))
            # Last, so that no line runs through its words.
            cells[line] = _guessed(row) if line == guess else row
        if epoch is not None and guessed is not None and words_of(epoch) not in "".join(map(plain, rows)):
            cells = named(cells, guessed, words_of(epoch))
        for line, row in enumerate(cells):
            text = ticks.get(line, "")
            mark = symbols.tee if text else symbols.vertical
            rows.append([(f"{text:>6} ", Role.QUIET), (mark, Role.FRAME), *row])
        rows.append([(" " * (LABEL_WIDTH - 1) + symbols.corner + symbols.horizontal * across, Role.FRAME)])
        if bottom:
            rows.append(epochs_row(place))
        return rows

    def _first_epoch(self, run: Run, width: int, height: int) -> list[Row]:
        """The loss over the batches of the first epoch, where an epoch takes long."""
        from nnterm.tui.drawing.curves.plot import Curve, canvas

        symbols, curve = glyphs.current(), batch_curve(run)
        across, down = max(4, width - LABEL_WIDTH - 1), max(2, height - 3)
        x, y = Axis(0.0, float(max(2, run.steps_per_epoch))), loss_axis(*curve.extremes())
        title: Row = [(" loss", Role.STRONG), (f"  batch {run.step:,} of {run.steps_per_epoch:,}, epoch 1", Role.QUIET)]
        ticks = {row_of(value, y, down, symbols.upwards): tick(value) for value in _ticks(y, down)}
        rows = [fit(title, width)]
        for line, row in enumerate(canvas([Curve(curve, Role.TRAIN)], across, down, (x, y), symbols)):
            text = ticks.get(line, "")
            rows.append([(f"{text:>6} ", Role.QUIET), (symbols.tee if text else symbols.vertical, Role.FRAME), *row])
        rows.append([(" " * (LABEL_WIDTH - 1) + symbols.corner + symbols.horizontal * across, Role.FRAME)])
        self._place = None
        return [*rows, epochs_row(Canvas(LABEL_WIDTH, across, x))]

    def _axes(self, chart: _Chart) -> tuple[Axis, Axis]:
        """Bring the chart's series up to date; its x and y axis."""
        done = 0
        if self._run is not None:
            chart.train.update(self._run.history[chart.key])
            chart.validation.update(self._run.history[f"val_{chart.key}"])
            done = self._run.epochs
        longest = max((pin.run.epochs for pin in self.pins), default=0)
        x = epochs_axis(max(self._run.planned if self._run else self.planned, longest), done)
        if self.view.zoomed and self._run is not None and done:
            return self._near_axes(chart, window(x, done if self.view.cursor is None else self.view.cursor))
        if self._ghost is not None and not len(chart.before):
            ghost = self._ghost.history
            chart.before.update((ghost[f"val_{chart.key}"] or ghost[chart.key])[: int(x.high)])
        # An exploded run is not pinned to flatten the others: it is cut off.
        pinned = extremes(*(pin.curve(chart.key) for pin in self.pins))
        own, earlier = extremes(chart.train, chart.validation), extremes(chart.before)
        if isnan(own[1]):
            # Nothing of the run yet: the axis of the run before, which is not kept.
            shown = pinned if not isnan(pinned[1]) else earlier
            return x, axis_of(chart.key, shown[0], shown[1], None)
        guess = self.guess.value if self.guess is not None and self.guess.key == chart.key else nan
        banded = self.bands.extremes(chart.key) if self.bands is not None else ()
        low, high = near_extremes(own, (*earlier, *pinned, *banded, guess))
        if self.view.logarithmic and chart.key == "loss":
            return x, log_axis(*positive(chart.train, chart.validation))
        chart.axis = axis_of(chart.key, low, high, chart.axis)
        return x, chart.axis

    def _near_axes(self, chart: _Chart, x: Axis) -> tuple[Axis, Axis]:
        """The axes of a part of the curves, as near as they can be seen."""
        assert self._run is not None
        history = self._run.history
        first, last = max(0, ceil(x.low) - 1), floor(x.high)
        seen = [v for key in (chart.key, f"val_{chart.key}") for v in history[key][first:last] if isfinite(v)]
        if self.view.logarithmic and chart.key == "loss":
            seen = [value for value in seen if value > 0]
            return x, log_axis(min(seen, default=nan), max(seen, default=nan))
        return x, close_axis(min(seen, default=nan), max(seen, default=nan))

    def _legend(self, width: int) -> Row:
        """What each line is, in `width` cells: the run before goes first for want of room."""
        symbols = glyphs.current()
        legend: Row = [("train ", Role.QUIET), (symbols.solid, Role.TRAIN)]
        if self._run is None or self._run.validation or "val_loss" in self._run.history:
            legend += [("  validation ", Role.QUIET), (symbols.dashed, Role.VALIDATION)]
        if self._shown_ghost is not None:
            before: Row = [("  before ", Role.QUIET), (symbols.dotted, Role.BEFORE)]
            legend += before if length([*legend, *before]) < width else []
        return [*legend, (" ", Role.TEXT)]

    @property
    def _shown_ghost(self) -> Run | None:
        """The run before, unless it is pinned and drawn already, or other seeds take its room."""
        if self.bands is not None:
            return None
        pinned = {pin.run.run_id for pin in self.pins}
        return self._ghost if self._ghost is not None and self._ghost.run_id not in pinned else None

    def _guess_row(self, key: str, y: Axis, down: int) -> int | None:
        """The row of the canvas at the height of a guessed value; None where none was guessed on this axis."""
        guess = self.guess
        if guess is None or guess.key != key or not y.low <= guess.value <= y.high:
            return None
        return row_of(guess.value, y, down, glyphs.current().upwards)

    @property
    def _guessed_epoch(self) -> GuessMark | None:
        """A guess that is an epoch: all charts have a line there."""
        return self.guess if self.guess is not None and not self.guess.key else None

    def _marks(self, width: int, place: Canvas) -> Row:
        return marks_row(self._run, self._guessed_epoch, place, width, self.view.cursor)


def _guessed(row: Row) -> Row:
    """`row` with a line through it where nothing is drawn, and words at its right end."""
    symbols = glyphs.current()
    lined: Row = [
        (symbols.horizontal if c in BLANK else c, Role.PRESS if c in BLANK else role)
        for text, role in row
        for c in text
    ]
    return overlay(lined, max(0, len(plain(row)) - len(WORDS) - 1), (WORDS, Role.PRESS))


def _ticks(y: Axis, down: int) -> list[float]:
    """Values that are named beside a canvas of `down` rows."""
    if isinstance(y, LogAxis):
        top, bottom = round(log10(y.high)), round(log10(y.low))
        step = max(1, ceil((top - bottom + 1) / max(2, down // 2)))
        return [10.0**power for power in range(top, bottom - 1, -step)]
    return [y.low, y.at(0.5), y.high] if down > 4 else [y.low, y.high]
