"""Loss and the first metric as rows: two charts with axes and legend, or one where there is room for one only."""

from dataclasses import dataclass, field
from math import isnan, nan

from nnterm.experiment.hyperparameters.live import Change
from nnterm.experiment.hyperparameters.losses import SHARES
from nnterm.experiment.hyperparameters.table import short_label
from nnterm.experiment.run import Run
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.axes import Axis, epochs_axis, loss_axis, score_axis, tick
from nnterm.tui.drawing.changes import change_words
from nnterm.tui.drawing.guess_mark import WORDS, GuessMark
from nnterm.tui.drawing.min_max_pyramid import MinMaxPyramid
from nnterm.tui.drawing.rows import Piece, Role, Row, fit, overlay, plain, spread, underlay

LABEL_WIDTH = 7
"""Cells left of the canvas: a number of at most five characters, a space, a tick."""

BLANK = (" ", "\u2800")
"""Cells of a canvas on which nothing is plot; the second is empty braille."""

BOTH_FROM = 16
"""Rows from which loss and a metric are plot one above the other."""


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
    """The charts of one run over its ghost. What was plot before is remembered, so that axes only widen."""

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

    def rows(self, width: int, height: int) -> list[Row]:
        """The charts in `width` cells and `height` rows."""
        names = self._run.hyperparameters.metrics if self._run else self.metrics
        keys = ["loss", *names[:1]]
        if height < BOTH_FROM or len(keys) == 1:
            key = keys[-1] if self.metric_only else keys[0]
            return self._chart(key, width, height, legend=True, bottom=True)
        upper = height // 2
        first = self._chart(keys[0], width, upper, legend=True, bottom=False)
        return first + self._chart(keys[1], width, height - upper, legend=False, bottom=True)

    def _chart(self, key: str, width: int, height: int, *, legend: bool, bottom: bool) -> list[Row]:
        # plotext is imported with the first chart, not with the app: the course is on screen before.
        from nnterm.tui.drawing.plot import Curve, canvas

        symbols = glyphs.current()
        chart = self._charts.setdefault(key, _Chart(key))
        marked = key == "loss"
        across, down = max(4, width - LABEL_WIDTH - 1), max(2, height - 2 - marked - bottom)
        x, y = self._axes(chart)
        name = key.replace("_", " ")
        rows: list[Row] = [spread([(f" {name}", Role.STRONG)], self._legend() if legend else [], width)]
        if marked:
            rows.append(self._marks(width, across, x))
        curves = [
            Curve(chart.before, Role.BEFORE, "dotted"),
            Curve(chart.train, Role.TRAIN),
            Curve(chart.validation, Role.VALIDATION, "dashed"),
        ]
        plot = canvas([curve for curve in curves if len(curve.envelope)], across, down, (x, y), symbols)
        middle = down // 2 if down > 4 else -1
        columns = {self._column(change.epoch + 1, x, across) for change in self._changes()}
        guess = self._guess_row(key, y, down)
        for line, curve_row in enumerate(plot):
            row = curve_row
            if line == guess:
                row = _guessed(row)
            if self.guess is not None and not self.guess.key:
                row = underlay(row, self._column(round(self.guess.value), x, across), (symbols.line, Role.PRESS))
            for column in columns:
                row = underlay(row, column, (symbols.line, Role.QUIET))
            text = {0: tick(y.high), middle: tick(y.at(0.5))}.get(line, "")
            mark = symbols.tee if text else symbols.vertical
            rows.append([(f"{text:>5} ", Role.QUIET), (mark, Role.FRAME), *row])
        floor: Row = [(f"{tick(y.low):>5} ", Role.QUIET), (symbols.corner, Role.FRAME)]
        rows.append([*floor, (symbols.horizontal * across, Role.FRAME)])
        if bottom:
            rows.append(_epochs(x, across))
        return rows

    def _axes(self, chart: _Chart) -> tuple[Axis, Axis]:
        """Bring the chart's series up to date; its x and y axis."""
        done = 0
        if self._run is not None:
            chart.train.update(self._run.history[chart.key])
            chart.validation.update(self._run.history[f"val_{chart.key}"])
            done = self._run.epochs
        x = epochs_axis(self._run.planned if self._run else self.planned, done)
        if self._ghost is not None and not len(chart.before):
            ghost = self._ghost.history
            chart.before.update((ghost[f"val_{chart.key}"] or ghost[chart.key])[: int(x.high)])
        if chart.key in SHARES:
            return x, Axis(0.0, 1.0)
        blocks = [e.extremes() for e in (chart.train, chart.validation, chart.before)]
        low = min((low for low, _ in blocks if not isnan(low)), default=nan)
        high = max((high for _, high in blocks if not isnan(high)), default=nan)
        chart.axis = score_axis(low, chart.axis) if chart.key == "r2_score" else loss_axis(low, high, chart.axis)
        return x, chart.axis

    def _legend(self) -> Row:
        symbols = glyphs.current()
        legend: Row = [("train ", Role.QUIET), (symbols.solid, Role.TRAIN)]
        if self._run is None or self._run.validation or "val_loss" in self._run.history:
            legend += [("  validation ", Role.QUIET), (symbols.dashed, Role.VALIDATION)]
        if self._ghost is not None:
            legend += [("  before ", Role.QUIET), (symbols.dotted, Role.BEFORE)]
        return [*legend, (" ", Role.TEXT)]

    def _guess_row(self, key: str, y: Axis, down: int) -> int | None:
        """The row of the canvas at the height of a guessed value; None where none was guessed on this axis."""
        guess = self.guess
        if guess is None or guess.key != key or not y.low <= guess.value <= y.high:
            return None
        return round((1 - y.part(guess.value)) * (down - 1))

    def _changes(self) -> list[Change]:
        return self._run.changes if self._run is not None else []

    def _column(self, epoch: int, x: Axis, across: int) -> int:
        """The canvas column of `epoch`."""
        return min(across - 1, max(0, int(x.part(epoch) * across)))

    def _marks(self, width: int, across: int, x: Axis) -> Row:
        """The row above the canvas: what was changed where, and where validation loss was best."""
        symbols = glyphs.current()
        marks: list[tuple[int, Piece, str]] = []
        if self.guess is not None and not self.guess.key:
            column = LABEL_WIDTH + self._column(round(self.guess.value), x, across)
            marks.append((column, (symbols.line, Role.PRESS), f"{WORDS} {self.guess.value:,.0f}"))
        # The last change is said first where there is no room for all words.
        for index, change in reversed(list(enumerate(self._changes()))):
            assert self._run is not None
            column = LABEL_WIDTH + self._column(change.epoch + 1, x, across)
            marks.append((column, (symbols.change, Role.WARNING), change_words(self._run, index, short_label)))
        if self._run is not None and (best := self._run.history.best_epoch()) is not None:
            column = LABEL_WIDTH + self._column(best, x, across)
            marks.append((column, (symbols.best, Role.VALIDATION), f"best epoch {best:,}"))
        row = fit([], width)
        for column, mark, _ in reversed(marks):
            row = overlay(row, column, mark)
        for column, mark, words in marks:
            row = _beside(row, column, mark[0], words)
        return fit(row, width)


