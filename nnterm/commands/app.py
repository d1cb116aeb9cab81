"""`nnterm` and `nnterm LESSON`: the screen."""

import asyncio
import signal
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from nnterm import paths
from nnterm.commands.opened_store import opened_store
from nnterm.commands.target import course
from nnterm.runs.chosen_trainer import chosen_trainer
from nnterm.tui import glyphs
from nnterm.tui.terminal import best_glyphs, check_terminal
from nnterm.tui.vigil import idle_minutes

if TYPE_CHECKING:
    from textual.app import App


def run(lesson: str | None, chosen_glyphs: str | None, folder: str | None, follows: bool) -> int:
    """Open the course, or a lesson of it. Raises TerminalError where there is no terminal for it.

    Lessons of another folder follow their files while they are open, those that ship only where it is asked for.
    """
    found = course(folder, lesson or "")
    head = found.find(lesson) if lesson is not None else None
    check_terminal()
    glyphs.use(chosen_glyphs or best_glyphs())
    minutes = idle_minutes()
    from nnterm.tui.app import NntermApp

    follows = follows or folder is not None or found.folder != paths.course()
    with opened_store() as store:
        app = NntermApp(found, store, head, chosen_trainer(), idle_minutes=minutes, follows=follows)
        asyncio.run(_run(app))
    return app.return_code or 0


async def _run(app: "App[None]") -> None:
    """Run the app. Whoever ends the process, by a signal or by closing the window, gets the terminal back in order."""
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGHUP"):
        # Windows has no SIGHUP, and no handlers in the loop.
        with suppress(AttributeError, NotImplementedError):
            number = getattr(signal, name)
            # As shells have it: 128 and the number of the signal.
            loop.add_signal_handler(number, partial(app.exit, return_code=128 + number))
    await app.run_async()
