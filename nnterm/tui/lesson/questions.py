"""What a lesson asks in a dialog over its screen before it goes on; see `LessonView` for what each is for.

Each dialog is imported when it is opened, and made ready before, see `preparing`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.screen import Screen

from nnterm.experiment.run import Run
from nnterm.tui.dialogs.asking import ask

if TYPE_CHECKING:
    from nnterm.tui.dialogs.leave_lesson import Choice

Over = Screen[None]
"""The lesson's screen."""


def ask_to_leave(screen: Over, run: Run | None, stop: Callable[[], object], leave: Callable[[], object]) -> None:
    """Ask before `leave`; `stop` ends the run, or where that is None the code, if that is chosen."""
    from nnterm.tui.dialogs.leave_lesson import LeaveLessonScreen

    def go(choice: "Choice | None") -> None:
        if choice == "stop":
            stop()
        if choice is not None and screen.is_current:
            leave()

    screen.app.push_screen(LeaveLessonScreen(run), go)


def ask_to_fork(screen: Over, epoch: int, end: int, fork: Callable[[], object]) -> None:
    """Ask before `fork`."""
    from nnterm.tui.dialogs.fork import ForkScreen

    ask(screen, ForkScreen(epoch, end), fork)


def ask_to_delete(screen: Over, count: int, kept: int, delete: Callable[[], object]) -> None:
    """Ask before `delete` of `count` runs, where `kept` more cannot go."""
    from nnterm.tui.dialogs.delete_runs import DeleteRunsScreen

    ask(screen, DeleteRunsScreen(count, kept), delete)


def ask_for_seeds(screen: Over, count: int, begin: Callable[[int], object]) -> None:
    """Ask for a number of seeds, and `begin` with it."""
    from nnterm.tui.dialogs.seeds import SeedsScreen

    def go(chosen: int | None) -> None:
        if chosen is not None and screen.is_current:
            begin(chosen)

    screen.app.push_screen(SeedsScreen(count), go)
