"""A pilot that waits for the app, not for a quiet processor.

Textual's own pilot sleeps twice after each key, and takes a process that gets no processor time for an idle one. On a
busy machine it goes on while a screen is not laid out yet; on a quiet one it sleeps most of the time. It also sends a
message to every widget each time, which was two thirds of all messages in the tests: this one looks at their queues.
"""

import asyncio
from collections.abc import Callable

from textual import events
from textual.app import App, _character_to_key, _get_unicode_name_from_key
from textual.keys import REPLACED_KEYS
from textual.message_pump import MessagePump
from textual.pilot import Pilot

ROUNDS = 200
"""Most looks at an app that always has something to do, as while a run's events arrive."""

ARRIVAL = 5
"""Turns of the loop after which what was sent through the driver has reached the app."""

QUIET = 2
"""Looks in a row that find the app steady: at the first, a task that is no widget's may be about to go on."""

SPINS = 50
"""Turns of the loop in which most messages are handled; what takes longer waits for a thread, a timer or a process."""

PATIENCE = 30.0
"""Seconds for which one message may be worked on."""

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
            await self._handled()
            if self.app.is_running:
                await self.app.animator.wait_until_complete()
            if self.app._exception is not None:
                raise self.app._exception
            quiet = quiet + 1 if is_steady(self.app) else 0
            if quiet == QUIET:
                return
            self._paint()
        await self.wait_for(lambda: is_laid_out(self.app))

    async def _handled(self) -> None:
        """Wait until the app, its screen and all that is on it have handled what was sent to them before."""
        for _ in range(ARRIVAL):
            await asyncio.sleep(0)
        turns = 0
        busy = _pumps(self.app)
        while busy := [node for node in busy if not is_idle(node)]:
            if self.app._exception is not None or turns * TICK > PATIENCE:
                return
            await asyncio.sleep(0 if turns < SPINS else TICK)
            turns += 1

    async def burst_undrawn(self, *keys: str) -> None:
        """All `keys` at once, of which no frame is drawn before the last one: drawing is most of what typing takes."""
        with self.app.batch_update():
            for key in keys[:-1]:
                self.app.post_message(self._event_of(key))
            # The app passes each on to its screen, and that to a widget which had nothing to do when it was looked at.
            for _ in range(ROUNDS):
                await self._handled()
                if all(map(is_idle, _pumps(self.app))):
                    break
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
    return all(map(is_idle, _pumps(app)))


def is_idle(node: MessagePump) -> bool:
    """Whether `node` waits for its next message with nothing left to do, or will never handle one again."""
    if node._closing or node._closed:
        return True
    queue = node._message_queue
    waits = any(not waiter.done() for waiter in queue.ready_event._waiters)
    return waits and queue.empty() and not node._next_callbacks


def _pumps(app: App[None]) -> list[MessagePump]:
    return [app, *app.screen.walk_children(with_self=True)] if app.is_running else []
