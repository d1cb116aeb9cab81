"""What a lesson's screen says beside its text: the badge of the trainer, what is new in the lab, what the keys do."""

from typing import TYPE_CHECKING

from textual.screen import Screen

from nnterm.tui.context import AppContext
from nnterm.tui.drawing.rows import Role
from nnterm.tui.frame.key_line import KeyLine
from nnterm.tui.frame.top_bar import TopBar
from nnterm.tui.lab.lab import Lab
from nnterm.tui.lesson.controllers import Controllers
from nnterm.tui.lesson.keyboard.keys import focused_keys
from nnterm.tui.lesson.keyboard.status_hint import status_hint
from nnterm.tui.lesson.model import LessonModel
from nnterm.tui.lesson.screen_view import ScreenView
from nnterm.tui.session.badge import badge

if TYPE_CHECKING:
    from nnterm.tui.lesson.keyboard.commands import LessonCommands


COMPILING = "Your code compiles its model.", Role.QUIET
"""The hint before the first epoch of what the learner's code trains."""

NOTHING = "", Role.QUIET


class Appearance:
    """Brings bar, lab and key line of `screen` up to date with the model and the trainer."""

    def __init__(
        self, screen: Screen[None], model: LessonModel, view: ScreenView, parts: Controllers, context: AppContext
    ) -> None:
        self._screen = screen
        self._model = model
        self._view = view
        self._parts = parts
        self._training = context.training
        self._studies = context.studies

    def name_device(self) -> None:
        """Say in the bar what trains, and whether it is ready."""
        self._screen.query_one(TopBar).set_text(badge=badge(self._training), studies=self._studies.progress)

    def draw(self) -> None:
        """Draw what the run has that is new."""
        training = self._training
        if (own := self._model.own) is not None:
            waits = own.run is not None and not own.run.epochs and not own.run.state.over
            self._screen.query_one(Lab).grow(COMPILING if waits else NOTHING)
        else:
            self._screen.query_one(Lab).grow(status_hint(self._model.lab, training), training.pace)
        self._parts.inspection.look()
        self.name_keys()

    def name_keys(self) -> None:
        """Say what the keys do now."""
        if self._screen.is_mounted:
            parts = self._parts
            offer = self._view.offer(parts.runs.control, parts.challenges.hints_left, parts.exercises.is_running)
            self._screen.query_one(KeyLine).set_keys(focused_keys(offer, self._screen.focused))


def lesson_commands() -> "type[LessonCommands]":
    """The keys by name, for the palette, which few learners open: they are imported when one does."""
    from nnterm.tui.lesson.keyboard.commands import LessonCommands

    return LessonCommands
