"""The course: every lesson with its progress, and the device badge."""

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from nnterm.errors import StoreError
from nnterm.lesson.lesson import LessonHead
from nnterm.runs.progress import LessonProgress
from nnterm.tui import glyphs
from nnterm.tui.badge import badge
from nnterm.tui.messages import TrainerChanged
from nnterm.tui.rows import Role
from nnterm.tui.widgets.key_line import KeyLine
from nnterm.tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from nnterm.tui.app import NntermApp

KEYS = (
    ("enter", "open", "open"),
    ("↑↓", "choose", "cursor(1)"),
    ("d", "device", "app.device"),
    ("?", "keys", "app.help"),
    ("q", "quit", "app.leave"),
)


class CourseScreen(Screen[None]):
    """Lists the lessons. Enter opens the one under the cursor, which starts on the next unfinished one."""

    CSS_PATH = "course.tcss"
    app: "NntermApp"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor(1)", "down", show=False),
        Binding("k", "cursor(-1)", "up", show=False),
    ]

    def compose(self) -> ComposeResult:
        """Bar, list, keys."""
        yield TopBar()
        yield OptionList(id="lessons")
        yield KeyLine(KEYS)

    def on_mount(self) -> None:
        """Fill the list."""
        self.query_one(TopBar).show(title="Deep learning", badge=badge(self.app.training))
        self._fill()
        for error in self.app.course.broken:
            self.app.notify(str(error), title="A lesson cannot be read", severity="error", timeout=15, markup=False)

    def on_screen_resume(self) -> None:
        """Progress may have changed in the meantime."""
        if self.is_mounted:
            self._fill()

    def on_resize(self) -> None:
        """Lines are set for the width."""
        if self.is_mounted:
            self._fill()

    def on_trainer_changed(self, message: TrainerChanged) -> None:
        """Keep the badge true."""
        message.stop()
        self.query_one(TopBar).show(badge=badge(self.app.training))

    def on_top_bar_device_asked(self) -> None:
        """The badge was clicked."""
        self.app.action_device()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the chosen lesson."""
        self.app.open_lesson(self.app.course.lessons[event.option_index])

    def action_open(self) -> None:
        """Open the lesson under the cursor."""
        self.query_one(OptionList).action_select()

    def action_cursor(self, direction: int) -> None:
        """Go to the next or previous lesson."""
        lessons = self.query_one(OptionList)
        if direction > 0:
            lessons.action_cursor_down()
        else:
            lessons.action_cursor_up()

    def _fill(self) -> None:
        try:
            progress = self.app.progress.all()
        except StoreError as error:
            if not error.repeated:
                self.app.notify(error.remedy, title=error.message, severity="error", markup=False)
            progress = {}
        lessons = self.query_one(OptionList)
        heads = self.app.course.lessons
        lessons.clear_options()
        width = min(self.size.width, 100) - 4
        lessons.add_options([Option(_prompt(head, progress.get(head.id), width), id=head.id) for head in heads])
        unfinished = [i for i, head in enumerate(heads) if not progress.get(head.id, LessonProgress()).finished]
        # The lesson that was open, or where that is finished the next one that is not.
        opened = next((i for i, head in enumerate(heads) if head is self.app.opened), None)
        lessons.highlighted = opened if opened in unfinished else (unfinished or [0])[0]
        done = len(heads) - len(unfinished)
        self.query_one(TopBar).show(place=[(f"{done} of {len(heads)} lessons done", Role.QUIET)])


def _prompt(head: LessonHead, progress: LessonProgress | None, width: int) -> Text:
    """Two lines: mark, number, title, minutes; and the summary."""
    symbols = glyphs.current()
    mark, style = f"{symbols.empty} ", "dim"
    state = f"{head.minutes} min"
    if progress is not None and progress.finished:
        mark, style, state = f"{symbols.check} ", "green", f"done  {head.minutes} min"
    elif progress is not None:
        mark, style, state = f"{symbols.full} ", "yellow", f"at step {progress.step + 1}  {head.minutes} min"
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append(mark, style)
    text.append(f"{head.number:>2}  ", "dim")
    text.append(f"{head.title:<{max(1, width - 8 - len(state))}}", "bold")
    text.append(state, "dim")
    text.append(f"\n      {head.summary}", "dim")
    return text
