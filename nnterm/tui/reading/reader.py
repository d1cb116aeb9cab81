"""The left half of a lesson: one step of its text. What would answer a prediction is folded until the run is over."""

from dataclasses import dataclass
from typing import Any, TypeVar

from textual import on
from textual.geometry import Offset, Region
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from nnterm.lesson.blocks.structs import Block, Prose, Quiz
from nnterm.lesson.judging import ChallengeProgress
from nnterm.lesson.lesson import Step
from nnterm.tui.frame.scrolled import Scrolled
from nnterm.tui.reading.block_views import view_of
from nnterm.tui.reading.challenge_view import ChallengeView
from nnterm.tui.reading.exercise_view import ExerciseView
from nnterm.tui.reading.predict_view import PredictView
from nnterm.tui.reading.question_view import QuestionView

Kind = TypeVar("Kind", bound=Widget)

FOLDED = "The text goes on here when you have guessed and a run is over."
"""What is read in place of text that would answer a prediction."""


class Reader(Scrolled, can_focus=False):
    """Title, prose and blocks of a step, scrolling together. Posts `Moved` when its end comes into or out of sight."""

    @dataclass(eq=False, repr=False)
    class Moved(Message):
        """Whether there is text out of sight below has changed."""

        more: bool

    def __init__(self) -> None:
        super().__init__()
        self.more = False
        """Whether there is text below what is in sight."""
        self._revealed: set[str] = set()
        """Ids of predictions about which a run has ended since they were guessed, or that a run has answered."""
        self._folded: dict[str, list[Widget]] = {}
        """What waits for a run, by the prediction's id: first what is read in its place."""
        self._views: dict[str, Widget] = {}
        """What shows the blocks of the step, by their ids."""

    def on_mount(self) -> None:
        """Watch what the end depends on."""
        self.watch(self, "scroll_y", self._look, init=False)
        self.watch(self, "virtual_size", self._look_soon, init=False)

    def on_resize(self) -> None:
        """More or less of the text is in sight."""
        self._look_soon()

    def on_hide(self) -> None:
        """While the lab is seen nothing can be scrolled."""
        self._look_soon()

    def _look_soon(self) -> None:
        """Look when text and place for it have their sizes."""
        self.call_after_refresh(self._look)

    def _look(self) -> None:
        more = self.display and self.scroll_offset.y < self.max_scroll_y
        if more != self.more:
            self.more = more
            self.post_message(self.Moved(more))

    async def open_step(
        self, step: Step, answers: dict[str, tuple[str, bool]], progress: dict[str, ChallengeProgress]
    ) -> None:
        """Show another step; answers given before and progress with challenges come by the block's id."""
        self._folded, self._views = {}, {}
        waits_for = ""
        widgets: list[Widget] = [Static(step.title, classes="title", markup=False)]
        for block in step.blocks:
            id = getattr(block, "id", "")
            view = view_of(block, answers.get(id), progress.get(id))
            if view is not None:
                self._views[id] = view
                widgets += self._fold(block, view, waits_for)
            if isinstance(view, PredictView) and view.is_unanswered and id not in self._revealed:
                waits_for = id
        async with self.batch():
            await self.remove_children()
            await self.mount_all(widgets)
        self.scroll_home(animate=False)

    def _fold(self, block: Block, view: Widget, waits_for: str) -> list[Widget]:
        """What is mounted for `block`: what tells of the run below an open prediction is hidden, and a line says so."""
        if not waits_for or not isinstance(block, Prose | Quiz):
            return [view]
        view.display = False
        if waits_for in self._folded:
            self._folded[waits_for].append(view)
            return [view]
        place = Static(FOLDED, classes="folded", markup=False)
        self._folded[waits_for] = [place, view]
        return [place, view]

    @on(PredictView.Revealed)
    def _unfold(self, message: PredictView.Revealed) -> None:
        """The prediction no longer has an answer to keep back."""
        self._revealed.add(message.predict.id)
        for index, widget in enumerate(self._folded.pop(message.predict.id, ())):
            widget.display = bool(index)

    def focus_block(self, id: str) -> None:
        """Let what takes the keys of the block `id` have the focus, which brings it into sight."""
        view = self._views.get(id)
        if view is not None and not view.display:
            # A question about a run comes after the guess.
            view = next(self._views[predict] for predict, hidden in self._folded.items() if view in hidden)
        if isinstance(view, QuestionView | ChallengeView | ExerciseView):
            view.stops[0].focus()

    def blocks(self, kind: type[Kind]) -> list[Kind]:
        """The blocks of one kind, in reading order. Every frame needs them, so only the text is looked through."""
        return [child for child in self.children if isinstance(child, kind)]

    def scroll_to_region(self, region: Region, **options: Any) -> Offset:
        """Scroll to a place in the text. While the lab hides it, it has no size, and would go to a wrong one."""
        return super().scroll_to_region(region, **options) if self.size else Offset()

    def on_show(self) -> None:
        """Scroll to what took the focus while the text was hidden."""
        self._look_soon()
        focused = self.screen.focused
        if focused is not None and self in focused.ancestors:
            focused.scroll_visible(animate=False)
