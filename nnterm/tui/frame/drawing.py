"""The base of every widget that draws rows itself: it repaints only the rows that changed."""

from rich.segment import Segment
from rich.style import Style
from textual.events import Resize
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from nnterm.tui.drawing.rows import Ink, Role, Row, fit
from nnterm.tui.frame.shade_colors import role_style, style_of
from nnterm.tui.frame.typed import typed_characters
from nnterm.tui.theme import palette_of


class Drawing(Widget):
    """Draws what `rows()` returns. Call `redraw()` after a change: rows that stay the same send nothing."""

    DEFAULT_CSS = "Drawing { height: 1; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._rows: list[Row] = []
        self._rendered_size: Size | None = None
        self._strips: dict[int, Strip] = {}
        self._styles: dict[Ink, Style] = {}
        self._typed_characters = ""
        """What was text here when it was drawn last."""

    def rows(self, width: int, height: int) -> list[Row]:
        """What to draw in `width` cells and `height` rows; may be shorter."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Build the rows anew and repaint those that changed; other keys apply where typing has begun or ended."""
        self._offer_keys()
        width, height = self.size
        if not width or not height or not self.is_attached:
            # Out of sight: `render_line` builds the rows when it is shown again.
            self._rendered_size = None
            return
        self._rendered_size = self.size
        fresh = [fit(row, width) for row in self.rows(width, height)[:height]]
        changed = [y for y in range(height) if _at(fresh, y) != _at(self._rows, y)]
        self._rows = fresh
        for y in changed:
            self._strips.pop(y, None)
            self.refresh(Region(0, y, width, 1))

    def _offer_keys(self) -> None:
        typed = typed_characters(self)
        if typed != self._typed_characters:
            self._typed_characters = typed
            if self.has_focus:
                self.screen.refresh_bindings()

    def on_resize(self, event: Resize) -> None:
        """Draw for the new size, blank rows too: Textual keeps what it painted before the drawing was out of sight."""
        self._forget()
        self.refresh()
        self.redraw()

    def _forget(self) -> None:
        self._rows = []
        self._strips.clear()

    def watch_has_focus(self, has_focus: bool) -> None:
        """A drawing may show where the focus is."""
        super().watch_has_focus(has_focus)
        if (
            self.styles.is_auto_height
            and self.get_content_height(self.size, self.size, self.size.width) != self.size.height
        ):
            self.refresh(layout=True)
        self.redraw()

    def notify_style_update(self) -> None:
        """Forget the colours of another theme."""
        super().notify_style_update()
        self._strips.clear()
        self._styles.clear()

    def render_line(self, y: int) -> Strip:
        """The strip of row `y`, from the cache where nothing changed."""
        if self._rendered_size != self.size:
            self._forget()
            self._rendered_size = self.size
            self._rows = [fit(row, self.size.width) for row in self.rows(*self.size)[: self.size.height]]
        strip = self._strips.get(y)
        if strip is None or strip.cell_length != self.size.width:
            row = fit(_at(self._rows, y) or [], self.size.width)
            strip = Strip([Segment(text, self._style(ink)) for text, ink in row], self.size.width)
            self._strips[y] = strip
        return strip

    def _style(self, ink: Ink) -> Style:
        style = self._styles.get(ink)
        if style is None:
            variables = self.app.theme_variables
            if isinstance(ink, Role):
                style = role_style(ink, variables, self.background_colors[1].rich_color)
            else:
                style = style_of(ink, palette_of(self.app), variables["background"])
            self._styles[ink] = style
        return style


def _at(rows: list[Row], y: int) -> Row | None:
    return rows[y] if y < len(rows) else None
