"""What every screen that may be left in the middle of something has: nothing that comes too late does harm."""

from collections.abc import Callable
from typing import Any

from textual.geometry import Offset
from textual.timer import Timer, TimerCallback
from textual.widget import Widget

from nnterm.tui.frame.dismissed_once import DismissedOnce

SHORTEST = 0.02
"""Seconds after which a timer is over at the earliest: one frame of a terminal."""


class SteadyScreen(DismissedOnce[None]):
    """Drops what was put off, pressed or clicked when what it was meant for is gone.

    Textual keeps calls that wait for the next drawing with whichever screen is on top, and makes them though the caller
    was closed meanwhile. It also takes clicks for a widget that was removed until the screen is arranged anew. Both
    end the app.
    """

    @property
    def is_current(self) -> bool:
        """Whether any of the screen can be seen: on top, or through what lies over it.

        Textual also counts a screen that another one hides completely. All that changed in it would have the one on top
        drawn anew from edge to edge.
        """
        over = self.app.screen_stack[-1:]
        is_hidden = any(screen is not self and screen.styles.background.a == 1 for screen in over)
        return not is_hidden and super().is_current

    @property
    def is_leaving(self) -> bool:
        """Whether the screen is being taken down, or gone, with all that was on it."""
        return self._pruning or self._closing or self._closed

    def call_after_refresh(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        """Call `callback` when the screen was drawn, if there still is one."""

        def call() -> Any:
            return None if self.is_leaving else callback(*args, **kwargs)

        return super().call_after_refresh(call)

    def set_timer(
        self, delay: float, callback: TimerCallback | None = None, *, name: str | None = None, pause: bool = False
    ) -> Timer:
        """Call `callback` after `delay` seconds. If they are over before Textual looks at its clock, it never does."""
        return super().set_timer(max(SHORTEST, delay), callback, name=name, pause=pause)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that comes too late acts on nothing."""
        return False if self.is_leaving else super().check_action(action, parameters)

    def set_focus(self, widget: Widget | None, scroll_visible: bool = True, from_app_focus: bool = False) -> None:
        """Focus `widget`, unless it was hidden a moment ago: the mouse finds it until all is arranged anew."""
        if widget is None or all(node.display for node in widget.ancestors_with_self):
            super().set_focus(widget, scroll_visible, from_app_focus)

    def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
        """What the mouse would select; nothing where that was removed a moment ago."""
        widget, offset = super().get_widget_and_offset_at(x, y)
        is_gone = widget is not None and widget is not self and widget.parent is None
        return (None, None) if is_gone else (widget, offset)
