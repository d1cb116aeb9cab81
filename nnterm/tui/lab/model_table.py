"""The model as a table: layer, output shape, parameters."""

from nnterm.errors import NntermError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.layers import Dropout, Layer, activation_of
from nnterm.experiment.hyperparameters.shapes import summarize
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Role, Row, wrap
from nnterm.tui.frame.drawing import Drawing


class ModelTable(Drawing):
    """Follows the form: the table is arithmetic, no Keras is needed."""

    DEFAULT_CSS = "ModelTable { height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._experiment: Experiment | None = None

    def set_experiment(self, experiment: Experiment | None) -> None:
        """Draw another model."""
        self._experiment = experiment
        self.redraw()

    def rows(self, width: int, height: int) -> list[Row]:
        """Header, a row a layer, total."""
        if self._experiment is None:
            return [[(" No experiment in this step.", Role.QUIET)]]
        layers = self._experiment.hyperparameters.stack()
        inputs = catalog.input_shape(self._experiment.dataset)
        symbols = glyphs.current()
        rule: Row = [(" " + symbols.horizontal * min(width - 2, 56), Role.FRAME)]
        rows: list[Row] = [
            [],
            [(f" {'layer':<30}{'output shape':<16}{'parameters':>10}", Role.QUIET)],
            rule,
            [(f" {'Input':<30}{_shape(inputs):<16}{'':>10}", Role.QUIET)],
        ]
        try:
            table = summarize(layers, inputs)
        except NntermError as error:
            return [*rows, [], *[[(" ", Role.TEXT), *row] for row in wrap([(str(error), Role.BAD)], width - 2)]]
        for layer, line in zip(layers, table, strict=True):
            shape = _shape(line.output_shape)
            name = f"{line.layer:<15} "
            count = f"{line.parameters:,}" if line.parameters else "0"
            rows.append(
                [
                    (f" {name}", Role.STRONG),
                    (f"{_detail(layer):<{30 - len(name)}}", Role.QUIET),
                    (f"{shape:<15} ", Role.TEXT),
                    (f"{count:>{25 - max(15, len(shape))}}", Role.TEXT if line.parameters else Role.QUIET),
                ]
            )
        total = sum(line.parameters for line in table)
        rows += [rule, [(f" {'total':<46}", Role.QUIET), (f"{total:>10,}", Role.STRONG)]]
        if untrained := sum(line.untrained for line in table):
            rows.append([(f" {'of these not trained':<46}", Role.QUIET), (f"{untrained:>10,}", Role.TEXT)])
        rows.append([])
        note = "None is the batch axis: the same weights serve any number of samples at once."
        return [*rows, *[[(" ", Role.TEXT), *row] for row in wrap([(note, Role.QUIET)], width - 2)]]


def _shape(shape: tuple[int, ...]) -> str:
    return f"(None, {', '.join(map(str, shape))})"


def _detail(layer: Layer) -> str:
    if isinstance(layer, Dropout):
        return f"rate {layer.rate:g}"
    return activation_of(layer) or ""
