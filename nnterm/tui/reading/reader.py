"""The left half of a lesson: one step of its text."""

from dataclasses import dataclass
from typing import Any

from textual.containers import VerticalScroll
from textual.geometry import Offset, Region
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from nnterm.lesson.judging import ChallengeProgress
from nnterm.lesson.lesson import Step
from nnterm.tui.reading.block_views import view_of


class Reader(VerticalScroll, can_focus=False):
    """Title, prose and blocks of a step, scrolling together. Posts `Moved` when its end comes into or out of sight."""

    @dataclass
    class Moved(Message):
        """Whether there is text out of sight below has changed."""

        more: bool

    def __init__(self) -> None:
        super().__init__()
        self.more = False
        """Whether there is text below what is in sight."""

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
        widgets: list[Widget] = [Static(step.title, classes="title", markup=False)]
        for block in step.blocks:
            id = getattr(block, "id", "")
            view = view_of(block, answers.get(id), progress.get(id))
            if view is not None:
                widgets.append(view)
        async with self.batch():
            await self.remove_children()
            await self.mount_all(widgets)
        self.scroll_home(animate=False)

    def scroll_to_region(self, region: Region, **options: Any) -> Offset:
        """Scroll to a place in the text. While the lab hides it, it has no size, and would go to a wrong one."""
        return super().scroll_to_region(region, **options) if self.size else Offset()

    def on_show(self) -> None:
        """Scroll to what took the focus while the text was hidden."""
        self._look_soon()
        focused = self.screen.focused
        if focused is not None and self in focused.ancestors:
            focused.scroll_visible(animate=False)
