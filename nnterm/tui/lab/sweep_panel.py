"""The panel of a sweep: its chart or its map, the point that is chosen in words, and what the keys do."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.seed_study import shared_kind
from nnterm.experiment.sweep_study import SweepPoint, SweepStudy
from nnterm.experiment.verdict.rounding import number
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Role, Row, fit, length, wrap
from nnterm.tui.drawing.several.heat_map import heat_map, place_at
from nnterm.tui.drawing.several.sweep_chart import columns_of, sweep_chart
from nnterm.tui.frame.drawing import Drawing

WORDS = 3
"""Rows below the drawing."""

BAR = 20
"""Cells of the bar."""


class SweepPanel(Drawing, can_focus=True):
    """Draws a sweep as it grows. Arrows choose a point, enter opens its run in the lab."""

    DEFAULT_CSS = "SweepPanel { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "choose(0, -1)", "choose", show=False),
        Binding("right", "choose(0, 1)", "choose", show=False),
        Binding("up", "choose(-1, 0)", "choose", show=False),
        Binding("down", "choose(1, 0)", "choose", show=False),
        Binding("enter", "open", "open the run", show=False),
        Binding("w", "widen", "wider", show=False),
    ]

    @dataclass(eq=False, repr=False)
    class PointOpened(Message):
        """The run of a point is to be seen in the lab."""

        point: SweepPoint

    class WiderRequested(Message):
        """More values on both sides are wanted."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._study: SweepStudy | None = None
        self._chosen = 0

    def set_study(self, study: SweepStudy | None, experiment: Experiment | None) -> None:
        """Draw another sweep, or the same as it is by now.

        The chosen experiment stays chosen where another sweep has it too; else it is `experiment`, that of the form.
        """
        if study is not None and study is not self._study:
            before = self._study.points[self._chosen].experiment if self._study is not None else experiment
            experiments = [point.experiment for point in study.points]
            wanted = next((each for each in (before, experiment) if each in experiments), experiments[0])
            self._chosen = experiments.index(wanted)
        self._study = study
        self.redraw()

    @property
    def chosen(self) -> SweepPoint | None:
        """The point that the keys are about."""
        return self._study.points[self._chosen] if self._study is not None else None

    def rows(self, width: int, height: int) -> list[Row]:
        """Progress, drawing, words."""
        study = self._study
        if study is None:
            return []
        words = self._words(study, width)[:WORDS]
        room = height - 1 - WORDS
        draw = sweep_chart if len(study.axes) == 1 else heat_map
        drawn = [fit(row, width) for row in draw(study, self._chosen, width, room)[:room]]
        drawn += [[] for _ in range(room - len(drawn))]
        return [fit(_progress(study, width, has_keys=self.has_focus), width), *drawn, *words]

    def _words(self, study: SweepStudy, width: int) -> list[Row]:
        point = study.points[self._chosen]
        where = ", ".join(f"{axis.label} {axis.values[at]}" for axis, at in zip(study.axes, point.at, strict=True))
        pieces = [(f"{where}:", Role.STRONG), *((text, Role.TEXT) for text in _said(point))]
        return [[(" ", Role.TEXT), *row] for row in wrap(pieces, width - 2)]

    def action_choose(self, down: int, across: int) -> None:
        """Go to the next point in a direction."""
        study = self._study
        if study is None:
            return
        columns = len(study.axes[-1].values)
        step = across + down * (columns if len(study.axes) > 1 else 1)
        at = self._chosen + step
        leaves_row = len(study.axes) > 1 and across and at // columns != self._chosen // columns
        if 0 <= at < len(study.points) and not leaves_row:
            self._chosen = at
            self.redraw()

    def action_open(self) -> None:
        """Open the run of the chosen point in the lab."""
        if self.chosen is not None:
            self.post_message(self.PointOpened(self.chosen))

    def action_widen(self) -> None:
        """Go on with what was stopped, else try more values on both sides."""
        self.post_message(self.WiderRequested())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a run that is over can be opened; two settings are not widened, but can go on."""
        if action == "open":
            return self.chosen is not None and self.chosen.shown.state.over
        if action == "widen":
            return self._study is not None and (len(self._study.axes) == 1 or self._study.is_interrupted)
        return super().check_action(action, parameters)

    def on_click(self, event: events.Click) -> None:
        """Choose the point under the mouse; the one that is chosen already is opened."""
        study = self._study
        if study is None:
            return
        if len(study.axes) == 1:
            columns = columns_of(study.axes[0], self.size.width)
            at: int | None = min(range(len(columns)), key=lambda n: abs(columns[n] - event.x))
        else:
            at = place_at(study, event.x, event.y - 1, self.size.width, self.size.height - 1 - WORDS)
        if at is None:
            return
        if at == self._chosen and self.check_action("open", ()):
            self.action_open()
        self._chosen = at
        self.redraw()


def _progress(study: SweepStudy, width: int, *, has_keys: bool) -> Row:
    """How far it is, or what can be done next, in `width` cells; `has_keys` where the panel has the focus."""
    names = " and ".join(axis.label for axis in study.axes)
    seeds = f", {study.seeds} seeds each" if study.seeds > 1 else ""
    if study.refusal:
        return [(" Nothing can be trained now. w in the settings tries again.", Role.WARNING)]
    if study.is_interrupted:
        stopped: Row = [(f" stopped at {study.done} of {study.total}{seeds}", Role.STRONG)]
        ways = (": w goes on",) if has_keys else (": tab to this panel, then w goes on", ": tab, w goes on")
        rows: list[Row] = [[*stopped, (way, Role.QUIET)] for way in ways]
        return next((row for row in rows if length(row) <= width), stopped)
    if study.is_over:
        said: Row = [(f" {names}{seeds}  ", Role.STRONG)]
        wider = () if len(study.axes) > 1 else ("w wider, u more seeds, w on another setting: a map", "w wider, ")
        forms = (*wider[:1], f"{''.join(wider[1:])}u more seeds") if has_keys else ("tab goes to this panel",)
        rows = [[*said, (words, Role.QUIET)] for words in forms]
        return next((row for row in rows if length(row) <= width), said)
    symbols, full = glyphs.current(), round(study.done / study.total * BAR)
    bar: Row = [(symbols.filled * full, Role.TRAIN), (symbols.unfilled * (BAR - full), Role.FRAME)]
    return [(f" {study.done} of {study.total}{seeds} ", Role.STRONG), *bar, ("  s stops", Role.PRESS)]


def _said(point: SweepPoint) -> list[str]:
    """What the runs of a point came to."""
    if point.is_diverged:
        return ["diverged"]
    found = []
    for words, figure in (("validation at its best", "best_val_loss"), ("at the end", "val_loss"), ("train", "loss")):
        if (spread := point.spread(figure)) is not None:
            between = f" ({number(spread.low)} to {number(spread.high)})" if spread.low < spread.high else ""
            found.append(f"{words} {number(spread.middle)}{between},")
    if not found:
        return ["not trained yet"]
    kind = shared_kind(point.runs, point.experiment)
    return [*found[:-1], found[-1].rstrip(",") + "." if kind is None else f"{found[-1]} {kind[0].value}."]
