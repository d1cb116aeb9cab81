"""The threshold of two classes: from which probability on a row is called the one that is looked for, and the price."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from nnterm.experiment.protocol.inspection_requests import InspectScores
from nnterm.experiment.protocol.scores_counted import STEPS, ScoresCounted
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Role, Row, fold, wrap
from nnterm.tui.lab.inside.inside import ROWS, Inside

START = STEPS // 2
"""The threshold that a network is judged by where nobody says another."""

LABEL = 11
"""Cells in front of a strip."""


class ThresholdPanel(Inside[ScoresCounted]):
    """Left and right move the threshold; up and down look for the other class."""

    KIND = ScoresCounted
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "lower", show=False),
        Binding("right", "move(1)", "higher", show=False),
        Binding("pageup", "move(-10)", "lower", show=False),
        Binding("pagedown", "move(10)", "higher", show=False),
        Binding("up,down", "other", "other class", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._step = START
        self._wanted: int | None = None

    @property
    def question(self) -> InspectScores:
        """About the class that is looked for."""
        return InspectScores(test=self.test_is_open, wanted=self._wanted)

    def begin(self) -> None:
        """From 0.50, and the rarer class."""
        self._step, self._wanted = START, None

    def keys(self) -> str:
        """How the threshold moves."""
        return "left/right threshold, pgup/pgdn by 0.10, up/down class"

    def action_move(self, steps: int) -> None:
        """Take another threshold."""
        self._step = min(max(0, self._step + steps), STEPS)
        self.redraw()

    def action_other(self) -> None:
        """Look for the other class."""
        if self.answer is not None:
            self._wanted = 1 - self.answer.wanted
            self.request_inspection()

    # --- drawing -----------------------------------------------------------------------------------

    def render_result(self, answer: ScoresCounted, width: int, height: int) -> list[Row]:
        """What the threshold finds and what it costs, and both along all thresholds."""
        name = self.class_names[answer.wanted]
        of = "" if answer.rows == answer.of else f" of {answer.of:,}"
        title: Row = [(f" {answer.rows:,}{of} {ROWS[answer.part]}, called ", Role.QUIET), (name, Role.STRONG)]
        rows = fold([*title, (" from ", Role.QUIET), (f"{self._step / STEPS:.2f}", Role.CHOSEN)], width)
        figures = _figures(answer, self._step)
        for words, value in figures:
            rows += fold(_figure_row(words, value), width)
        strips = self._bars(answer, width)
        if len(rows) + 1 + len(strips) <= height:
            rows += [[], *strips]
        words = _in_words(answer, self._step, name)
        for line in wrap([(words, Role.TEXT)], width - 2):
            if len(rows) < height:
                rows.append([(" ", Role.TEXT), *line])
        return rows

    def _bars(self, answer: ScoresCounted, width: int) -> list[Row]:
        """Recall and precision along the thresholds, and where the chosen one is."""
        cells = max(10, min(STEPS + 1, width - LABEL - 1))
        steps = [round(cell * STEPS / (cells - 1)) for cell in range(cells)]
        at = round(self._step * (cells - 1) / STEPS)
        bars = glyphs.current().bars
        rows: list[Row] = []
        for label, role, figure in (("recall", Role.GOOD, _recall), ("precision", Role.WARNING, _precision)):
            heights = [figure(answer, step) for step in steps]
            strip = "".join(" " if value is None else bars[round(value * (len(bars) - 1))] for value in heights)
            rows.append([(f" {label:<{LABEL - 1}}", Role.QUIET), (strip, role)])
        rows.append([(" " * (LABEL + at), Role.TEXT), (glyphs.current().up, Role.CHOSEN)])
        ends = f"0{'1':>{cells - 1}}"
        rows.append([(" " * LABEL, Role.TEXT), (ends, Role.QUIET)])
        return rows


def _recall(answer: ScoresCounted, step: int) -> float | None:
    """Which part of the wanted rows is found; None where there are none."""
    return answer.hits[step] / answer.hits[0] if answer.hits[0] else None


def _precision(answer: ScoresCounted, step: int) -> float | None:
    """Which part of those called the wanted class are of it; None where nothing is called so."""
    called = answer.hits[step] + answer.alarms[step]
    return answer.hits[step] / called if called else None


def _figures(answer: ScoresCounted, step: int) -> list[tuple[str, tuple[str, str, str]]]:
    """Name, value and counts of what a threshold gives."""
    hits, alarms = answer.hits[step], answer.alarms[step]
    right = hits + answer.alarms[0] - alarms
    recall, precision = _recall(answer, step), _precision(answer, step)
    missed = answer.hits[0] - hits
    f1 = 2 * hits / (2 * hits + alarms + missed) if hits + alarms + missed else None
    return [
        ("recall", (_value(recall), f"{hits:,} of {answer.hits[0]:,} found", f"{missed:,} missed")),
        (
            "precision",
            (
                _value(precision),
                f"{hits:,} of {hits + alarms:,} calls right",
                f"{alarms:,} false {'alarm' if alarms == 1 else 'alarms'}",
            ),
        ),
        ("F1", (_value(f1), "both in one figure", "")),
        ("accuracy", (_value(right / answer.rows if answer.rows else None), f"{right:,} of {answer.rows:,} right", "")),
    ]


def _value(value: float | None) -> str:
    return "none" if value is None else f"{value:.2f}"


def _figure_row(name: str, found: tuple[str, str, str]) -> Row:
    value, counts, price = found
    row: Row = [(f" {name:<{LABEL - 1}}", Role.QUIET), (f"{value:<6}", Role.STRONG), (counts, Role.TEXT)]
    return [*row, (f", {price}", Role.WARNING)] if price else row


def _in_words(answer: ScoresCounted, step: int, name: str) -> str:
    """What another threshold would do."""
    if not answer.hits[step] + answer.alarms[step]:
        return f"Nothing is called {name}: the threshold is higher than every probability."
    if answer.hits[step] + answer.alarms[step] == answer.rows:
        return f"Everything is called {name}, whatever it is."
    return "Lower, more of them are found, and more of the others are called so too. Higher, the other way round."
