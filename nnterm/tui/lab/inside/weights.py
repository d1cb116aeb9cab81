"""Learned weights and biases: a row of numbers a unit where they are few, shades where they are many."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from nnterm.experiment.datasets import catalog
from nnterm.experiment.protocol.inspection_requests import InspectWeights
from nnterm.experiment.protocol.inspection_results import WeightsShown
from nnterm.experiment.verdict.rounding import number
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Role, Row, fold
from nnterm.tui.drawing.shades import beside, grid_of, render_picture, sized
from nnterm.tui.lab.inside.inside import Inside
from nnterm.tui.lab.inside.tokens.shown_token import shown_token
from nnterm.tui.lab.inside.weight_shades import WeightShades, is_reduced

CELL, LEAST_CELL = 9, 7
"""Cells that a number takes, with the space before it: where there is room, and at least."""

LABEL = 8
"""Cells of the name of a unit."""

TILE = 14
"""Pixels on the longer side of a unit's window."""


class WeightsPanel(Inside[WeightsShown]):
    """Up and down choose the layer; left and right scroll its units."""

    KIND = WeightsShown
    KEYS = "up/down another layer, left/right more of it"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "layer(-1)", "layer", show=False),
        Binding("down", "layer(1)", "layer", show=False),
        Binding("left", "scroll(-1)", "more of it", show=False),
        Binding("right", "scroll(1)", "more of it", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._layer = self._first = 0
        self._page = self._pages = 1

    @property
    def question(self) -> InspectWeights:
        """The chosen layer."""
        return InspectWeights(layer=self._layer)

    def begin(self) -> None:
        """From the first layer."""
        self._layer = self._first = 0

    def action_layer(self, direction: int) -> None:
        """Go to another layer."""
        if self.answer is not None:
            self._layer = min(max(0, self._layer + direction), len(self.answer.layers) - 1)
            self._first = 0
            self.request_inspection()

    def action_scroll(self, direction: int) -> None:
        """See other units, or other arrays."""
        if self.answer is not None:
            last = max(0, self._length(self.answer) - 1)
            self._first = min(max(0, self._first + direction * self._page), last // self._page * self._page)
            self.redraw()

    def render_result(self, answer: WeightsShown, width: int, height: int) -> list[Row]:
        """Numbers, windows on an image, or shades, whichever says most."""
        rows = fold(self._title(answer), width)
        room = height - len(rows) - 1
        if self._is_table(answer, width):
            return [*rows, [], *self._table(answer, self._cell(answer, width), room)]
        if answer.tiles:
            return [*rows, *self._tiles(answer, width, room + 1)]
        return [*rows, *self._arrays(answer, width, room + 1)]

    def _title(self, answer: WeightsShown) -> Row:
        place = f" layer {answer.layer + 1} of {len(answer.layers)}  "
        name, shape = answer.layers[answer.layer], answer.arrays[0].shape
        size = _count(len(answer.arrays), "array")
        if name == "Dense":
            size = f"{_count(shape[0], 'input')}, {_count(shape[1], 'unit')}"
        elif name == "Conv2D":
            size = f"{_count(shape[3], 'filter')} of {shape[0]}x{shape[1]} on {_count(shape[2], 'map')}"
        return [(place, Role.QUIET), (f"{name}  ", Role.STRONG), (size, Role.QUIET)]

    def _length(self, answer: WeightsShown) -> int:
        """How many things there are to scroll through."""
        if self._is_table(answer, self.area[0]):
            return answer.units
        return len(answer.tiles) or self._pages

    # --- numbers -----------------------------------------------------------------------------------

    def _is_table(self, answer: WeightsShown, width: int) -> bool:
        """Whether each unit's weights and bias fit on a row of numbers."""
        arrays = answer.arrays
        if answer.layers[answer.layer] != "Dense" or not all(array.values for array in arrays):
            return False
        return self._cell(answer, width) > 0

    def _table(self, answer: WeightsShown, cell: int, room: int) -> list[Row]:
        kernel, biases = answer.arrays[0], answer.arrays[1:]
        inputs, units = kernel.shape
        largest = max((max(abs(array.low), abs(array.high)) for array in answer.arrays), default=0.0)
        names = self._inputs(answer, inputs)
        rows = _heads([*names, *("bias" for _ in biases)], cell)
        self._page = max(1, room - len(rows) - 1)
        for unit in range(self._first, min(units, self._first + self._page)):
            row: Row = [(f" unit {unit + 1:<{LABEL - 6}}", Role.QUIET)]
            weights = [kernel.values[place * units + unit] for place in range(inputs)]
            row += [_number(weight, largest, cell) for weight in weights]
            row += [_number(bias.values[unit], largest, cell) for bias in biases]
            rows.append(row)
        left = units - self._first - self._page
        if left > 0:
            rows.append([(f" {left} more units: right", Role.QUIET)])
        return rows

    def _cell(self, answer: WeightsShown, width: int) -> int:
        """Cells of a number where a unit's weights and bias share a row; 0 where they or their names do not fit."""
        inputs = answer.arrays[0].shape[0]
        longest = max(len(word) + 1 for name in self._inputs(answer, inputs) for word in name.split())
        room = (width - LABEL) // (inputs + len(answer.arrays) - 1)
        return min(max(CELL, longest), room) if room >= max(LEAST_CELL, longest) else 0

    def _inputs(self, answer: WeightsShown, inputs: int) -> list[str]:
        """Names of a layer's inputs: those of the columns for the first one."""
        names = self._features(answer)[:inputs]
        return list(names) if len(names) == inputs else [f"from {place + 1}" for place in range(inputs)]

    def _features(self, answer: WeightsShown) -> tuple[str, ...]:
        """Names of the columns, for the layer that they go into."""
        if self.state is None or answer.layer:
            return ()
        return catalog.entry(self.state.shown_dataset).features

    def _rows_of_embedding(self, answer: WeightsShown) -> tuple[str, ...]:
        """What the rows of an embedding stand for: places, counted from 1, or tokens; nothing where it is not known."""
        if answer.layers[answer.layer] == "PositionEmbedding":
            return tuple(str(place + 1) for place in range(answer.arrays[0].shape[0]))
        names = catalog.token_names(self.state.shown_dataset) if self.state is not None else ()
        return tuple(map(shown_token, names))

    # --- shades ------------------------------------------------------------------------------------

    def _tiles(self, answer: WeightsShown, width: int, room: int) -> list[Row]:
        side = TILE if room >= TILE // 2 + 4 else TILE // 2
        grids = [sized(grid_of(tile), side) for tile in answer.tiles]
        across = max(1, (width - 1) // (len(grids[0][0]) + 2))
        tall = -(-len(grids[0]) // 2) + 1
        down = max(1, (room - 1) // tall)
        self._page = across * down
        rows: list[Row] = self._legend(self._window_words(answer), width)
        for line in range(down):
            start = self._first + line * across
            blocks: list[list[Row]] = []
            for unit in range(start, min(start + across, len(grids), self._first + self._page)):
                picture = render_picture(grids[unit], signed=True, plain=self.plain)
                caption: Row = [(f"{unit + 1}", Role.QUIET)]
                blocks.append([caption, *picture])
            rows += [[(" ", Role.TEXT), *row] for row in beside(blocks, len(grids[0][0]))]
        return rows

    def _window_words(self, answer: WeightsShown) -> str:
        last = min(self._first + self._page, len(answer.tiles))
        words = f"{self._first + 1} to {last} of {answer.units}"
        return f"{words}, on map 1 of {answer.inputs}" if answer.inputs > 1 else words

    def _arrays(self, answer: WeightsShown, width: int, room: int) -> list[Row]:
        is_mean = any(array.picture is not None and is_reduced(array) for array in answer.arrays)
        legend = self._legend("a cell: the mean of some" if is_mean else "a cell: a weight", width)
        layer = answer.layers[answer.layer]
        names = self._rows_of_embedding(answer) if layer.endswith("Embedding") else self._features(answer)
        shades = WeightShades(layer, names, width, room - len(legend), plain=self.plain)
        pages = shades.pages(answer.arrays)
        self._page, self._pages = 1, len(pages)
        return [*legend, *pages[min(self._first, len(pages) - 1)]]

    def _legend(self, words: str, width: int) -> list[Row]:
        full = glyphs.current().full
        marks = (".+*#", ".-oO") if self.plain or not glyphs.current().half else (full, full)
        legend: Row = [
            (f" {marks[0]} ", Role.VALIDATION),
            ("positive  ", Role.QUIET),
            (f"{marks[1]} ", Role.TRAIN),
            ("negative   ", Role.QUIET),
            (words, Role.QUIET),
        ]
        return fold(legend, width)


def _heads(names: list[str], cell: int) -> list[Row]:
    """Names above their columns of `cell` cells, a word a line where one line is too short."""
    words = [[name] if len(name) < cell else name.split() for name in names]
    tall = max(map(len, words))
    lines = [["", *[""] * (tall - len(column) - 1), *column][-tall:] for column in words]
    return [[(" " * LABEL + "".join(f"{line[y]:>{cell}}" for line in lines), Role.QUIET)] for y in range(tall)]


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _number(value: float, largest: float, cell: int) -> tuple[str, Role]:
    """A weight in `cell` cells; those that matter most stand out."""
    role = Role.STRONG if abs(value) > largest / 2 else Role.TEXT
    return f"{number(value):>{cell}}", role
