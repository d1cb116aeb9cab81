"""What a lesson asks in a dialog over its screen before it goes on; see `LessonView` for what each is for."""

from collections.abc import Callable

from textual.screen import Screen

from nnterm.experiment.run import Run
from nnterm.tui.dialogs.asking import ask
from nnterm.tui.dialogs.delete_runs import DeleteRunsScreen
from nnterm.tui.dialogs.fork import ForkScreen
from nnterm.tui.dialogs.leave_lesson import Choice, LeaveLessonScreen
from nnterm.tui.dialogs.seeds import SeedsScreen

Over = Screen[None]
"""The lesson's screen."""


def ask_to_leave(
    screen: Over, run: Run | None, left: int, stop: Callable[[], object], leave: Callable[[], object]
) -> None:
    """Ask before `leave`; `stop` ends the run, if that is chosen."""

    def go(choice: Choice | None) -> None:
        if choice == "stop":
            stop()
        if choice is not None and screen.is_current:
            leave()

    screen.app.push_screen(LeaveLessonScreen(run, left), go)


def ask_to_fork(screen: Over, epoch: int, end: int, fork: Callable[[], object]) -> None:
    """Ask before `fork`."""
    ask(screen, ForkScreen(epoch, end), fork)


def ask_to_delete(screen: Over, count: int, kept: int, delete: Callable[[], object]) -> None:
    """Ask before `delete` of `count` runs, where `kept` more cannot go."""
    ask(screen, DeleteRunsScreen(count, kept), delete)


def ask_for_seeds(screen: Over, count: int, begin: Callable[[int], object]) -> None:
    """Ask for a number of seeds, and `begin` with it."""

    def go(chosen: int | None) -> None:
        if chosen is not None and screen.is_current:
            begin(chosen)

    screen.app.push_screen(SeedsScreen(count), go)
