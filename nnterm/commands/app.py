"""`nnterm` and `nnterm LESSON`: the screen."""

import asyncio
import sys
import threading
from contextlib import suppress
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING

from nnterm import paths
from nnterm.commands.chosen_course import course
from nnterm.commands.opened_store import opened_store
from nnterm.runs.trainer.chosen_trainer import chosen_trainer
from nnterm.tui.drawing import glyphs
from nnterm.tui.session.ending import Ending
from nnterm.tui.session.idle_minutes import idle_minutes
from nnterm.tui.terminal import best_glyphs, check_terminal

if TYPE_CHECKING:
    from nnterm.tui.app import NntermApp


def run(lesson: str | None, chosen_glyphs: str | None, folder: str | None, follows: bool) -> int:
    """Open the course, or a lesson of it. Raises TerminalError where there is no terminal for it.

    Lessons of another folder follow their files while they are open, those that ship only on request.
    """
    found = course(folder, lesson or "")
    head = found.find(lesson) if lesson is not None else None
    check_terminal()
    glyphs.use(chosen_glyphs or best_glyphs())
    minutes = idle_minutes()
    sys.excepthook = partial(_report, None)
    from nnterm.tui.app import NntermApp

    follows = follows or folder is not None or found.folder != paths.course()
    app = None
    with opened_store() as store:
        try:
            app = NntermApp(found, store, head, chosen_trainer(), idle_minutes=minutes, follows=follows)
            sys.excepthook = partial(_report, app)
            asyncio.run(_run(app))
        except OSError as error:
            # For a command it would be a matter of its files. Here it is one more error that nobody expected.
            _report(app, type(error), error, None)
            return 1
    if app.crash.words:
        print(app.crash.words, file=sys.stderr)
    if app.ending is not None and app.ending.code is not None:
        return app.ending.code
    return app.return_code or 0


async def _run(app: "NntermApp") -> None:
    """Run the app. Whoever ends the process, by a signal or by closing the window, gets the terminal back in order."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(app.handle_loop_error)
    threading.excepthook = partial(_report_thread, app, loop)
    app.ending = Ending(partial(_leave, app, loop), partial(_end_at_once, app), sys.stdin.fileno())
    app.ending.watch()
    try:
        await app.run_async()
    except BaseException:
        # The way out itself failed, and left undone what came after.
        _end_at_once(app)
        raise


def _leave(app: "NntermApp", loop: asyncio.AbstractEventLoop, code: int) -> None:
    """Begin an orderly end with the exit code `code`, from any thread."""
    if (hurry := getattr(app._driver, "hurry", None)) is not None:
        hurry()
    # When the loop is closed the app is through, and what is left to do takes no time.
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(lambda: app.exit(return_code=code))


def _end_at_once(app: "NntermApp") -> None:
    """Clean up child processes and the terminal, from any thread; the process ends next."""
    if app.context.has_training:
        app.training.kill()
    if (give_back := getattr(app._driver, "give_back", None)) is not None:
        give_back()


def _report_thread(app: "NntermApp", loop: asyncio.AbstractEventLoop, thread: threading.ExceptHookArgs) -> None:
    """Let the app report an error of a thread, as long as there is an app."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(app.handle_loop_error, loop, {"exception": thread.exc_value})


def _report(
    app: "NntermApp | None", kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    """Report an error from before there was an app, or from its very end, where it can no longer do so itself."""
    from nnterm.runs.crash_report import write_report

    words = app.crash.words if app is not None else ""
    if app is not None:
        _end_at_once(app)
    print(words or write_report(error, {}), file=sys.stderr)
