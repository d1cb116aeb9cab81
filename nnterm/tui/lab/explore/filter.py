"""A filter of 3 by 3 weights that slides over a real digit: nine products, their sum, and the map it leaves."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from nnterm.errors import DatasetError
from nnterm.experiment.arithmetic.filters import FILTERS, Filter, convolve, window
from nnterm.experiment.protocol.picture import MIDDLE, SHADES
from nnterm.lesson.explorations import ExploreFilter
from nnterm.runs.store.digits import SIZE, digits
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import PEN, PEN_DOWN, Role, Row, fit, length, spread, wrap
from nnterm.tui.drawing.shades import Grid, beside, render_picture
from nnterm.tui.frame.drawing import Drawing

PLACES = SIZE - 2
"""Places of the window, across and down."""

WIDE = 78
"""Columns from which the products are beside the pictures rather than below them."""


class FilterView(Drawing, can_focus=True):
    """Arrows move the window, enter runs over the whole digit, f takes another filter, d another digit."""

    DEFAULT_CSS = "FilterView { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1, 0)", "move", show=False),
        Binding("down", "move(1, 0)", "move", show=False),
        Binding("left", "move(0, -1)", "move", show=False),
        Binding("right", "move(0, 1)", "move", show=False),
        Binding("enter", "run", "all", show=False),
        Binding("f", "filter", "filter", show=False),
        Binding("d", "digit", "digit", show=False),
        Binding("r", "reset", "reset", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._explore = ExploreFilter()
        self._filter = 0
        self._label, self._which = 7, 0
        self._row, self._column = 6, 6
        self._seen: set[tuple[int, int]] = set()

    def set_exploration(self, explore: ExploreFilter) -> None:
        """Slide over another digit."""
        if explore != self._explore:
            self._explore = explore
            self._label = explore.digit
            self._filter = self._which = 0
            self.action_reset()
        self.redraw()

    @property
    def _weights(self) -> Filter:
        return FILTERS[self._explore.filters[self._filter]]

    def _image(self) -> tuple[float, ...]:
        found = digits(self._label)
        return found[self._which % len(found)]

    def rows(self, width: int, height: int) -> list[Row]:
        """The filter's name, digit and map side by side, the products."""
        try:
            image = self._image()
        except DatasetError as error:
            return wrap([(error.message, Role.BAD), (error.remedy, Role.TEXT)], width - 2)
        name = self._explore.filters[self._filter].replace("_", " ")
        title: Row = [("  filter ", Role.QUIET), (f" {name} ", Role.CHOSEN if self.has_focus else Role.PRESS)]
        sizes = f"   a {self._label} of 28 by 28, its map of 26 by 26"
        is_short = length(title) + len(sizes) > width
        rows: list[Row] = [[*title, (f"   a {self._label}, its map" if is_short else sizes, Role.QUIET)], []]
        plain = self.app.no_color or not glyphs.current().half
        left = render_picture(self._digit(image, plain), plain=plain)
        right = render_picture(self._map(image), signed=True, plain=plain)
        products = self._products(image)
        if width >= WIDE:
            rows += self._three(left, right, products)
        else:
            rows += [[(" ", Role.TEXT), *row] for row in beside([left, right], SIZE)]
            rows += [[], *products]
        rows = rows[: height - 1] + [[]] * max(0, height - 1 - len(rows))
        keys = "arrows move  enter all of it  f filter  d digit  r again" if self.has_focus else "f to play"
        return [*rows, spread([(f"  {keys}", Role.QUIET)], [], width)]

    @staticmethod
    def _three(left: list[Row], right: list[Row], products: list[Row]) -> list[Row]:
        pictures = beside([left, right], SIZE, 1)
        return [
            [(" ", Role.TEXT), *fit(row, SIZE + PLACES + 1), *(products[y] if y < len(products) else [])]
            for y, row in enumerate(pictures)
        ]

    def _digit(self, image: tuple[float, ...], plain: bool) -> Grid:
        inked, empty = (SHADES - 1, SHADES // 3) if plain else (PEN_DOWN, PEN)
        grid = [[round(image[y * SIZE + x] * (SHADES - 1)) for x in range(SIZE)] for y in range(SIZE)]
        for y in range(self._row, self._row + 3):
            for x in range(self._column, self._column + 3):
                grid[y][x] = inked if grid[y][x] > SHADES // 2 else empty
        return grid

    def _map(self, image: tuple[float, ...]) -> Grid:
        sums = convolve(image, SIZE, self._weights)
        largest = max(abs(value) for value in sums) or 1.0
        return [
            [round(sums[y * PLACES + x] / largest * MIDDLE) if (y, x) in self._seen else 0 for x in range(PLACES)]
            for y in range(PLACES)
        ]

    def _products(self, image: tuple[float, ...]) -> list[Row]:
        pixels = window(image, SIZE, self._row, self._column)
        rows: list[Row] = []
        for line in range(3):
            pairs = list(zip(pixels, self._weights, strict=True))[3 * line : 3 * line + 3]
            row: Row = [(" ", Role.TEXT)]
            for pixel, weight in pairs:
                row += [(f"{pixel:3.1f}", Role.TEXT), ("*", Role.QUIET), (f"{weight:<2} ", Role.STRONG)]
            rows.append(row)
        total = sum(p * w for p, w in zip(pixels, self._weights, strict=True))
        role = Role.VALIDATION if total > 0 else Role.TRAIN if total < 0 else Role.TEXT
        rows.append([(" sum ", Role.QUIET), (f"{total:.2f}", role)])
        rows.append([(f" after ReLU {max(0.0, total):.2f}", Role.QUIET)])
        return rows

    def action_move(self, down: int, right: int) -> None:
        """Move the window by a pixel."""
        self._row = min(max(self._row + down, 0), PLACES - 1)
        self._column = min(max(self._column + right, 0), PLACES - 1)
        self._seen.add((self._row, self._column))
        self.redraw()

    def action_run(self) -> None:
        """Slide over every place."""
        self._seen = {(y, x) for y in range(PLACES) for x in range(PLACES)}
        self.redraw()

    def action_filter(self) -> None:
        """Take the next filter; places that were seen are seen with it."""
        self._filter = (self._filter + 1) % len(self._explore.filters)
        self.redraw()

    def action_digit(self) -> None:
        """Take another image: the next digit, in the next handwriting."""
        self._label = (self._label + 1) % 10
        self._which += 1
        self.redraw()

    def action_reset(self) -> None:
        """Begin again with an empty map."""
        self._row = self._column = 6
        self._seen = {(6, 6)}
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """A click on the digit puts the window there, on the first line takes the next filter."""
        if event.y == 0:
            self.action_filter()
        elif 1 <= event.x <= SIZE and event.y >= 2:
            row, column = (event.y - 2) * 2 - 1, event.x - 2
            self._row, self._column = (min(max(place, 0), PLACES - 1) for place in (row, column))
            self._seen.add((self._row, self._column))
            self.redraw()
