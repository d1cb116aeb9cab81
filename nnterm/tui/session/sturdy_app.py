"""What every app on a terminal needs, whatever it shows: keys in order, an end for certain, a report of every crash."""

import asyncio
import os
from typing import Any

from rich.color import ColorSystem
from rich.console import Console, RenderableType
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.cache import LRUCache
from textual.driver import Driver
from textual.events import Event, Key, MouseDown, Paste, Resize
from textual.notifications import Notification, Notify, SeverityLevel
from textual.screen import ModalScreen, Screen

from nnterm.printable import printable, printable_lines
from nnterm.tui.session.crash import Crash
from nnterm.tui.session.ending import Ending
from nnterm.tui.session.key_order import KeyOrder
from nnterm.tui.session.terminal_codes import fills_erased
from nnterm.tui.session.terminal_memory import TerminalMemory

SHORTEST = 0.1
"""Seconds for which a toast is shown at least."""

SHEETS = 512
"""Style sheets that are remembered as they were parsed, those of single widgets among them."""


class _Written(CompositorUpdate):
    """What is written to the terminal as it is."""

    def __init__(self, text: str) -> None:
        self._text = text

    def render_segments(self, console: Console) -> str:
        """The text."""
        return self._text


class _Toasted(Notification):
    """A toast that always has time left.

    One that has none is taken from the list just before it is mounted, and may come to its end between the two: Textual
    then counts the rounds of a timer of negative length, which never ends, and the app answers nothing any more.
    """

    @property
    def time_left(self) -> float:
        """Seconds until it goes."""
        return max(SHORTEST, super().time_left)

    @property
    def has_expired(self) -> bool:
        """Whether its time is over."""
        return super().time_left <= 0


class SturdyApp(App[None]):
    """An app that loses nothing when its terminal goes away or an error was not expected."""

    crash: Crash
    """Writes the report of an error that nobody expected."""

    def __init__(self) -> None:
        super().__init__()
        # Textual remembers 64 sheets, and a lesson has more: with each widget that is new all of them would be parsed.
        self.stylesheet._parse_cache = LRUCache(SHEETS)
        self.ending: Ending | None = None
        """What ends the app for certain; None where it runs without a terminal."""
        self._key_order = KeyOrder(self, super().on_event)
        self._terminal = TerminalMemory(
            self.console._color_system or ColorSystem.TRUECOLOR, erases=fills_erased(os.environ)
        )
        self._painted: Screen[Any] | None = None
        """The screen that the terminal shows."""

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a toast. Every one of the app comes through here, and none is markup: it may quote anything."""
        seconds = self.NOTIFICATION_TIMEOUT if timeout is None else timeout
        self.post_message(Notify(_Toasted(printable_lines(message), printable(title), severity, seconds)))

    async def on_event(self, event: Event) -> None:
        """Let each key do all that it does before the next one. Of the last ones the names are remembered."""
        if isinstance(event, Resize):
            # A terminal that changes its size moves what it shows, or clears it.
            self._terminal.forget()
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            if isinstance(event, Key):
                self.crash.note(event)
            await self._key_order.take(event)
        elif not (isinstance(event, MouseDown) and self._is_over_removed(event)):
            await super().on_event(event)

    def _is_over_removed(self, event: MouseDown) -> bool:
        """Whether the mouse is over a widget that was removed a moment ago: Textual would begin a selection in it."""
        widget, _ = self.screen.get_widget_and_offset_at(event.x, event.y)
        return widget is not None and not isinstance(widget, Screen) and widget.parent is None

    def get_driver_class(self) -> type[Driver]:
        """Textual's driver; on a Unix terminal one that survives it."""
        found = super().get_driver_class()
        if found.__name__ != "LinuxDriver":
            return found
        from nnterm.tui.session.terminal_driver import TerminalDriver

        return TerminalDriver

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Send what is different from what the terminal shows. Textual calls it with all that it draws."""
        is_sent = self._running and not self._closed and not self.is_headless and self._driver is not None
        if isinstance(renderable, CompositorUpdate) and is_sent and not self._batch_count:
            if screen is not self._painted:
                # A screen is drawn whole when it comes up: what else was written to the terminal goes with that. Of a
                # dialog and of what is seen around it only the difference is sent.
                if not isinstance(screen, ModalScreen) and not isinstance(self._painted, ModalScreen):
                    self._terminal.forget()
                self._painted = screen
            written = self._terminal.changes(renderable, *self.size)
            if written is not None:
                renderable = _Written(written) if written else None
        super()._display(screen, renderable)

    def forget_terminal(self) -> None:
        """The terminal shows something else now, as after the app was suspended: draw everything again."""
        self._terminal.forget()
        self.refresh(layout=True)

    def handle_loop_error(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """End over an error in a task that nobody waits for, as over every other. The event loop calls it."""
        error = context.get("exception")
        # Of a pipe whose other side is gone, whoever reads from it hears in its own way.
        is_of_pipe = isinstance(error, ConnectionError) or "transport" in context
        if isinstance(error, Exception) and not is_of_pipe:
            self._handle_exception(error)

    def _handle_exception(self, error: Exception) -> None:
        """Write a report, and end. Textual calls it for all that nobody caught."""
        self.crash.report(error)
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        # Textual would draw a traceback here with all its variables, which can take seconds and is not shown.
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        # A traceback in colours says nothing to a learner. The report is named when the terminal is given back.
        self._exit_renderables.clear()
