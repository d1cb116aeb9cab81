"""`nnterm` and `nnterm LESSON`: the screen."""

from nnterm.commands.target import course
from nnterm.runs.store import RunStore
from nnterm.tui import glyphs
from nnterm.tui.terminal import best_glyphs, check_terminal


def run(lesson: str | None, chosen_glyphs: str | None, folder: str | None) -> int:
    """Open the course, or a lesson of it. Raises TerminalError where there is no terminal for it."""
    found = course(folder)
    head = found.find(lesson) if lesson is not None else None
    check_terminal()
    glyphs.use(chosen_glyphs or best_glyphs())
    from nnterm.tui.app import NntermApp

    app = NntermApp(found, RunStore.open(), head)
    app.run()
    return app.return_code or 0
