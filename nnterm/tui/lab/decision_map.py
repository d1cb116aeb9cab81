"""The plane as the model sees it: a colour for the answer at each place, and the training points on top."""

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.color import Color as TextualColor
from textual.events import Resize
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from nnterm.experiment.protocol.events import MapComputed
from nnterm.tui.drawing import glyphs
from nnterm.tui.drawing.rows import Ink, Role, Row, fit, plain

LEVELS = 8
"""Steps of certainty that a colour fades over, as `MapComputed.certainty` counts them."""

MARKS = {"braille": "●○▲", "block": "●○▲", "ascii": "o+x"}
"""How points of each class are drawn: they differ in shape as well as in colour."""

FIELDS = ".:-"
"""What fills the regions of each class where there are no half blocks."""

MARGIN = 0.1
"""Part of the data's range that is shown beyond it, while there is no map yet."""


class DecisionMap(Widget):
    """Draws `MapComputed` events and points; only rows that changed are sent to the terminal."""

    DEFAULT_CSS = "DecisionMap { height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._map: MapComputed | None = None
        self._points: list[tuple[float, float, int]] = []
        self._labels: tuple[str, ...] = ()
        self._strips: list[Strip] = []
        self._palette: dict[tuple[int, int], Color] = {}
        self._inks: list[Color] = []

    def set_map(
        self, map: MapComputed | None, points: list[tuple[float, float, int]], classes: tuple[str, ...]
    ) -> None:
        """Draw another map and other points."""
        if map is self._map and points is self._points and classes == self._labels and self._strips:
            return
        self._map, self._points, self._labels = map, points, classes
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
        self._palette.clear()
        self._inks = []
        self._rebuild()

    def render_line(self, y: int) -> Strip:
        """The strip of row `y`."""
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self.rich_style)

    def _rebuild(self) -> None:
        width, height = self.size
        if not self.is_attached or width < 4 or height < 4:
            return
        self._colours()
        strips = [
            self._caption(width),
            *(self._line(y, width, height - 2) for y in range(height - 2)),
            self._foot(width),
        ]
        changed = [y for y, strip in enumerate(strips) if y >= len(self._strips) or strip != self._strips[y]]
        self._strips = strips
        for y in changed:
            self.refresh(Region(0, y, width, 1))

    def _colours(self) -> None:
        """The colours of each class at each certainty, blended from the theme's."""
        if self._palette:
            return
        variables = self.app.theme_variables
        background = TextualColor.parse(variables["background"])
        for number, name in enumerate(("nn-train", "nn-validation", "nn-third")):
            full = TextualColor.parse(variables[name])
            self._inks.append(full.rich_color)
            for level in range(LEVELS):
                self._palette[number, level] = background.blend(full, 0.08 + 0.34 * level / (LEVELS - 1)).rich_color

    def _edges(self) -> tuple[float, float, float, float]:
        """Left, right, bottom and top of what is shown."""
        if self._map is not None:
            return self._map.left, self._map.right, self._map.bottom, self._map.top
        if not self._points:
            return -1.0, 1.0, -1.0, 1.0
        xs, ys = [p[0] for p in self._points], [p[1] for p in self._points]
        across, up = (max(xs) - min(xs) or 1.0) * MARGIN, (max(ys) - min(ys) or 1.0) * MARGIN
        return min(xs) - across, max(xs) + across, min(ys) - up, max(ys) + up

    def _cell(self, column: int, half_row: int, width: int, half_rows: int) -> tuple[int, int] | None:
        """Class and certainty at one place of the screen; None before the first map."""
        if self._map is None:
            return None
        x = min(column * self._map.columns // width, self._map.columns - 1)
        y = min(half_row * self._map.rows // half_rows, self._map.rows - 1)
        at = y * self._map.columns + x
        return self._map.classes[at] % 3, self._map.certainty[at]

    def _line(self, y: int, width: int, height: int) -> Strip:
        marks = self._marks(y, width, height)
        segments: list[Segment] = []
        # The style of the widget is worked out from those around it: once a row, not for each cell.
        plane = self.rich_style
        text, style = "", Style()
        for column in range(width):
            upper, lower = (self._cell(column, 2 * y + half, width, 2 * height) for half in (0, 1))
            character, look = self._piece(upper, lower, marks.get(column), plane)
            if look is not style and text:
                segments.append(Segment(text, style))
                text = ""
            text, style = text + character, look
        segments.append(Segment(text, style))
        return Strip(segments, width)

    def _piece(
        self, upper: tuple[int, int] | None, lower: tuple[int, int] | None, mark: int | None, plane: Style
    ) -> tuple[str, Style]:
        symbols = glyphs.current()
        if mark is not None:
            ground = self._palette[upper] if upper else plane.bgcolor
            return MARKS[symbols.name][mark], Style(color=self._inks[mark], bgcolor=ground, bold=True)
        if upper is None or lower is None:
            return " ", plane
        if not symbols.half or self.app.no_color:
            return FIELDS[upper[0]] if upper[1] else " ", Style(color=self._inks[upper[0]])
        return symbols.half, Style(color=self._palette[upper], bgcolor=self._palette[lower])

    def _marks(self, y: int, width: int, height: int) -> dict[int, int]:
        """Column -> class of the points that lie on row `y`."""
        left, right, bottom, top = self._edges()
        found = {}
        for x0, x1, label in self._points:
            row = int((top - x1) / (top - bottom) * height)
            if row == y:
                found[min(width - 1, max(0, int((x0 - left) / (right - left) * width)))] = label % 3
        return found

    def _caption(self, width: int) -> Strip:
        roles = (Role.TRAIN, Role.VALIDATION, Role.THIRD)
        row: Row = [(" ", Role.TEXT)]
        for number, name in enumerate(self._labels[:3]):
            row += [(f"{MARKS[glyphs.current().name][number]} ", roles[number]), (f"{name}  ", Role.QUIET)]
        if self._map is not None:
            row.append((f"epoch {self._map.epoch:,}", Role.QUIET))
        return self._strip(fit(row, width))

    def _foot(self, width: int) -> Strip:
        left, right, bottom, top = self._edges()
        ranges = f" x0 {left:.1f} to {right:.1f}, x1 {bottom:.1f} to {top:.1f}"
        return self._strip(fit([(ranges, Role.QUIET)], width))

    def _strip(self, row: Row) -> Strip:
        inks: dict[Ink, int] = {Role.TRAIN: 0, Role.VALIDATION: 1, Role.THIRD: 2}
        plain_style = self.rich_style
        dim = plain_style + Style(color=TextualColor.parse(self.app.theme_variables["nn-quiet"]).rich_color)
        return Strip(
            [
                Segment(text, plain_style + Style(color=self._inks[inks[role]]) if role in inks else dim)
                for text, role in row
            ],
            len(plain(row)),
        )
