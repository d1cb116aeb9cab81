"""The plane as the model sees it: a colour for the answer at each place, and the training points on top."""

from itertools import groupby

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.events import Resize
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from nnterm.experiment.protocol.inspection_results import MapComputed
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import CLASS_ROLES, Ink, Role, Row, fit, plain
from nnterm.tui.lab.map_marks import Kind, Mark, Points, legend_row, others_row, range_row
from nnterm.tui.palettes.palette import Palette
from nnterm.tui.theme import palette_of

FIELDS = ".:-"
"""What fills the regions of each class where there are no half blocks."""

BORDER = "|"
"""What is between them there."""

CELLS_A_POINT = 9
"""Cells of the map for each unseen point, and for each of the test: more of them would hide the map."""

OTHERS_FROM = 9
"""Rows from which there are such points, and a row that names them."""

MARGIN = 0.1
"""Part of the data's range that is shown beyond it, while there is no map yet."""

NO_MAP = "t trains it: then its map"
"""What is said of a run that was trained before, whose model is gone: a map beside curves has 28 cells or so."""

Pixel = tuple[int, int] | None
"""Half a cell: class and certainty, as `MapComputed` counts them; None for the border between two classes."""

Look = tuple[str, str]
"""Colour of what is drawn, and of its ground."""


