"""`nnterm` and `nnterm LESSON`: the screen."""

import asyncio
import sys
import threading
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING

from nnterm import paths
from nnterm.commands.opened_store import opened_store
from nnterm.commands.target import course
from nnterm.runs.chosen_trainer import chosen_trainer
from nnterm.tui import glyphs
from nnterm.tui.ending import Ending
from nnterm.tui.terminal import best_glyphs, check_terminal
from nnterm.tui.vigil import idle_minutes

if TYPE_CHECKING:
    from nnterm.tui.app import NntermApp


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
        sys.excepthook = partial(_report, app)
        asyncio.run(_run(app))
    if app.crash.words:
        print(f"nnterm: {app.crash.words}", file=sys.stderr)
    if app.ending is not None and app.ending.code is not None:
        return app.ending.code
    return app.return_code or 0


async def _run(app: "NntermApp") -> None:
    """Run the app. Whoever ends the process, by a signal or by closing the window, gets the terminal back in order."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(app.handle_loop_error)
    threading.excepthook = lambda thread: loop.call_soon_threadsafe(
        app.handle_loop_error, loop, {"exception": thread.exc_value}
    )
    app.ending = Ending(partial(_leave, app, loop), partial(_end_at_once, app), sys.stdin.fileno())
    app.ending.watch()
    await app.run_async()


def _leave(app: "NntermApp", loop: asyncio.AbstractEventLoop, code: int) -> None:
    """Begin an orderly end with the exit code `code`, from any thread."""
    if (hurry := getattr(app._driver, "hurry", None)) is not None:
        hurry()
    loop.call_soon_threadsafe(lambda: app.exit(return_code=code))


def _end_at_once(app: "NntermApp") -> None:
    """Leave no process and no unusable terminal behind, from any thread; the process ends next."""
    app.training.kill()
    if (give_back := getattr(app._driver, "give_back", None)) is not None:
        give_back()


def _report(app: "NntermApp", kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    """Report an error that the app met at its very end, where it can no longer do so itself."""
    from nnterm.runs.crash_report import write_report

    _end_at_once(app)
    print(f"nnterm: {app.crash.words or write_report(error, {})}", file=sys.stderr)
