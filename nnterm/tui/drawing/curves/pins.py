"""Runs that are pinned to the chart: a letter and a colour each, their curves, and a line that names what differs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isnan

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.run import Run
from nnterm.experiment.verdict.rounding import number
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.changes import changes, of_one_experiment
from nnterm.tui.drawing.curves.axes import Axis, row_of
from nnterm.tui.drawing.curves.chart_marks import Canvas
from nnterm.tui.drawing.curves.min_max_pyramid import MinMaxPyramid
from nnterm.tui.drawing.rows import Piece, Role, Row, fold, overlay, wrap

LETTERS = "ABCDE"
"""What pinned runs are called, in the order in which they were pinned."""

ROLES = (Role.THIRD, Role.GOOD, Role.WARNING, Role.BAD, Role.STRONG)
"""The colour of each."""

LESSONS = "the lesson's values"
"""What a run has that differs in nothing."""

MIXED = "Other experiments on the same data: more than one setting differs, so this compares models."
"""What can be said of runs of different experiments beside each other."""

MOST = len(LETTERS)
"""Runs that can be pinned at once."""


@dataclass
class Pin:
    """A pinned run as the charts draw it."""

    run: Run
    letter: str
    role: Role
    _curves: dict[str, MinMaxPyramid] = field(default_factory=dict)

    def key(self, key: str) -> str:
        """The column by which the run is seen in the chart of `key`: validation, else training."""
        return f"val_{key}" if f"val_{key}" in self.run.history else key

    def curve(self, key: str) -> MinMaxPyramid:
        """Its curve in the chart of `key`, brought up to date."""
        curve = self._curves.setdefault(key, MinMaxPyramid())
        curve.update(self.run.history[self.key(key)])
        return curve

    @property
    def mark(self) -> Piece:
        """Its letter in its colour."""
        return self.letter, self.role


def pins_of(runs: Sequence[Run], before: Sequence[Pin] = ()) -> list[Pin]:
    """A pin for each of `runs`; those of `before` that stay keep their letters."""
    kept = {pin.run.run_id: pin for pin in before}
    free = [
        letter for letter in LETTERS if letter not in {kept[run.run_id].letter for run in runs if run.run_id in kept}
    ]
    found = []
    for run in runs:
        if run.run_id not in kept:
            letter = free.pop(0)
            kept[run.run_id] = Pin(run, letter, ROLES[LETTERS.index(letter)])
        found.append(kept[run.run_id])
    return found


def lettered(cells: Sequence[Row], pins: Sequence[Pin], key: str, place: Canvas, y: Axis) -> list[Row]:
    """`cells` with the letter of each pinned run at the end of its curve."""
    rows = list(cells)
    for pin in pins:
        values = pin.run.history[pin.key(key)]
        epoch = min(len(values), int(place.x.high))
        if not epoch or not place.holds(epoch) or isnan(values[epoch - 1]) or not y.low <= values[epoch - 1] <= y.high:
            continue
        row = row_of(values[epoch - 1], y, len(rows), glyphs.current().upwards)
        rows[row] = overlay(rows[row], place.column(epoch), pin.mark)
    return rows


def pinned_rows(pins: Sequence[Pin], current: Run | None, baseline: Experiment, width: int) -> list[Row]:
    """What each pinned run has otherwise than the others and the current one, and what it came to."""
    shown = [*(pin.run for pin in pins), *([current] if current is not None else [])]
    shared, is_mixed = _shared(shown, baseline), not of_one_experiment(shown)
    rows: list[Row] = []
    for pin in pins:
        all_changes = changes(pin.run, baseline)
        # What it shares with all others is no difference, but a run that has it does not have the lesson's values.
        own = [words for words in all_changes if words not in shared] or all_changes
        row: Row = [(" ", Role.TEXT), pin.mark, (f" {', '.join(own) or LESSONS}", Role.TEXT)]
        rows += fold([*row, ("  ", Role.TEXT), *_reached(pin.run, with_size=is_mixed)], width, indent=3)
    return rows + [[(" ", Role.TEXT), *line] for line in wrap([(MIXED, Role.QUIET)], width - 2) if is_mixed]


def _shared(runs: list[Run], baseline: Experiment) -> set[str]:
    """Changes that all of them have in common, which say nothing about the difference."""
    every = [set(changes(run, baseline)) for run in runs]
    return set.intersection(*every) if len(every) > 1 else set()


def _reached(run: Run, *, with_size: bool) -> Row:
    """Best and last loss of `run`, and how many weights it took."""
    best = run.history.best_epoch()
    key = "val_loss" if best is not None else "loss"
    values = run.history[key]
    if not values:
        return []
    row: Row = []
    if best is not None:
        row = [("best val ", Role.QUIET), (number(values[best - 1]), Role.STRONG), (f" at {best:,}, ", Role.QUIET)]
    row += [("last ", Role.QUIET), (number(values[-1]), Role.STRONG), (f" at {len(values):,}", Role.QUIET)]
    if with_size and run.parameters:
        row += [(", ", Role.QUIET), (f"{run.parameters:,}", Role.STRONG), (" weights", Role.QUIET)]
    return row
