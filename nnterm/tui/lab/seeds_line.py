"""One line about the seeds behind the curves: how many are trained, how to stop, and what their band means."""

from nnterm.experiment.seed_study import SeedStudy
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.curves.pins import Pin
from nnterm.tui.drawing.rows import Piece, Role, Row, fit, length
from nnterm.tui.frame.drawing import Drawing

BAR = 20
"""Cells of the bar at the most."""


class SeedsLine(Drawing):
    """It takes no room while no seeds are shown."""

    DEFAULT_CSS = "SeedsLine { height: 1; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._seeds: SeedStudy | None = None
        self._pin: Pin | None = None
        self.display = False

    def set_seeds(self, seeds: SeedStudy | None, pin: Pin | None) -> None:
        """Draw other seeds, which are compared with those of `pin`, or nothing."""
        self._seeds, self._pin = seeds, pin
        if self.display != (seeds is not None):
            self.display = seeds is not None
        self.redraw()

    def rows(self, width: int, height: int) -> list[Row]:
        """The line."""
        return [fit(seeds_row(self._seeds, self._pin, width), width)] if self._seeds is not None else []


def seeds_row(seeds: SeedStudy, pin: Pin | None, width: int) -> Row:
    """What there is to say about `seeds` in `width` cells: what matters less goes first."""
    if seeds.is_whole:
        return _fitting([(f" {seeds.total} seeds: ", Role.STRONG)], _legend(seeds, pin), width)
    row: Row = [(f" seeds {seeds.done} of {seeds.total}", Role.STRONG)]
    if seeds.is_stopped:
        if seeds.refusal:
            return [*row, (", none can be trained now: u tries again", Role.WARNING)]
        return [*row, (", stopped", Role.STRONG), (": u goes on", Role.PRESS)]
    if seeds.is_over:
        return [*row, (" could be trained. u tries again", Role.WARNING)]
    symbols = glyphs.current()
    full = round(seeds.done / seeds.total * BAR)
    bar: Row = [(" ", Role.TEXT), (symbols.filled * full, Role.TRAIN), (symbols.unfilled * (BAR - full), Role.FRAME)]
    more: list[Row] = [bar, [("  s stops", Role.PRESS)], [(f"  {seeds.notice}", Role.QUIET)]]
    for part in more:
        row += part if length(row) + length(part) <= width else []
    return row


def _legend(seeds: SeedStudy, pin: Pin | None) -> list[Piece]:
    """What the shades mean: those of both sides where two are compared."""
    symbols = glyphs.current()
    has_validation = any("val_loss" in run.history for run in seeds.own)
    mine = (symbols.tint * 2, Role.VALIDATION if has_validation else Role.TRAIN)
    if seeds.against:
        role, letter = (pin.role, pin.letter) if pin is not None else (Role.THIRD, "the other")
        return [mine, (" this run, ", Role.QUIET), (symbols.dot * 2, role), (f" {letter}", Role.QUIET), *_RANGE]
    if not has_validation:
        return [mine, (" train", Role.QUIET), *_RANGE]
    other = (symbols.dot * 2, Role.TRAIN)
    return [mine, (" validation, ", Role.QUIET), other, (" train", Role.QUIET), *_RANGE]


_RANGE: tuple[Piece, ...] = ((", lowest to highest", Role.QUIET), ("; dotted: median", Role.QUIET))


def _fitting(row: Row, more: list[Piece], width: int) -> Row:
    for piece in more:
        if length(row) + len(piece[0]) > width:
            break
        row = [*row, piece]
    return row
