"""A page that scrolls."""

from textual.containers import VerticalScroll


class Scrolled(VerticalScroll):
    """A `VerticalScroll` whose bar is at its place when it comes back.

    While a page fits, Textual tells the bar nothing of how it scrolls: a page that grows would show the place at which
    the bar was seen last.
    """

    def watch_show_vertical_scrollbar(self, is_shown: bool) -> None:
        """Tell the bar where the page is."""
        if is_shown:
            self.vertical_scrollbar.position = self.scroll_y
