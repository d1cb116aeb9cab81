"""The epoch under way, batch by batch: a chart of its own before the first epoch has ended, afterwards a short tail."""

from collections.abc import Sequence
from math import isfinite

from nnterm.experiment.run import Run
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.curves.axes import Axis, row_of
from nnterm.tui.drawing.curves.chart_marks import Canvas
from nnterm.tui.drawing.curves.min_max_pyramid import MinMaxPyramid
from nnterm.tui.drawing.rows import Role, Row, underlay


def by_batch(run: Run | None) -> bool:
    """Whether there is nothing of `run` but batches of its first epoch."""
    return run is not None and not run.epochs and len(run.losses) > 1


def batch_curve(run: Run) -> MinMaxPyramid:
    """The loss over the batches so far, a value a batch; those between two reports have the earlier one's."""
    values: list[float] = []
    for step, loss in run.losses:
        values += [loss] * (step - len(values))
    curve = MinMaxPyramid()
    curve.update(values)
    return curve


def with_tail(cells: Sequence[Row], run: Run, place: Canvas, y: Axis) -> list[Row]:
    """`cells` with the loss over the batches of the epoch under way, to the right of the last epoch that ended."""
    rows, symbols = list(cells), glyphs.current()
    for step, loss in run.losses if run.epochs else ():
        at = run.epochs + step / max(1, run.steps_per_epoch)
        column = int(place.x.part(at) * place.across)
        if isfinite(loss) and y.low <= loss <= y.high and 0 <= column < place.across:
            row = row_of(loss, y, len(rows), symbols.upwards)
            rows[row] = underlay(rows[row], column, (symbols.separator, Role.TRAIN))
    return rows
