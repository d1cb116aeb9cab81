"""The bands of several seeds in the charts: from the lowest to the highest value, and a line for the median."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import TYPE_CHECKING, NamedTuple

from nnterm.experiment.band import band_at
from nnterm.experiment.run import Run
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.curves.axes import Axis, row_of
from nnterm.tui.drawing.curves.chart_marks import Canvas
from nnterm.tui.drawing.curves.min_max_pyramid import MinMaxPyramid
from nnterm.tui.drawing.rows import BLANK, Role, Row, pieces_of

if TYPE_CHECKING:
    from nnterm.tui.drawing.curves.plot import Curve

SAMPLES = 100
"""Epochs that an axis is chosen by: a band is as wide between two of them."""


class Strip(NamedTuple):
    """One band: the column of each seed, its colour, and the character that its cells are filled with."""

    columns: list[list[float]]
    role: Role
    fill: str


class Place(NamedTuple):
    """The band at one place."""

    low: float
    middle: float
    high: float
    seeds: int


@dataclass(frozen=True)
class Bands:
    """The runs of several seeds, of one experiment or of two."""

    own: Sequence[Run]
    against: Sequence[Run] = ()
    """The same seeds of the experiment that it is compared with."""
    other: Role = Role.THIRD
    """The colour of that one."""

    def strips(self, key: str) -> list[Strip]:
        """What is drawn in the chart of `key`, what matters more first.

        Training and validation of one experiment; of two that are compared what each is judged by.
        """
        symbols, validation = glyphs.current(), f"val_{key}"
        judged = validation if any(validation in run.history for run in self.own) else key
        own = Strip(_columns(self.own, judged), Role.VALIDATION if judged != key else Role.TRAIN, symbols.tint)
        if self.against:
            return [own, Strip(_columns(self.against, judged), self.other, symbols.dot)]
        return [own, Strip(_columns(self.own, key), Role.TRAIN, symbols.dot)] if judged != key else [own]

    def extremes(self, key: str) -> tuple[float, float]:
        """About the least and the greatest value in the chart of `key`; NaN where there is none."""
        lows, highs = [], []
        for strip in self.strips(key):
            longest = max(map(len, strip.columns), default=0)
            step = max(1, longest // SAMPLES)
            found = band_at(strip.columns, [*range(1, longest, step), longest] if longest else [])
            lows += [value for value in found.low if not isnan(value)]
            highs += [value for value in found.high if not isnan(value)]
        return min(lows, default=nan), max(highs, default=nan)

    def medians(self, key: str, place: Canvas) -> "list[Curve]":
        """A dotted line for the median of each band with two seeds at least."""
        from nnterm.tui.drawing.curves.plot import Curve

        curves = []
        for strip in self.strips(key):
            points = [
                (float(epoch), band.middle)
                for _, epoch, band in _places(strip, place)
                if band.seeds > 1 and not isnan(band.middle)
            ]
            if points:
                curves.append(Curve(MinMaxPyramid(), strip.role, "dotted", leaves=True, points=points))
        return curves

    def filled(self, cells: Sequence[Row], key: str, place: Canvas, y: Axis) -> list[Row]:
        """`cells` with the blank ones filled where a band of two seeds at least is."""
        upwards, rows = glyphs.current().upwards, [_characters(row) for row in cells]
        for strip in self.strips(key):
            for column, _, band in _places(strip, place):
                if band.seeds < 2 or band.low > y.high or band.high < y.low:
                    continue
                top, bottom = (row_of(value, y, len(rows), upwards) for value in (band.high, band.low))
                for row in rows[top : bottom + 1]:
                    if row[column][0] in BLANK:
                        row[column] = strip.fill, strip.role
        return [pieces_of(row) for row in rows]


def _columns(runs: Sequence[Run], key: str) -> list[list[float]]:
    return [run.history[key] for run in runs]


def _places(strip: Strip, place: Canvas) -> Iterator[tuple[int, int, Place]]:
    """Column, epoch and band of each place of the canvas that the longest run has come to."""
    longest = max(map(len, strip.columns), default=0)
    epochs = [epoch for column in range(place.across) if (epoch := max(1, place.epoch(column))) <= longest]
    found = band_at(strip.columns, epochs)
    values = map(Place, found.low, found.middle, found.high, found.seeds)
    return zip(range(len(epochs)), epochs, values, strict=False)


def _characters(row: Row) -> Row:
    return [(character, ink) for text, ink in row for character in text]
