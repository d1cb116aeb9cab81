"""The drawing of a network: a column of units a layer, and the weights as lines between the columns."""

from typing import NamedTuple

from nnterm.experiment.protocol.network_shown import NetworkLayer, NetworkShown
from nnterm.experiment.verdict.rounding import number
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.bars import bars, gathered
from nnterm.tui.drawing.rows import Role, Row, fit
from nnterm.tui.drawing.shades import grid_of, render_picture, sized
from nnterm.tui.drawing.wires import Wires

LEAST_GAP, GAP = 3, 10
"""Cells between two columns: at least, and at the most."""


class Size(NamedTuple):
    """Cells and rows of a unit."""

    width: int
    height: int


SMALL_MAP, LARGE_MAP = Size(6, 3), Size(12, 6)
"""A unit of a network over the plane, where units are many and where they are few."""

BARS = Size(8, 2)
"""A unit of other data: how often it has which activation, and the one for the chosen row."""


def least_unit(*, in_plane: bool) -> Size:
    """Cells and rows that a unit takes at least."""
    return SMALL_MAP if in_plane else BARS


class Columns:
    """Draws the layers of `network` that fit into `width` cells, the chosen one among them, in `height` rows."""

    def __init__(self, network: NetworkShown, width: int, height: int, *, plain: bool) -> None:
        self._network, self._plain = network, plain
        self._height = max(1, height - 1)
        self._unit = self._unit_size(width)
        places = enumerate(network.layers)
        self._label = 1 + max(len(self._name(at, layer.first + layer.in_sight - 1)) for at, layer in places)
        self._column = self._label + 1 + self._unit.width
        across = max(1, (width - 1 + LEAST_GAP) // (self._column + LEAST_GAP))
        first = min(max(0, network.layer - across + 2), max(0, len(network.layers) - across))
        self.places = range(first, min(len(network.layers), first + across))
        """The places of the layers that are drawn."""
        gaps = max(1, len(self.places) - 1)
        self._gap = min(GAP, (width - 1 - self._column * len(self.places)) // gaps)

    @property
    def width(self) -> int:
        """Cells that the drawing takes."""
        count = len(self.places)
        return 1 + count * self._column + (count - 1) * self._gap

    def rows(self) -> list[Row]:
        """Names of the layers, then units and lines."""
        layers = [self._network.layers[place] for place in self.places]
        columns = [self._units(place) for place in self.places]
        wires = [self._wires(before) for before in self.places[:-1]]
        heads: Row = [(" ", Role.TEXT)]
        for place, layer in zip(self.places, layers, strict=True):
            name = "inputs" if not self._number(place) else f"layer {self._number(place)}"
            cells = self._column + (self._gap if place != self.places[-1] else 0)
            role = Role.STRONG if place == self._network.layer else Role.QUIET
            head = f"{name} {layer.activation}" if len(name) + len(layer.activation) + 1 < cells else name
            heads += fit([(head, role)], cells)
        rows = [heads]
        for y in range(self._height):
            row: Row = [(" ", Role.TEXT)]
            for place, column in enumerate(columns):
                row += fit(column[y], self._column)
                row += wires[place][y] if place < len(wires) else []
            rows.append(row)
        return rows

    def _number(self, place: int) -> int:
        """The number of a layer, 0 for the inputs."""
        return self._network.left_out + place

    def _name(self, place: int, unit: int) -> str:
        """The short name of a unit, or of an input."""
        return f"{unit + 1}" if self._number(place) else f"x{unit}"

    def _unit_size(self, width: int) -> Size:
        layers = self._network.layers
        if not layers[-1].maps:
            return BARS
        largest = max(layer.in_sight for layer in layers)
        roomy = len(layers) * (LARGE_MAP.width + 4 + LEAST_GAP) <= width
        return LARGE_MAP if roomy and largest * LARGE_MAP.height <= self._height else SMALL_MAP

    def _tops(self, layer: NetworkLayer) -> list[int]:
        """The first row of each unit: they are in the middle, and a row apart where there is room."""
        count, tall = layer.in_sight, self._unit.height
        pitch = tall + (count * (tall + 1) - 1 <= self._height)
        start = max(0, (self._height - (count * pitch - (pitch - tall))) // 2)
        return [start + place * pitch for place in range(count)]

    def _units(self, place: int) -> list[Row]:
        """The column of a layer."""
        layer = self._network.layers[place]
        column: list[Row] = [[] for _ in range(self._height)]
        for at, top in enumerate(self._tops(layer)):
            unit = layer.first + at
            is_chosen = place == self._network.layer and unit == self._network.unit
            mark = glyphs.current().right if is_chosen else " "
            name = self._name(place, unit)
            is_dead = unit in layer.dead_units
            role = Role.CHOSEN if is_chosen else Role.WARNING if is_dead else Role.QUIET
            for y, cells in enumerate(self._picture(layer, at, is_dead=is_dead)):
                if top + y < self._height:
                    label = f"{mark}{name}" if y == (self._unit.height - 1) // 2 else ""
                    column[top + y] = [(f"{label:>{self._label}}", role if label else Role.TEXT), (" ", Role.TEXT)]
                    column[top + y] += fit(cells, self._unit.width)
        return column

    def _picture(self, layer: NetworkLayer, at: int, *, is_dead: bool) -> list[Row]:
        """One unit: its map; else its bars, and its activation for the chosen row."""
        if layer.maps:
            grid = sized(grid_of(layer.maps[at]), self._unit.width)
            rows = render_picture(grid, signed=True, plain=self._plain)
            blank: list[Row] = [[] for _ in range(self._unit.height - len(rows))]
            rows = [*rows, *blank]
            if is_dead:
                rows[len(rows) // 2] = [("dead", Role.WARNING)]
            return rows
        levels = gathered([int(digit) for digit in layer.bars[at]], self._unit.width)
        value: Row = [("dead", Role.WARNING)] if is_dead else [(number(layer.values[at]), Role.STRONG)]
        return [[(bars([level / 8 for level in levels])[0], Role.BEFORE)], value]

    def _wires(self, place: int) -> list[Row]:
        """The lines from a layer to the next one: the strongest, and those of the chosen unit on top."""
        before, after = self._network.layers[place], self._network.layers[place + 1]
        wires = Wires(self._gap, self._height, plain=self._plain)
        middle = self._unit.height / 2
        lefts, rights = ([top + middle for top in self._tops(layer)] for layer in (before, after))
        chosen = self._chosen_in(place), self._chosen_in(place + 1)
        lines = [
            (source == chosen[0] or target == chosen[1], abs(weight), source, target, weight)
            for target, weights in enumerate(after.weights)
            for source, weight in enumerate(weights)
        ]
        lines.sort()
        # More lines than rows would be a field of one colour.
        for _, _, source, target, weight in lines[-max(self._height, sum(line[0] for line in lines)) :]:
            wires.draw(lefts[source], rights[target], weight / (after.largest or 1.0))
        return wires.rows()

    def _chosen_in(self, place: int) -> int | None:
        """Which of the units in sight of a layer is the chosen one; None where it is in another layer."""
        network = self._network
        return network.unit - network.layers[place].first if place == network.layer else None


def strongest(network: NetworkShown, most: int) -> list[tuple[int, float]]:
    """The weights that come into the chosen unit from the units in sight, the largest first: unit and weight."""
    layer = network.layers[network.layer]
    if not layer.weights:
        return []
    before = network.layers[network.layer - 1]
    weights = enumerate(layer.weights[network.unit - layer.first], before.first)
    return sorted(weights, key=lambda weight: -abs(weight[1]))[:most]
