"""The model as a table: layer, output shape, parameters."""

from typing import NamedTuple

from nnterm.errors import NntermError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.layers import Dropout, Join, Layer, activation_of
from nnterm.experiment.hyperparameters.shapes import summarize
from nnterm.experiment.run import Run
from nnterm.runs.exercise.code_events import LayerReported
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Role, Row, fit, length, spread, wrap
from nnterm.tui.frame.drawing import Drawing

HEAD, SHAPE, COUNT = "layer", "output shape", "parameters"
"""What is above the columns."""

WIDE = 56
"""Cells that the table takes at the most."""


class ModelTable(Drawing):
    """Follows the form: the table is arithmetic, no Keras is needed."""

    DEFAULT_CSS = "ModelTable { height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._experiment: Experiment | None = None
        self._own: tuple[tuple[LayerReported, ...], Run] | None = None

    def set_experiment(self, experiment: Experiment | None) -> None:
        """Draw another model."""
        self._experiment, self._own = experiment, None
        self.redraw()

    def set_layers(self, layers: tuple[LayerReported, ...], run: Run | None) -> None:
        """Draw the model that the learner's code trains in `run`, as it was reported."""
        self._experiment, self._own = None, (layers, run) if run is not None else None
        self.redraw()

    def rows(self, width: int, height: int) -> list[Row]:
        """Header, a row a layer, total."""
        if self._own is not None:
            return self._own_rows(*self._own, width)
        if self._experiment is None:
            return [[(" No experiment in this step.", Role.QUIET)]]
        layers = self._experiment.hyperparameters.stack()
        inputs = catalog.input_shape(self._experiment.dataset)
        rows: list[Row] = [[]]
        try:
            table = summarize(layers, inputs)
        except NntermError as error:
            return [*rows, *[[(" ", Role.TEXT), *row] for row in wrap([(str(error), Role.BAD)], width - 2)]]
        lines = [
            _Line(line.layer, _detail(layer), _shape(line.output_shape), line.parameters)
            for layer, line in zip(layers, table, strict=True)
        ]
        rows += _table([_Line("Input", "", _shape(inputs), None), *lines], width)
        wide = length(rows[-1])
        total = sum(line.parameters for line in table)
        rows += [_rule(wide), *_sum("total", total, Role.STRONG, wide)]
        if untrained := sum(line.untrained for line in table):
            rows += _sum("of these not trained", untrained, Role.TEXT, wide)
        rows.append([])
        note = "None is the batch axis: the same weights serve any number of samples at once."
        return [*rows, *[[(" ", Role.TEXT), *row] for row in wrap([(note, Role.QUIET)], width - 2)]]

    def _own_rows(self, layers: tuple[LayerReported, ...], run: Run, width: int) -> list[Row]:
        """A row a layer, and what of the parameters is trained."""
        if not layers:
            return [[], [(" The layers of this model cannot be listed.", Role.QUIET)]]
        rows = [[], *_table([_Line(each.name, each.detail, each.shape, each.parameters) for each in layers], width)]
        wide = length(rows[-1])
        total = sum(layer.parameters for layer in layers)
        rows += [_rule(wide), *_sum("total", total, Role.STRONG, wide)]
        if run.parameters < total:
            rows += _sum("of these not trained", total - run.parameters, Role.TEXT, wide)
        return rows


class _Line(NamedTuple):
    """A layer in words."""

    name: str
    detail: str
    shape: str
    parameters: int | None

    @property
    def number(self) -> str:
        return "" if self.parameters is None else f"{self.parameters:,}"


def _table(lines: list[_Line], width: int) -> list[Row]:
    """Header and a line a layer. Columns shrink to what is in them; too wide, a layer has two lines."""
    count = max(len(COUNT), *(len(line.number) for line in lines))
    shape = max(len(SHAPE), *(len(line.shape) for line in lines))
    left = max(len(f"{line.name} {line.detail}") for line in lines)
    name = max(len(line.name) for line in lines)
    detail = max(len(line.detail) for line in lines)
    room = min(width - 2, WIDE) - shape - count - 4
    if room < left:
        return _stacked(lines, min(width - 2, WIDE))
    # Aligned where there is room for both columns, else one after the other.
    column = name + 2 if name + 2 + detail <= room else 0
    left = max(left, min(room, 30)) if width - 2 >= WIDE else max(left, column + detail)
    rows: list[Row] = [
        [(f" {HEAD:<{left}}  {SHAPE:<{shape}}  {COUNT:>{count}}", Role.QUIET)],
    ]
    rows.append(_rule(length(rows[0])))
    for line in lines:
        named = f"{line.name:<{column}}" if column else f"{line.name} "
        is_layer = line.parameters is not None
        rows.append(
            [
                (f" {named}", Role.STRONG if is_layer else Role.QUIET),
                (f"{line.detail:<{left - len(named)}}  ", Role.QUIET),
                (f"{line.shape:<{shape}}  ", Role.TEXT if is_layer else Role.QUIET),
                (f"{line.number:>{count}}", Role.TEXT if line.parameters else Role.QUIET),
            ]
        )
    return rows


def _stacked(lines: list[_Line], width: int) -> list[Row]:
    """A layer and its parameters on one line, what it does and the shape on the next."""
    rows: list[Row] = [spread([(f" {HEAD}, {SHAPE}", Role.QUIET)], [(COUNT, Role.QUIET)], width + 1), _rule(width + 1)]
    for line in lines:
        rows.append(spread([(f" {line.name}", Role.STRONG)], [(line.number, Role.TEXT)], width + 1))
        rows.append(fit([(f"   {line.shape}  {line.detail}", Role.QUIET)], width + 1))
    return rows


def _rule(width: int) -> Row:
    return [(" " + glyphs.current().horizontal * (width - 1), Role.FRAME)]


def _sum(words: str, number: int, role: Role, width: int) -> list[Row]:
    return [spread([(f" {words}", Role.QUIET)], [(f"{number:,}", role)], width)]


def _shape(shape: tuple[int, ...]) -> str:
    return f"(None, {', '.join(map(str, shape))})"


def _detail(layer: Layer) -> str:
    """The activation or rate, whether it is frozen, and the place in a graph: `relu as block`, `with block`."""
    said = [f"rate {layer.rate:g}"] if isinstance(layer, Dropout) else [activation_of(layer) or ""]
    said += [] if layer.trainable else ["frozen"]
    said += [f"from {layer.source}"] if layer.source else []
    said += [f"with {', '.join(layer.joined)}"] if isinstance(layer, Join) else []
    said += [f"as {layer.node}"] if layer.node else []
    return " ".join(word for word in said if word)
