"""A small screen over another one, which is seen around it as it is."""

from typing import Any

from rich.segment import Segment
from textual.screen import ModalScreen, Screen, ScreenResultType
from textual.strip import Strip
from textual.widget import _RenderCache

from nnterm.tui.frame.dismissed_once import DismissedOnce


class Dialog(ModalScreen[ScreenResultType], DismissedOnce[ScreenResultType]):
    """Asks or explains something. Only its own cells are sent to the terminal.

    Textual would tint what lies below: the whole screen is sent then, when the dialog comes and when it goes.
    """

    def _render_content(self) -> None:
        """Take over what the screen below shows. Textual goes by way of Rich, which takes longer than all the rest."""
        stack = self.app.screen_stack
        at = stack.index(self) if self in stack else 0
        strips = lines_of(stack[at - 1]) if at else []
        self._render_cache = _RenderCache(self.size, strips)
        self._dirty_regions.clear()


def lines_of(screen: Screen[Any]) -> list[Strip]:
    """What `screen` shows, line by line, with nothing in it that the mouse could act on.

    What was removed from it since it was arranged has no styles left to be drawn with.
    """
    visible = screen._compositor.visible_widgets
    for widget in [widget for widget in visible if not widget.is_attached]:
        del visible[widget]
    return [
        Strip([Segment(text, style and style.clear_meta_and_links()) for text, style, _ in strip], strip.cell_length)
        for strip in screen._compositor.render_strips()
    ]
