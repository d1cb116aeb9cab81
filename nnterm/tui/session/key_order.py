"""Keys act in the order they were pressed, also when a slow line delivers many of them at once."""

from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from textual.app import App
from textual.events import Key, Paste
from textual.message_pump import MessagePump

Input = Key | Paste


class KeyOrder:
    """Holds a key back until the one before has done all that it does.

    Textual hands each key at once to what has the focus then. Where the key before moves the focus, it would go to the
    wrong place: a number for a setting to the lesson, a command for the lesson into code.
    """

    def __init__(self, app: App[Any], deliver: Callable[[Input], Awaitable[None]]) -> None:
        """`deliver` hands a key to what has the focus."""
        self._app = app
        self._deliver = deliver
        self._waiting: deque[Input] = deque()
        self._is_busy = False

    async def take(self, event: Input) -> None:
        """Deliver `event`, now or after those before."""
        self._waiting.append(event)
        if not self._is_busy:
            await self._next()

    async def _next(self) -> None:
        self._is_busy = bool(self._waiting)
        if self._is_busy:
            event, target = self._waiting.popleft(), self._app.focused or self._app.screen
            await self._deliver(event)
            self._follow(target)

    def _follow(self, pump: MessagePump | None) -> None:
        """Go the way of the key, from what had the focus up to the app, after it in every queue."""
        while pump is not None and pump is not self._app:
            if pump.call_later(self._follow, pump._parent):
                return
            pump = pump._parent
        # What it began there, such as a move of the focus, comes before the next one.
        self._app.call_later(self._app.call_later, self._next)