def _guessed(row: Row) -> Row:
    """`row` with a line through it where nothing is plot, and words at its right end."""
    symbols = glyphs.current()
    lined: Row = [
        (symbols.horizontal if c in BLANK else c, Role.PRESS if c in BLANK else role)
        for text, role in row
        for c in text
    ]
    return overlay(lined, max(0, len(plain(row)) - len(WORDS) - 1), (WORDS, Role.PRESS))


def _beside(row: Row, column: int, mark: str, words: str) -> Row:
    """`row` with `words` before or after the mark at `column`, where they have room."""
    text = plain(row)
    for start in (column - len(words) - 1, column + 2):
        # A space on each side keeps the words of two marks apart; the mark itself may be one of them.
        around = text[max(0, start - 1) : start + len(words) + 1]
        if start >= LABEL_WIDTH and start + len(words) <= len(text) and not around.replace(mark, "").strip():
            return overlay(row, start, (words, Role.QUIET))
    return row


def _epochs(x: Axis, across: int) -> Row:
    """Epoch numbers below the canvas."""
    row = fit([], LABEL_WIDTH + across)
    taken = -1
    for part in (0.0, 0.25, 0.5, 0.75, 1.0) if across >= 40 else (0.0, 0.5, 1.0):
        epoch = round(x.at(part))
        text = f"{epoch:,}"
        column = LABEL_WIDTH + min(int(x.part(epoch) * across), across - 1)
        start = min(max(LABEL_WIDTH, column - len(text) // 2), LABEL_WIDTH + across - len(text))
        if start > taken:
            row = overlay(row, start, (text, Role.QUIET))
            taken = start + len(text)
    return row
