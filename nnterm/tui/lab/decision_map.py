"""The plane as the model sees it: a colour for the answer at each place, and the training points on top."""

from itertools import groupby
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.events import Resize
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from nnterm.experiment.protocol.inspection_results import MapComputed
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import CLASS_ROLES, Ink, Role, Row, fit, length, plain
from nnterm.tui.palettes.palette import Palette
from nnterm.tui.theme import palette_of

MARKS = {"braille": "●○▲", "block": "●○▲", "ascii": "o+x"}
"""How points of each class are drawn: they differ in shape as well as in colour."""

FIELDS = ".:-"
"""What fills the regions of each class where there are no half blocks."""

BORDER = "|"
"""What is between them there."""

MARGIN = 0.1
"""Part of the data's range that is shown beyond it, while there is no map yet."""

Pixel = tuple[int, int] | None
"""Half a cell: class and certainty, as `MapComputed` counts them; None for the border between two classes."""

Look = tuple[str, str]
"""Colour of what is drawn, and of its ground."""


class Mark(NamedTuple):
    """A point on the map."""

    label: int
    is_flipped: bool

    @property
    def character(self) -> str:
        """How it is drawn."""
        symbols = glyphs.current()
        return (symbols.flipped if self.is_flipped else MARKS[symbols.name])[self.label]


