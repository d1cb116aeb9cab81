"""How training reaches each layer: activations, gradients and updates over the epochs, and what is wrong in words."""

from collections.abc import Callable
from math import log10
from typing import NamedTuple

from nnterm.experiment.protocol.gradients_shown import GradientsShown, LayerFlow
from nnterm.experiment.protocol.inspection_requests import InspectGradients
from nnterm.experiment.verdict.flow import findings, summary
from nnterm.experiment.verdict.rounding import number
from nnterm.tui.drawing.bars import bars
from nnterm.tui.drawing.rows import Role, Row, fit, fold, wrap
from nnterm.tui.lab.inside.inside import Inside

LEAST_CURVE, CURVE = 5, 24
"""Cells of a small curve: at least, and at the most."""

VALUE = 8
"""Cells of a value behind its curve, the space before it included."""

TALLEST = 6
"""Rows of a curve at the most."""

NAME = 12
"""Cells of the name of a layer at least; it is on a line of its own where it is longer."""

FLOOR = 1e-12
"""Sizes below it are drawn as if they were as small."""


class Figure(NamedTuple):
    """One of the sizes that are drawn."""

    name: str
    of: Callable[[LayerFlow], float | None]
    role: Role
    is_part: bool = False
    """Whether it is a part of something, to be said in per cent."""


FIGURES = (
    Figure("activation", lambda flow: flow.activation, Role.THIRD),
    Figure("gradient", lambda flow: flow.gradient, Role.TRAIN),
    Figure("update/weight", lambda flow: flow.update, Role.VALIDATION, is_part=True),
)


