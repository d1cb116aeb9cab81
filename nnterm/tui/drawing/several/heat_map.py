"""A sweep of two settings as a map: the validation loss of each combination, written where it is."""

from math import log

from nnterm.experiment.sweep_study import SweepPoint, SweepStudy
from nnterm.experiment.verdict.rounding import number
from nnterm.tui.drawing.rows import Ground, Ink, Role, Row, fit

MOST = 7
"""Strength of the best and of the worst cell."""

LABEL, CELL = 8, 10
"""Cells for the values of the first setting, and for each place at the most."""

SHORTEST = 7
"""Cells that a number and its frame need."""


def figure_of(study: SweepStudy) -> str:
    """The loss that is drawn: that at the end of training on validation rows, where there are any."""
    return "val_loss" if study.has_validation else "loss"


def cell_size(study: SweepStudy, width: int, height: int) -> tuple[int, int]:
    """Columns and rows of each place."""
    down, across = (len(axis.values) for axis in study.axes)
    return max(SHORTEST, min(CELL, (width - LABEL - 1) // across)), max(1, min(3, (height - 3) // down))


def place_at(study: SweepStudy, x: int, y: int, width: int, height: int) -> int | None:
    """The number of the point at a cell of the map; None beside it."""
    across, down = cell_size(study, width, height)
    row, column = (y - 2) // down, (x - LABEL) // across
    rows, columns = (len(axis.values) for axis in study.axes)
    inside = y >= 2 and x >= LABEL and row < rows and column < columns
    return row * columns + column if inside else None


def heat_map(study: SweepStudy, chosen: int, width: int, height: int) -> list[Row]:
    """Rows of the map: the first setting downwards, the second one across; the point number `chosen` in brackets."""
    first, second = study.axes
    across, down = cell_size(study, width, height)
    figure = figure_of(study)
    middles = {point.at: found.middle for point in study.points if (found := point.spread(figure)) is not None}
    name = "validation loss" if study.has_validation else "loss"
    head: Row = [(f" {name}: {first.label} down, {second.label} across", Role.STRONG)]
    values = "".join(f"{value:^{across}}" for value in second.values)
    rows = [fit(head, width), fit([(" " * LABEL + values, Role.QUIET)], width)]
    for at, value in enumerate(first.values):
        points = [point for point in study.points if point.at[0] == at]
        for line in range(down):
            is_middle = line == down // 2
            row: Row = [(f"{value if is_middle else '':>{LABEL - 1}} ", Role.QUIET)]
            for point in points:
                is_chosen = study.points[chosen] is point
                text = _text(point, middles) if is_middle else ""
                text = f"[{text}]" if is_chosen and is_middle else text
                row.append((f"{text:^{across}}", _ink(point, middles, is_chosen=is_chosen)))
            rows.append(fit(row, width))
    return rows


def _text(point: SweepPoint, middles: dict[tuple[int, ...], float]) -> str:
    if point.at in middles:
        return number(middles[point.at])
    return "nan" if point.is_diverged else "."


def _ink(point: SweepPoint, middles: dict[tuple[int, ...], float], *, is_chosen: bool) -> Ink:
    """Cool for the lowest loss, warm for the highest, by ratio: one that exploded leaves the others apart."""
    if is_chosen:
        return Role.CHOSEN
    if point.at not in middles:
        return Role.BAD if point.is_diverged else Role.QUIET
    low, high = min(middles.values()), max(middles.values())
    if low <= 0 or high <= low:
        return Ground(0)
    part = log(middles[point.at] / low) / log(high / low)
    return Ground(round(MOST - 2 * MOST * part))
