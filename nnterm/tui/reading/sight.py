"""Scrolling the text around a widget so that some of its rows are in sight."""

from textual.containers import VerticalScroll
from textual.widget import Widget


def bring_into_sight(widget: Widget, first: int, last: int) -> None:
    """Scroll what is around `widget` until the rows `first` to `last` of the screen are seen, `first` at any rate."""
    around = next((node for node in widget.ancestors if isinstance(node, VerticalScroll)), None)
    if around is None:
        return
    window = around.scrollable_content_region
    if first < window.y:
        around.scroll_relative(y=first - window.y, animate=False)
    elif last >= window.bottom:
        around.scroll_relative(y=min(last + 1 - window.bottom, first - window.y), animate=False)
