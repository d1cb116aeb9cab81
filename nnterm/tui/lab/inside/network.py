"""A network as a drawing: its layers and units, the weights as lines, and what each unit has learnt to answer."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from nnterm.experiment.datasets import catalog
from nnterm.experiment.hyperparameters.layers import width as width_of
from nnterm.experiment.protocol.inspection_requests import InspectNetwork
from nnterm.experiment.protocol.network_shown import MOST_IN_SIGHT, TALLEST, NetworkLayer, NetworkShown
from nnterm.experiment.verdict.rounding import number
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.bars import bars
from nnterm.tui.drawing.rows import Role, Row, fold, wrap
from nnterm.tui.drawing.shades import beside, grid_of, render_picture, sized
from nnterm.tui.drawing.wires import NEGATIVE, POSITIVE
from nnterm.tui.lab.inside.inside import HINT_FROM, Inside
from nnterm.tui.lab.inside.network_columns import LEAST_GAP, Columns, least_unit, strongest

DETAIL, LEAST_DETAIL = 51, 24
"""Cells of what is said of the chosen unit beside the drawing: at the most, and at least."""

DETAIL_ROWS = 6
"""Rows of it below the drawing, at least."""

MOST_BESIDE = 4
"""Layers that must be seen together with it there."""

LABEL = 4
"""Cells that the name of a unit takes, about."""

SMALLEST = 6
"""Cells across the map of the chosen unit at least."""

STRONGEST = 4
"""Weights of the chosen unit that are listed."""


class NetworkPanel(Inside[NetworkShown]):
    """Arrows choose a unit, which is shown large; for data that are not in the plane a row flows through."""

    KIND = NetworkShown
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "layer(-1)", "layer", show=False),
        Binding("right", "layer(1)", "layer", show=False),
        Binding("up", "unit(-1)", "unit", show=False),
        Binding("down", "unit(1)", "unit", show=False),
        Binding("pageup", "page(-1)", "more units", show=False),
        Binding("pagedown", "page(1)", "more units", show=False),
        Binding("plus", "row(1)", "another row", show=False),
        Binding("minus", "row(-1)", "another row", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._layer, self._sample = 1, 0
        self._units: list[int] = []

    @property
    def question(self) -> InspectNetwork:
        """The chosen layer, in each layer the unit that was chosen there last, and the chosen row."""
        return InspectNetwork(layer=self._layer, units=tuple(self._units), most=self._most(), sample=self._sample)

    def begin(self) -> None:
        """From the first unit of the first layer."""
        self._layer, self._sample = 1, 0
        self._units = []

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is no other page where all units are seen, and no row where each unit is seen over the plane."""
        shown = self.answer
        if action == "page" and (shown is None or shown.layers[shown.layer].units <= self._most()):
            return False
        if action == "row" and (shown is None or shown.map is not None):
            return False
        return super().check_action(action, parameters)

    def keys(self) -> str:
        """What can be chosen."""
        pages = ", pgdn more units" if self.check_action("page", ()) else ""
        return f"arrows choose a unit{pages}{', +/- another row' if self.check_action('row', ()) else ''}"

    # --- choosing ----------------------------------------------------------------------------------

    def action_layer(self, direction: int) -> None:
        """Go to the unit of another layer that was chosen there last."""
        if self.answer is not None:
            self._layer = min(max(0, self._layer + direction), self.answer.of - 1)
            self.request_inspection()

    def action_unit(self, direction: int) -> None:
        """Choose another unit of the layer."""
        self._choose(direction)

    def action_page(self, direction: int) -> None:
        """See other units of the layer."""
        self._choose(direction * self._most())

    def action_row(self, direction: int) -> None:
        """Let another training row flow through."""
        if self.answer is not None:
            self._sample = (self._sample + direction) % max(1, self.answer.train)
            self.request_inspection()

    def _choose(self, further: int) -> None:
        answer = self.answer
        if answer is None or answer.layer + answer.left_out != self._layer:
            return
        self._units += [0] * (self._layer + 1 - len(self._units))
        last = answer.layers[answer.layer].units - 1
        self._units[self._layer] = min(max(0, self._units[self._layer] + further), last)
        self.request_inspection()

    def _most(self) -> int:
        """How many units of a layer fit one above the other."""
        width, height = self.area
        in_plane = self.state is not None and catalog.in_plane(self.state.shown_dataset)
        dead = len(self._dead(self.answer, width)) if self.answer is not None else 0
        # What the title says follows from how many units there are in sight: its rows must not decide that.
        rows = height - (height >= HINT_FROM) - dead - (2 if in_plane else 3)
        tall = least_unit(in_plane=in_plane).height
        if not is_beside(self._layers(), width, in_plane=in_plane) and rows > DETAIL_ROWS + tall:
            rows -= DETAIL_ROWS + 1
        return min(MOST_IN_SIGHT, max(1, rows // tall))

    def _layers(self) -> int:
        """How many layers of units the network has, with the inputs."""
        shown = (self.state.run or self.state.experiment) if self.state is not None else None
        return 1 + sum(width_of(layer) is not None for layer in shown.hyperparameters.layers) if shown else 2

    # --- drawing -----------------------------------------------------------------------------------

    def render_result(self, answer: NetworkShown, width: int, height: int) -> list[Row]:
        """Title, drawing, and the chosen unit beside or below it."""
        rows = [*self._title(answer, width), *self._dead(answer, width)]
        room, in_plane = height - len(rows), answer.map is not None
        tall = least_unit(in_plane=in_plane).height
        if is_beside(answer.of, width, in_plane=in_plane) or room <= DETAIL_ROWS + 1 + tall:
            columns = Columns(answer, width - 2 - LEAST_DETAIL, room, plain=self.plain)
            detail = self._detail(answer, min(DETAIL, width - columns.width - 2), room)
            return [*rows, *beside([columns.rows(), detail], columns.width, 2)]
        tallest = 1 + max(layer.in_sight for layer in answer.layers) * (tall + 1)
        rows += Columns(answer, width, min(room - DETAIL_ROWS - 1, tallest), plain=self.plain).rows()
        return [*rows, *self._detail(answer, width, height - len(rows))]

    def _title(self, answer: NetworkShown, width: int) -> list[Row]:
        """Which layer and units are seen; the row that flows through."""
        layer, place = answer.layers[answer.layer], answer.left_out + answer.layer
        name = f"{layer.name} {layer.units:,} {layer.activation}".strip() if place else f"{layer.units:,} inputs"
        title: Row = [(f" layer {place} of {answer.of - 1}  " if place else " ", Role.QUIET), (name, Role.STRONG)]
        if layer.in_sight < layer.units:
            last = layer.first + layer.in_sight
            title.append((f"  units {layer.first + 1:,}-{last:,} of {layer.units:,}", Role.QUIET))
        if answer.map is None:
            title.append((f"   training row {answer.sample + 1:,} of {answer.train:,}", Role.QUIET))
            title += self._truth(answer)
        return fold(title, width)

    def _truth(self, answer: NetworkShown) -> Row:
        """What the row is, and what the network answers."""
        names, last = self.class_names, answer.layers[-1]
        if not names:
            return [(f": {number(answer.truth)}, answered {number(last.values[0])}", Role.STRONG)]
        truth = names[int(answer.truth)]
        if last.units != len(names) or last.in_sight != last.units:
            return [(f": {truth}", Role.STRONG)]
        guess = names[max(range(len(names)), key=last.values.__getitem__)]
        return [(": ", Role.QUIET), (truth, Role.STRONG), (", taken for ", Role.QUIET), (guess, Role.STRONG)]

    @staticmethod
    def _dead(answer: NetworkShown, width: int) -> list[Row]:
        """The units that no training row makes active, by layer, in two lines at the most."""
        found = [(place, layer) for place, layer in enumerate(answer.layers, answer.left_out) if layer.dead]
        if not found:
            return []
        rows = f"all {answer.rows:,}" if answer.rows == answer.train else f"the first {answer.rows:,}"
        for named in (8, 4, 2, 0):
            words = ", ".join(
                f"{layer.dead:,} of {layer.units:,} in layer {place}{_listed(layer, named)}" for place, layer in found
            )
            text = f"Dead units (0 for {rows} training rows): {words}"
            lines = wrap([(text, Role.WARNING)], width - 2)
            if len(lines) <= 2:
                break
        else:
            lines = wrap([(f"{sum(layer.dead for _, layer in found):,} dead units", Role.WARNING)], width - 2)
        return [[(" ", Role.TEXT), *line] for line in lines]

    def _detail(self, answer: NetworkShown, width: int, room: int) -> list[Row]:
        """The chosen unit in more detail."""
        if room < 3 or width < LEAST_DETAIL // 2:
            return []
        head: list[Row] = fold([(f" {self._unit_name(answer)}", Role.STRONG)], width)
        room -= len(head)
        if answer.map is not None and width >= 2 * LEAST_DETAIL:
            side = max(SMALLEST, min(width // 2, 3 * room, 48))
            left = self._map(answer, side, room)
            return [*head, *beside([left, self._words(answer, width - side - 3)], side + 2, 1)][: len(head) + room]
        words = self._words(answer, width)
        left_over = room - len(words)
        if answer.map is not None:
            shown = self._map(answer, max(SMALLEST, min(width - 2, 3 * left_over)), max(0, left_over))
        else:
            shown = self._histogram(answer, left_over)
        return [*head, *shown, *words][: len(head) + room]

    def _map(self, answer: NetworkShown, side: int, room: int) -> list[Row]:
        """What the chosen unit answers over the plane, at most so many cells wide and high."""
        if answer.map is None:
            return []
        shown = render_picture(sized(grid_of(answer.map), side), signed=True, plain=self.plain)
        return [[(" ", Role.TEXT), *row] for row in shown[:room]]

    @staticmethod
    def _histogram(answer: NetworkShown, room: int) -> list[Row]:
        """How often the chosen unit has which activation; nothing without room."""
        layer = answer.layers[answer.layer]
        if room < 2:
            return []
        levels = [int(digit) / TALLEST for digit in layer.bars[answer.unit - layer.first]]
        shown: list[Row] = [[(f" {line}", Role.BEFORE)] for line in bars(levels, min(4, room - 1))]
        if (layer.low, layer.high) == (answer.low, answer.high):
            return shown
        return [*shown, [(f" {number(layer.low)} to {number(layer.high)} in the layer", Role.QUIET)]]

    def _unit_name(self, answer: NetworkShown) -> str:
        """What the chosen unit is called."""
        place = answer.left_out + answer.layer
        if place:
            return f"unit {answer.unit + 1:,} of layer {place}"
        names = catalog.entry(self.state.shown_dataset).features if self.state is not None else ()
        named = len(names) == answer.layers[0].units
        return names[answer.unit] if named else f"x{answer.unit}"

    def _words(self, answer: NetworkShown, width: int) -> list[Row]:
        """The chosen unit's range, its strongest weights, and what the colours mean, in `width` cells."""
        layer = answer.layers[answer.layer]
        where = "over the plane" if answer.map is not None else "over the rows"
        words: list[Row] = [[(f"{number(answer.low)} to {number(answer.high)} {where}", Role.QUIET)]]
        weights: Row = []
        is_first = answer.left_out + answer.layer == 1
        for unit, weight in strongest(answer, STRONGEST):
            name = f"x{unit}" if is_first else f"{unit + 1}"
            weights += [(f"{name}:", Role.QUIET), (f"{_signed(weight)} ", POSITIVE if weight > 0 else NEGATIVE)]
        if weights:
            words.append([("weights from ", Role.QUIET), *weights])
        if layer.biases:
            bias = layer.biases[answer.unit - layer.first]
            words.append([("bias ", Role.QUIET), (_signed(bias), POSITIVE if bias > 0 else NEGATIVE)])
        marks = ("+", "-") if self.plain or glyphs.current().name != "braille" else (glyphs.current().solid,) * 2
        signs: Row = [(f"{marks[0]} ", POSITIVE), ("positive  ", Role.QUIET), (f"{marks[1]} ", NEGATIVE)]
        words.append([*signs, ("negative", Role.QUIET)])
        return [row for piece in words for row in fold([(" ", Role.TEXT), *piece], width)]


def is_beside(layers: int, width: int, *, in_plane: bool) -> bool:
    """Whether the chosen unit is described beside the drawing of so many layers; else below it."""
    columns = min(layers, MOST_BESIDE)
    needed = columns * (LABEL + least_unit(in_plane=in_plane).width) + (columns - 1) * LEAST_GAP
    return needed + LEAST_DETAIL + 3 <= width


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else ''}{number(value)}"


def _listed(layer: NetworkLayer, most: int) -> str:
    """The numbers of its dead units in brackets, at most so many; nothing for none."""
    if not most:
        return ""
    shown = ", ".join(str(unit + 1) for unit in layer.dead_units[:most])
    return f" ({shown}, ...)" if layer.dead > min(most, len(layer.dead_units)) else f" ({shown})"