class GradientsPanel(Inside[GradientsShown]):
    """A row a layer, with a small curve and the value at the cursor for each size. There is nothing to press."""

    KIND = GradientsShown

    @property
    def question(self) -> InspectGradients:
        """The same again until an answer has no more epochs than the one before; a run that goes on asks anyway."""
        answer, state = self.answer, self.state
        if answer is None or state is None or state.run is None:
            return InspectGradients()
        waits = state.run.state.over or state.view.cursor is not None
        return InspectGradients(known=len(answer.flows) if waits else 0)

    def keys(self) -> str:
        """The epoch is chosen as on the curves."""
        return "[ ] another epoch, v another panel"

    def render_result(self, answer: GradientsShown, width: int, height: int) -> list[Row]:
        """What is wrong, or that nothing is; then the curves."""
        rows = self._verdict(answer, width, most=max(2, height // 3))
        return [*rows, *self._table(answer, width, height - len(rows))]

    def _verdict(self, answer: GradientsShown, width: int, most: int) -> list[Row]:
        """The findings, the worst first, as many as there is room for; no remedy that the experiment forbids."""
        found = findings(answer, self.state.experiment.no_remedy if self.state is not None else ())
        if not found:
            lines = wrap([(summary(answer), Role.GOOD)], width - 2)
            return [[(" ", Role.TEXT), *line] for line in lines]
        rows: list[Row] = []
        for place, finding in enumerate(found):
            lines = wrap([(finding.sentence, Role.WARNING)], width - 2)
            if rows and len(rows) + len(lines) > most:
                left = len(found) - place
                rows.append([(f" and {left} more layer{'' if left == 1 else 's'}", Role.QUIET)])
                break
            rows += [[(" ", Role.TEXT), *line] for line in lines]
        return rows

    def _table(self, answer: GradientsShown, width: int, room: int) -> list[Row]:
        """The curves of each layer under the names of the sizes."""
        numbered = (f"{place} {name}" for place, name in enumerate(answer.layers, 1))
        widest = max(NAME, *(len(name) + 1 for name in numbered))
        label = max(1, min(widest, width - 3 * (LEAST_CURVE + VALUE)))
        curve = max(1, min(CURVE, (width - label - 1) // 3 - VALUE))
        cell = curve + VALUE
        legend = self._legend(answer, width)
        tall = min(TALLEST, max(1, (room - 1 - len(legend)) // len(answer.layers)))
        gap = tall > 1
        fitting = max(1, (room - 1 - len(legend)) // tall)
        places = _spread(len(answer.layers), fitting)
        is_whole = len(places) == len(answer.layers)
        title = "size of" if is_whole else f"{len(places)} of {len(answer.layers)}"
        heads: Row = [(f" {title:<{label}}", Role.QUIET)]
        for figure in FIGURES:
            heads += fit([(figure.name, figure.role)], cell)
        rows: list[Row] = [heads]
        for place in places:
            rows += self._layer(answer, place, label, curve, tall - gap)
            rows += [[]] * gap
        return [*rows, *legend][:room]

    def _layer(self, answer: GradientsShown, place: int, label: int, curve: int, tall: int) -> list[Row]:
        """The rows of one layer."""
        columns, at = self._columns(answer, curve)
        shown = answer.shown.layers[place]
        names = wrap([(f"{place + 1} {answer.layers[place]}", Role.STRONG)], label - 1)
        rows: list[Row] = [
            fit([(" ", Role.TEXT), *(names[y] if y < len(names) else [])], label + 1) for y in range(tall)
        ]
        for figure in FIGURES:
            low, high = _ends(answer, figure)
            heights = [
                None if flow is None or (size := figure.of(flow[place])) is None else _part(size, low, high)
                for flow in columns
            ]
            value = figure.of(shown)
            said = "-" if value is None else _percent(value) if figure.is_part else number(value)
            for y, cells in enumerate(bars(heights, tall)):
                rows[y] += [(cells[:at], figure.role), (cells[at : at + 1], Role.PRESS), (cells[at + 1 :], figure.role)]
                rows[y] += fit([(f" {said}" if y == tall - 1 else "", Role.STRONG)], VALUE)
        return rows

    @staticmethod
    def _columns(answer: GradientsShown, curve: int) -> tuple[list[list[LayerFlow] | None], int]:
        """For each column of a curve the epoch that is nearest to it, and the column of the epoch that is looked at."""
        last = max(1, answer.flows[-1].epoch)
        shown = answer.shown.epoch
        at = round(shown / last * (curve - 1))
        wanted = [shown if column == at else last * column / max(1, curve - 1) for column in range(curve)]
        return [min(answer.flows, key=lambda flow: abs(flow.epoch - epoch)).layers for epoch in wanted], at

    @staticmethod
    def _legend(answer: GradientsShown, width: int) -> list[Row]:
        """Over what, and that the curves are logarithmic."""
        rows = f"all {answer.rows:,}" if answer.rows == answer.train else f"{answer.rows:,} of {answer.train:,}"
        text = f"root mean square over {rows} training rows; epochs {answer.flows[0].epoch:,} to "
        text += f"{answer.flows[-1].epoch:,}, log scale"
        return fold([(f" {text}{'; more is coming' if answer.missing else ''}", Role.QUIET)], width)


def _spread(layers: int, fitting: int) -> list[int]:
    """Places of those of `layers` layers that are shown: the last one, the first one, and others at even distances."""
    if layers <= fitting:
        return list(range(layers))
    return sorted({layers - 1 - round(at * (layers - 1) / max(1, fitting - 1)) for at in range(fitting)})


def _ends(answer: GradientsShown, figure: Figure) -> tuple[float, float]:
    """The smallest and largest of a size in all layers and epochs, as powers of ten: curves can be compared."""
    sizes = [figure.of(layer) for flow in answer.flows for layer in flow.layers]
    powers = [log10(max(size, FLOOR)) for size in sizes if size is not None]
    low, high = (min(powers), max(powers)) if powers else (0.0, 1.0)
    return low - 0.1, max(high, low + 0.5)


def _part(size: float, low: float, high: float) -> float:
    """How high a size is between two powers of ten, 0 to 1."""
    return min(max((log10(max(size, FLOOR)) - low) / (high - low), 0.0), 1.0)


def _percent(part: float) -> str:
    """A part in per cent, in at most seven cells."""
    return f"{number(part * 100)}%"