class DecisionMap(Widget):
    """Draws `MapComputed` events and points; only rows that changed are sent to the terminal."""

    DEFAULT_CSS = "DecisionMap { height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._map: MapComputed | None = None
        self._points: list[tuple[float, float, int]] = []
        self._flipped: list[int] = []
        self._unseen: Points = ()
        self._tested: Points = ()
        self._lack = ""
        self._labels: tuple[str, ...] = ()
        self._strips: list[Strip] = []
        self._built: tuple[object, ...] | None = None
        """What the strips were built of."""
        self._styles: dict[Look, Style] = {}

    def set_map(
        self,
        map: MapComputed | None,
        points: list[tuple[float, float, int]],
        classes: tuple[str, ...],
        flipped: list[int] | None = None,
        others: tuple[Points, Points] = ((), ()),
        *,
        lack: str = "",
    ) -> None:
        """Draw another map and other points; `flipped` are the places of those whose label is flipped.

        `others` are points of rows that nothing is learned from: of validation, and of the test once it is open;
        `lack` says why there is no map.
        """
        unseen, tested = others
        is_same = map is self._map and points is self._points and classes == self._labels and lack == self._lack
        if is_same and unseen is self._unseen and tested is self._tested and self._strips:
            return
        self._unseen, self._tested, self._lack = unseen, tested, lack
        self._map, self._points, self._labels, self._flipped = map, points, classes, flipped or []
        self._rebuild()

    def on_resize(self, event: Resize) -> None:
        """Draw for the new size, which it also gets where it is shown again; what came while hidden is drawn then."""
        if self._built is None or self._built[-1] != event.size:
            self._strips = []
        self.refresh()
        self._rebuild()

    def notify_style_update(self) -> None:
        """Colours of another theme."""
        super().notify_style_update()
        self._styles.clear()
        self._built = None
        self._rebuild()

    def render_line(self, y: int) -> Strip:
        """The strip of row `y`."""
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self.rich_style)

    def _rebuild(self) -> None:
        width, height = self.size
        if not self.is_attached or width < 4 or height < 4:
            return
        shown = (self._map, self._points, self._labels, self._flipped, self._unseen, self._tested, self._lack)
        built = (*shown, self.size)
        if built == self._built:
            return
        self._built = built
        palette = palette_of(self.app)
        captions = [self._caption(width, palette)]
        others = self._others(width, height)
        if others:
            kinds = [kind for kind in Kind if any(mark.kind is kind for *_, mark in others)]
            captions.append(self._strip(fit(others_row(kinds, len(self._labels), width), width), palette))
        room = height - len(captions) - 1
        marks = self._marks(others, width, room)
        answers = self._answers(width, 2 * room)
        lines = [self._line(_pixels(answers, y), marks.get(y, {}), width, palette) for y in range(room)]
        strips = [*captions, *lines, self._foot(width, palette)]
        changed = [y for y, strip in enumerate(strips) if y >= len(self._strips) or strip != self._strips[y]]
        self._strips = strips
        for y in changed:
            self.refresh(Region(0, y, width, 1))

    def printed(self, width: int, height: int) -> list[Row]:
        """The map in characters, without an app: as it is where there is no colour."""
        rows = [
            legend_row(self._labels, self._map.epoch if self._map else None, width, has_flipped=bool(self._flipped))
        ]
        room = height - 2
        marks, answers = self._marks([], width, room), self._answers(width, 2 * room)
        for y in range(room):
            marked = marks.get(y, {})
            row: Row = []
            for column, (above, below) in enumerate(zip(*_pixels(answers, y), strict=True)):
                if (mark := marked.get(column)) is not None:
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

    def _answers(self, width: int, half_rows: int) -> list[list[tuple[int, int]]]:
        """Class and certainty of each pixel, row by row; nothing before the first map."""
        drawn = self._map
        if drawn is None:
            return []
        columns = [min(column * drawn.columns // width, drawn.columns - 1) for column in range(width)]
        starts = (min(row * drawn.rows // half_rows, drawn.rows - 1) * drawn.columns for row in range(half_rows))
        return [
            [(drawn.classes[start + column] % 3, drawn.certainty[start + column]) for column in columns]
            for start in starts
        ]

    def _line(
        self, pixels: tuple[list[Pixel], list[Pixel]], marks: dict[int, Mark], width: int, palette: Palette
    ) -> Strip:
        symbols = glyphs.current()
        is_plain = not symbols.half or self.app.no_color
        upper, lower = pixels
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

    def _others(self, width: int, height: int) -> list[tuple[float, float, Mark]]:
        """As many points of other rows as leave the map to be seen."""
        most = width * (height - 3) // CELLS_A_POINT if height >= OTHERS_FROM else 0
        parts = ((self._unseen, Kind.UNSEEN), (self._tested, Kind.TEST))
        return [(x0, x1, Mark(label % 3, kind)) for points, kind in parts for x0, x1, label in points[:most]]

    def _marks(self, others: list[tuple[float, float, Mark]], width: int, height: int) -> dict[int, dict[int, Mark]]:
        """The points by row and column, of those in the same cell the one that lies on top."""
        left, right, bottom, top = self._edges()
        flipped = set(self._flipped)
        found: dict[int, dict[int, Mark]] = {}
        own = (
            (x0, x1, Mark(label % 3, Kind.FLIPPED if place in flipped else Kind.TRAIN))
            for place, (x0, x1, label) in enumerate(self._points)
        )
        for x0, x1, mark in (*own, *others):
            row = int((top - x1) / (top - bottom) * height)
            # The map is as large as the training rows are; what lies beyond has no place on it.
            if mark.kind in (Kind.UNSEEN, Kind.TEST) and not (left <= x0 <= right and bottom <= x1 <= top):
                continue
            column = min(width - 1, max(0, int((x0 - left) / (right - left) * width)))
            marks = found.setdefault(row, {})
            if column not in marks or mark.lies_on(marks[column]):
                marks[column] = mark
        return found

    def _caption(self, width: int, palette: Palette) -> Strip:
        # Of the newest map the line below the charts says how far it is, and the names of the classes need the room.
        epoch = self._map.epoch if self._map is not None and self._map.requested is not None else None
        row = legend_row(self._labels, epoch, width, has_flipped=bool(self._flipped))
        return self._strip(fit(row, width), palette)

    def _foot(self, width: int, palette: Palette) -> Strip:
        lack: Row = [(f" {self._lack}", Role.QUIET)]
        return self._strip(fit(lack if self._lack else range_row(self._edges(), width), width), palette)

    def _strip(self, row: Row, palette: Palette) -> Strip:
        roles: dict[Ink, str] = dict(zip(CLASS_ROLES, _class_colours(palette), strict=True))
        ground = self.app.theme_variables["background"]
        return Strip(
            [Segment(text, self._style((roles.get(role, palette.quiet), ground))) for text, role in row],
            len(plain(row)),
        )


def _pixels(answers: list[list[tuple[int, int]]], y: int) -> tuple[list[Pixel], list[Pixel]]:
    """The upper and the lower pixels of row `y`; empty before the first map."""
    if not answers:
        return [], []
    upper, lower = answers[2 * y : 2 * y + 2]
    # Below the map the last row is repeated.
    beyond = answers[2 * y + 2] if 2 * y + 2 < len(answers) else lower
    return _with_border(upper, lower), _with_border(lower, beyond)


def _with_border(row: list[tuple[int, int]], below: list[tuple[int, int]]) -> list[Pixel]:
    """A row of pixels, with the border to another class on the right or below."""
    return [
        pixel if pixel[0] == right[0] == lower[0] else None
        for pixel, right, lower in zip(row, [*row[1:], row[-1]], below, strict=True)
    ]


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
