"""A pilot that waits for the app, not for a quiet processor.

Textual's own pilot sleeps twice after each key, and takes a process that gets no processor time for an idle one. On a
busy machine it goes on while a screen is not laid out yet; on a quiet one it sleeps most of the time.
"""

import asyncio
from collections.abc import Callable

from textual import events
from textual.app import App, _character_to_key, _get_unicode_name_from_key
from textual.keys import REPLACED_KEYS
from textual.pilot import Pilot

ROUNDS = 200
"""Most looks at an app that always has something to do, as while a run's events arrive."""

ARRIVAL = 5
"""Turns of the loop after which what was sent through the driver has reached the app."""

QUIET = 2
"""Looks in a row that find the app steady: at the first, a message may be out of its queue and not yet done with."""

TICK = 0.005
"""Seconds between two looks at what other processes, threads and timers may have brought."""


class SteadyPilot(Pilot[None]):
    """Presses and clicks return when the app has handled them and has laid out its screen."""

    async def press(self, *keys: str) -> None:
        """Press one key after another, each when the app has handled the one before."""
        for key in keys:
            self.app.post_message(self._event_of(key))
            await self.pause()

    async def burst(self, *keys: str) -> None:
        """All `keys` at once, as they come over a slow line."""
        for key in keys:
            self.app.post_message(self._event_of(key))
        await self.pause()

    def _event_of(self, key: str) -> events.Key:
        name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
        event = events.Key(name, character_of(name))
        event.set_sender(self.app)
        return event

    async def pause(self, delay: float | None = None) -> None:
        """Wait `delay` seconds, then until the app is steady."""
        if delay is not None:
            await asyncio.sleep(delay)
        for _ in range(ARRIVAL):
            await asyncio.sleep(0)
        quiet = 0
        for _ in range(ROUNDS):
            await self._wait_for_screen()
            if self.app.is_running:
                await self.app.animator.wait_until_complete()
            if self.app._exception is not None:
                raise self.app._exception
            quiet = quiet + 1 if is_steady(self.app) else 0
            if quiet == QUIET:
                return
            self._paint()
        await self.wait_for(lambda: is_laid_out(self.app))

    async def burst_undrawn(self, *keys: str) -> None:
        """All `keys` at once, of which no frame is drawn before the last one: drawing is most of what typing takes."""
        with self.app.batch_update():
            for key in keys[:-1]:
                self.app.post_message(self._event_of(key))
            for _ in range(ARRIVAL):
                await asyncio.sleep(0)
            while self.app.is_running and self.app._exception is None and not has_handled_all(self.app):
                await asyncio.sleep(0)
        await self.press(*keys[-1:])

    async def wait_for(self, condition: Callable[[], bool]) -> None:
        """Let the app work until `condition` holds, looking only at screens that are laid out.

        A condition that never holds is ended by whoever waits, or by pytest's timeout; what the app raises is raised
        here, since it will do nothing more.
        """
        while not (is_laid_out(self.app) and condition()):
            if self.app._exception is not None:
                raise self.app._exception
            await asyncio.sleep(TICK)
            self._paint()

    def _paint(self) -> None:
        if self.app.is_running:
            self.app.screen._on_timer_update()


def character_of(key: str) -> str | None:
    """What a key called `key` writes; None where it writes nothing."""
    import unicodedata

    try:
        return unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(key, key)))
    except KeyError:
        return key if len(key) == 1 else None


def is_laid_out(app: App[None]) -> bool:
    """Whether the screen on top has been laid out at the size the app has now, or the app has ended."""
    if not app.is_running:
        return True
    screen = app.screen
    return screen.is_mounted and not screen._layout_required and screen._compositor.size == app.size


def is_steady(app: App[None]) -> bool:
    """Whether the screen is laid out and no message, callback or layout of it waits."""
    if not app.is_running:
        return True
    screen = app.screen
    if not is_laid_out(app) or screen._dirty_widgets or screen._callbacks:
        return False
    return has_handled_all(app)


def has_handled_all(app: App[None]) -> bool:
    """Whether no message and no callback waits in the app, its screen or what is on it."""
    nodes = [app, *app.screen.walk_children(with_self=True)]
    return all(node._message_queue.empty() and not node._next_callbacks for node in nodes)
