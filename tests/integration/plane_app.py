"""The app on a terminal of its own, with the lesson in the plane before it."""

from pathlib import Path

import psutil  # type: ignore[import-untyped]
from aftermath import epochs_kept
from plane_lesson import LONG, write_lesson
from processes import alive, command_line
from terminal_app import NNTERM, TerminalApp


def app_on(
    folder: Path, home: Path, epochs: int = LONG, *, samples: int = 200, units: int = 8, trainer: str = ""
) -> TerminalApp:
    """The app with the lesson in `folder`, and the command `trainer` in place of the real one where given."""
    lessons = write_lesson(folder / "lessons", epochs, samples, units)
    environment = {"NNTERM_HOME": str(home), **({"NNTERM_TRAINER": trainer} if trainer else {})}
    return TerminalApp((*NNTERM, "--lessons", str(lessons)), environment)


def open_lesson(app: TerminalApp) -> None:
    """From the course to the first step."""
    app.shows("In the plane")
    app.press("\r")
    app.shows("First step")


def begin_training(app: TerminalApp, home: Path) -> None:
    """Open the lesson and train until an epoch is kept and shown."""
    open_lesson(app)
    app.press("t")
    app.until(lambda: epochs_kept(home) > 0)
    app.shows(r"epoch [1-9]")


def trainer(app: TerminalApp) -> psutil.Process:
    """The training process."""
    (found,) = [child for child in app.children() if alive(child) and "trainer" in " ".join(command_line(child))]
    return found