class DecisionMap(Widget):
    """Draws `MapComputed` events and points; only rows that changed are sent to the terminal."""

    DEFAULT_CSS = "DecisionMap { height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._map: MapComputed | None = None
        self._points: list[tuple[float, float, int]] = []
        self._flipped: list[int] = []
        self._labels: tuple[str, ...] = ()
        self._strips: list[Strip] = []
        self._styles: dict[Look, Style] = {}

    def set_map(
        self,
        map: MapComputed | None,
        points: list[tuple[float, float, int]],
        classes: tuple[str, ...],
        flipped: list[int] | None = None,
    ) -> None:
        """Draw another map and other points; `flipped` are the places of those whose label is flipped."""
        if map is self._map and points is self._points and classes == self._labels and self._strips:
            return
        self._map, self._points, self._labels, self._flipped = map, points, classes, flipped or []
        self._rebuild()

    def on_resize(self, event: Resize) -> None:
        """Draw for the new size."""
        self._strips = []
        self._rebuild()

    def on_show(self) -> None:
        """Catch up with what came while hidden."""
        self._rebuild()

    def notify_style_update(self) -> None:
        """Colours of another theme."""
        super().notify_style_update()
        self._styles.clear()
        self._rebuild()

    def render_line(self, y: int) -> Strip:
        """The strip of row `y`."""
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self.rich_style)

    def _rebuild(self) -> None:
        width, height = self.size
        if not self.is_attached or width < 4 or height < 4:
            return
        palette = palette_of(self.app)
        strips = [
            self._caption(width, palette),
            *(self._line(y, width, height - 2, palette) for y in range(height - 2)),
            self._foot(width, palette),
        ]
        changed = [y for y, strip in enumerate(strips) if y >= len(self._strips) or strip != self._strips[y]]
        self._strips = strips
        for y in changed:
            self.refresh(Region(0, y, width, 1))

    def printed(self, width: int, height: int) -> list[Row]:
        """The map in characters, without an app: as it is where there is no colour."""
        rows = [
            legend_row(self._labels, self._map.epoch if self._map else None, width, has_flipped=bool(self._flipped))
        ]
        for y in range(height - 2):
            marks = self._marks(y, width, height - 2)
            upper, lower = (self._pixels(2 * y + half, width, 2 * (height - 2)) for half in (0, 1))
            row: Row = []
            for column, (above, below) in enumerate(zip(upper, lower, strict=True)):
                if (mark := marks.get(column)) is not None:
                    row.append((mark.character, CLASS_ROLES[mark.label]))
                else:
                    row.append((_field(above, below), CLASS_ROLES[(above or below or (0, 0))[0]]))
            rows.append(row)
        return [*rows, range_row(self._edges(), width)]

    def _edges(self) -> tuple[float, float, float, float]:
        """Left, right, bottom and top of what is shown."""
        if self._map is not None:
            return self._map.left, self._map.right, self._map.bottom, self._map.top
        if not self._points:
            return -1.0, 1.0, -1.0, 1.0
        xs, ys = [p[0] for p in self._points], [p[1] for p in self._points]
        across, up = (max(xs) - min(xs) or 1.0) * MARGIN, (max(ys) - min(ys) or 1.0) * MARGIN
        return min(xs) - across, max(xs) + across, min(ys) - up, max(ys) + up

    def _pixels(self, half_row: int, width: int, half_rows: int) -> list[Pixel]:
        """One row of pixels; empty before the first map, or below it."""
        if self._map is None or half_row >= half_rows:
            return []
        here, below = self._answers(half_row, width, half_rows), self._answers(half_row + 1, width, half_rows)
        beside = [*here[1:], here[-1]]
        return [
            pixel if pixel[0] == right[0] == lower[0] else None
            for pixel, right, lower in zip(here, beside, below, strict=True)
        ]

    def _answers(self, half_row: int, width: int, half_rows: int) -> list[tuple[int, int]]:
        """Class and certainty of each pixel of a row; the last row again below the map."""
        drawn = self._map
        assert drawn is not None
        start = min(half_row * drawn.rows // half_rows, drawn.rows - 1) * drawn.columns
        places = (start + min(column * drawn.columns // width, drawn.columns - 1) for column in range(width))
        return [(drawn.classes[at] % 3, drawn.certainty[at]) for at in places]

    def _line(self, y: int, width: int, height: int, palette: Palette) -> Strip:
        symbols = glyphs.current()
        is_plain = not symbols.half or self.app.no_color
        marks = self._marks(y, width, height)
        upper, lower = (self._pixels(2 * y + half, width, 2 * height) for half in (0, 1))
        ground = self.app.theme_variables["background"]
        pieces: list[tuple[str, Look]] = []
        for column in range(width):
            above, below = (upper[column], lower[column]) if upper and lower else ((0, 0), (0, 0))
            if (mark := marks.get(column)) is not None:
                if not upper or is_plain:
                    look = _class_colours(palette)[mark.label], ground
                else:
                    # A point on the border lies on what is beside it: on the border itself it could not be read.
                    beside = palette.mark_ground or _colour(above or below or (0, 0), palette)
                    look = palette.marks[mark.label], beside
                pieces.append((mark.character, look))
            elif not upper:
                pieces.append((" ", (ground, ground)))
            elif is_plain:
                kind = (above or below or (0, 0))[0]
                pieces.append((_field(above, below), (_class_colours(palette)[kind], ground)))
            else:
                pieces.append((symbols.half, (_colour(above, palette), _colour(below, palette))))
        runs = groupby(pieces, key=lambda piece: piece[1])
        return Strip([Segment("".join(text for text, _ in run), self._style(look)) for look, run in runs], width)

    def _style(self, look: Look) -> Style:
        """The one style of everything that looks so: what is the same object is compared at once."""
        if look not in self._styles:
            self._styles[look] = Style(color=Color.parse(look[0]).rich_color, bgcolor=Color.parse(look[1]).rich_color)
        return self._styles[look]

    def _marks(self, y: int, width: int, height: int) -> dict[int, Mark]:
        """The points that lie on row `y`, by their columns; flipped ones on top."""
        left, right, bottom, top = self._edges()
        flipped = set(self._flipped)
        found: dict[int, Mark] = {}
        for place, (x0, x1, label) in enumerate(self._points):
            row = int((top - x1) / (top - bottom) * height)
            if row == y:
                column = min(width - 1, max(0, int((x0 - left) / (right - left) * width)))
                if column not in found or not found[column].is_flipped:
                    found[column] = Mark(label % 3, place in flipped)
        return found

    def _caption(self, width: int, palette: Palette) -> Strip:
        epoch = self._map.epoch if self._map is not None else None
        row = legend_row(self._labels, epoch, width, has_flipped=bool(self._flipped))
        return self._strip(fit(row, width), palette)

    def _foot(self, width: int, palette: Palette) -> Strip:
        return self._strip(fit(range_row(self._edges(), width), width), palette)

    def _strip(self, row: Row, palette: Palette) -> Strip:
        roles: dict[Ink, str] = dict(zip(CLASS_ROLES, _class_colours(palette), strict=True))
        ground = self.app.theme_variables["background"]
        return Strip(
            [Segment(text, self._style((roles.get(role, palette.quiet), ground))) for text, role in row],
            len(plain(row)),
        )


def legend_row(labels: tuple[str, ...], epoch: int | None, width: int, *, has_flipped: bool = False) -> Row:
    """The epoch of the map where there is one, the classes, and what marks flipped labels.

    For want of room the names of the classes go first.
    """
    said: Row = [(f" epoch {epoch:,} ", Role.QUIET)] if epoch is not None else []
    marks = [(f" {MARKS[glyphs.current().name][number]}", role) for number, role in enumerate(CLASS_ROLES)]
    names = [(f" {name} ", Role.QUIET) for name in labels[:3]]
    flipped: Row = []
    if has_flipped:
        symbols = zip(glyphs.current().flipped[: len(names)], CLASS_ROLES, strict=False)
        flipped = [(" ", Role.QUIET), *symbols, (" flipped", Role.QUIET)]
    forms: list[Row] = [
        [*said, *(piece for pair in zip(marks, names, strict=False) for piece in pair), *flipped],
        [*said, *marks[: len(names)], *flipped],
        [*said, *flipped],
        said,
    ]
    return next((row for row in forms if length(row) <= width), said)


def range_row(edges: tuple[float, float, float, float], width: int) -> Row:
    """What of the plane is shown: left and right, bottom and top; the ends in fewer digits where there is no room."""
    for digits in (".1f", ".3g", ".1g"):
        left, right, bottom, top = (format(edge, digits) for edge in edges)
        words = f" x0 {left} to {right}, x1 {bottom} to {top}"
        if len(words) <= width:
            break
    return [(words, Role.QUIET)]


def _field(above: Pixel, below: Pixel) -> str:
    """The character of a cell without half blocks."""
    if above is None or below is None:
        return BORDER
    return FIELDS[above[0]] if above[1] else " "


def _colour(pixel: Pixel, palette: Palette) -> str:
    return palette.border if pixel is None else palette.planes[pixel[0]][pixel[1]]


def _class_colours(palette: Palette) -> tuple[str, str, str]:
    """The colours of the classes outside the map, as the legend has them."""
    return palette.train, palette.validation, palette.third
