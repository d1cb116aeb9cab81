"""Arrays of weights in shades, in as many pages as the panel needs: whatever is not in sight is named and reached."""

from collections.abc import Iterator, Sequence
from math import ceil, prod

from nnterm.experiment.protocol.inspection_results import WeightArray
from nnterm.experiment.verdict.rounding import number
from nnterm.tui.drawing.rows import Role, Row, fit, fold
from nnterm.tui.drawing.shades import Grid, enlarged, grid_of, render_picture

LARGEST = 4
"""Cells across a weight at the most."""

NARROWEST = 8
"""Cells across a part of an array at the least. Where there is less room it is cut: thousands of pages help nobody."""


class WeightShades:
    """Draws the arrays of a layer for a panel of `width` cells and `room` rows."""

    def __init__(self, layer: str, names: Sequence[str], width: int, room: int, *, plain: bool) -> None:
        """`layer` is the name of the layer's class, `names` those of its inputs, or of an embedding's tokens.

        They are empty where they are not known.
        """
        self._axes = ("inputs", "units") if layer == "Dense" else ("rows", "columns")
        self._names = names
        self._width, self._room = width, max(2, room)
        self._plain = plain

    def pages(self, arrays: Sequence[WeightArray]) -> list[list[Row]]:
        """The rows of each page; at least one page."""
        found: list[list[Row]] = [[]]
        for array in arrays:
            for block in self._blocks(array):
                if found[-1] and len(found[-1]) + len(block) > self._room:
                    found.append([])
                found[-1] += [fit(row, self._width) for row in block]
        return found

    def _blocks(self, array: WeightArray) -> Iterator[list[Row]]:
        """The array under its name, in parts that each fit on a page and say which part they are."""
        if array.picture is None:
            yield self._head(array, "")
            return
        grid = grid_of(array.picture)
        rows, columns = len(grid), len(grid[0])
        column = max(map(len, self._names), default=0) + 1
        has_room = column + NARROWEST + 2 <= self._width
        is_named = has_room and len(self._names) == rows and array.name.endswith(("kernel", "embeddings"))
        column = column if is_named else 0
        across = max(NARROWEST, self._width - 2 - column)
        # The longest name that a part may have leaves the least room.
        named = [
            f"{axis} {most:,} to {most:,} of {most:,}" for axis, most in zip(self._axes, _lengths(array), strict=True)
        ]
        longest = self._head(array, _listed(named if columns > across else named[:1]))
        # A row with a name takes a whole one of the screen, the others half of one.
        tall = 1 if is_named else 2
        above = len(self._head(array, _listed(named[1:] if columns > across else [])))
        is_whole = -(-rows // tall) + above <= self._room
        down = rows if is_whole else max(2, tall * (self._room - len(longest)))
        for top in range(0, rows, down):
            for left in range(0, columns, across):
                part = [row[left : left + across] for row in grid[top : top + down]]
                head = self._head(array, self._place(array, (top, left), (rows, columns), (len(part), len(part[0]))))
                yield [*head, *(self._named(part, top, column) if is_named else self._shaded(part, down))]

    def _head(self, array: WeightArray, place: str) -> list[Row]:
        rows = fold([(f" {array.name} ", Role.STRONG), (self._range(array), Role.QUIET)], self._width)
        return rows + (fold([(f" {place}", Role.QUIET)], self._width) if place else [])

    def _range(self, array: WeightArray) -> str:
        words = f"{'x'.join(map(str, array.shape))}, {number(array.low)} to {number(array.high)}"
        if array.name.endswith("embeddings") and not self._names:
            words += ", the most frequent on top"
        return words

    def _place(self, array: WeightArray, first: tuple[int, int], whole: tuple[int, int], part: tuple[int, int]) -> str:
        """Which of the inputs and units are in sight, where that is not all; a cell may be the mean of some."""
        found = []
        for axis, all_of_it in enumerate(_lengths(array)):
            if part[axis] < whole[axis]:
                a_cell = all_of_it / whole[axis]
                start, end = int(first[axis] * a_cell) + 1, ceil((first[axis] + part[axis]) * a_cell)
                found.append(f"{self._axes[axis]} {start:,} to {end:,} of {all_of_it:,}")
        return _listed(found)

    def _shaded(self, grid: Grid, down: int) -> list[Row]:
        factor = max(1, min((self._width - 2) // len(grid[0]), down // len(grid), LARGEST))
        shades = render_picture(enlarged(grid, factor), signed=True, plain=self._plain)
        return [[(" ", Role.TEXT), *row] for row in shades]

    def _named(self, grid: Grid, first: int, column: int) -> list[Row]:
        """A row of shades an input, with its name, from the input with index `first` on."""
        wide = 2 if 2 * len(grid[0]) < self._width - column - 1 else 1
        # Two pixels a cell: each input takes a whole row.
        doubled = [[shade for shade in row for _ in range(wide)] for row in grid for _ in range(2)]
        names = self._names[first : first + len(grid)]
        pairs = zip(names, render_picture(doubled, signed=True, plain=self._plain), strict=True)
        return [[(f" {name:<{column}}", Role.QUIET), *row] for name, row in pairs]


def _lengths(array: WeightArray) -> tuple[int, int]:
    """How many weights there are along each side of the array's picture."""
    if array.picture is not None and array.name.endswith("embeddings"):
        # Of a long dictionary the picture has the first words.
        return array.picture.rows, array.shape[-1]
    return prod(array.shape[:-1]), array.shape[-1]


def _listed(places: list[str]) -> str:
    """`places` and the keys to the others; nothing where all of it is in sight."""
    return f"{', '.join(places)}: left/right" if places else ""


def is_reduced(array: WeightArray) -> bool:
    """Whether a cell of the array's picture is the mean of several weights."""
    picture = array.picture
    return picture is not None and picture.rows * picture.columns < prod(array.shape) and "embed" not in array.name
