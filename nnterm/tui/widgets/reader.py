"""The left half of a lesson: one step of its text."""

from typing import Any

from textual.containers import VerticalScroll
from textual.geometry import Offset, Region
from textual.widget import Widget
from textual.widgets import Static

from nnterm.lesson.judging import Standing
from nnterm.lesson.lesson import Step
from nnterm.tui.widgets.block_views import view_of


class Reader(VerticalScroll, can_focus=False):
    """Title, prose and blocks of a step, scrolling together."""

    async def show(self, step: Step, answers: dict[str, tuple[str, bool]], standings: dict[str, Standing]) -> None:
        """Show another step; answers given before and standings of challenges come by the block's id."""
        widgets: list[Widget] = [Static(step.title, classes="title", markup=False)]
        for block in step.blocks:
            id = getattr(block, "id", "")
            view = view_of(block, answers.get(id), standings.get(id))
            if view is not None:
                widgets.append(view)
        async with self.batch():
            await self.remove_children()
            await self.mount_all(widgets)
        self.scroll_home(animate=False)

    def scroll_to_region(self, region: Region, **options: Any) -> Offset:
        """Scroll to a place in the text. Hidden behind the lab it has no size, and would go to a wrong one."""
        return super().scroll_to_region(region, **options) if self.size else Offset()

    def on_show(self) -> None:
        """Scroll to what took the focus while the text was hidden."""
        focused = self.screen.focused
        if focused is not None and self in focused.ancestors:
            focused.scroll_visible(animate=False)
