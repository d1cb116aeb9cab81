"""What the app is at, for the report of a crash."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nnterm.tui.app import NntermApp


def circumstances(app: "NntermApp", keys: Iterable[str]) -> dict[str, str]:
    """Screens, lesson, focus, run and the names of the last `keys`: nothing that was typed or answered."""
    run = app.training.run
    return {
        "screens": ", ".join(type(screen).__name__ for screen in app._screen_stack),
        "lesson": app.opened.id if app.opened is not None else "",
        "focus": type(app.focused).__name__ if app._screen_stack else "",
        "run": f"{run.experiment}, {run.state.value}, epoch {run.epochs} of {run.planned}" if run else "none",
        "trainer": app.training.status.value,
        "keys": " ".join(keys),
    }
