"""A pilot that waits for the app, not for a quiet processor.

Textual's own pilot takes a process that gets no processor time for one that is idle. On a busy machine it goes on while
a screen is not laid out yet.
"""

import asyncio
from collections.abc import Callable

from textual.app import App
from textual.pilot import Pilot

ROUNDS = 200
"""Most looks at an app that always has something to do, as while a run's events arrive."""


class SteadyPilot(Pilot[None]):
    """Presses and clicks return when the app has handled them and has laid out its screen."""

    async def pause(self, delay: float | None = None) -> None:
        """Wait `delay` seconds, or until the processor is idle, and then until the app is steady."""
        await super().pause(delay)
        for _ in range(ROUNDS):
            if is_steady(self.app):
                return
            await self._work()
        await self.wait_for(lambda: is_laid_out(self.app))

    async def wait_for(self, condition: Callable[[], bool]) -> None:
        """Let the app work until `condition` holds, looking only at screens that are laid out.

        A condition that never holds is ended by whoever waits, or by pytest's timeout; what the app raises is raised
        here, since it will do nothing more.
        """
        while not (is_laid_out(self.app) and condition()):
            if self.app._exception is not None:
                raise self.app._exception
            await self._work()

    async def _work(self) -> None:
        await self._wait_for_screen()
        await asyncio.sleep(0.005)
        if self.app.is_running:
            self.app.screen._on_timer_update()


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
    nodes = [app, *screen.walk_children(with_self=True)]
    return all(node._message_queue.empty() and not node._next_callbacks for node in nodes)
