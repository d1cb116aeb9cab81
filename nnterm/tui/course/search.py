"""Search over the course: what is typed, and the places where it occurs."""

from textwrap import shorten
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from nnterm.lesson.search import Page, Place, front_page, pages, search
from nnterm.tui.context import AppContext
from nnterm.tui.drawing import glyphs
from nnterm.tui.frame.dismissed_once import DismissedOnce
from nnterm.tui.frame.key_line import KeyLine

KEYS = (
    ("enter", "open it there", "open"),
    ("up/down", "choose", "cursor(1)"),
    ("esc", "back to the lessons", "close"),
)

PAGE = 8
"""Places that page up and page down pass."""

_BESIDE = 5
"""Columns of the list that hold no text: what is kept clear at both sides, and the scrollbar."""


class SearchScreen(DismissedOnce[Place | None]):
    """Finds as one types. Enter gives the place back, which is opened; escape gives None."""

    CSS_PATH = "finding.tcss"
    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "back", show=False),
        Binding("up", "cursor(-1)", "up", show=False, priority=True),
        Binding("down", "cursor(1)", "down", show=False, priority=True),
        Binding("pageup", "page(-1)", "up", show=False, priority=True),
        Binding("pagedown", "page(1)", "down", show=False, priority=True),
    ]

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._app_context = context
        self._pages: list[Page] = []
        self._places: tuple[Place, ...] = ()

    def compose(self) -> ComposeResult:
        """Field, what was found, keys."""
        yield Input(placeholder="Search: words of a title or of the text", select_on_focus=False)
        yield Static(id="count")
        found = OptionList(id="found")
        # The field keeps the keys; up and down are passed on.
        found.can_focus = False
        yield found
        yield KeyLine(KEYS)

    def on_mount(self) -> None:
        """Search what was read so far; the rest comes as it is read."""
        self.run_worker(self._read(), exclusive=True)
        self._gather()

    async def _read(self) -> None:
        async for _ in self._app_context.lessons.fill():
            pass
        self._gather()

    def _gather(self) -> None:
        read = self._app_context.lessons.ordered()
        fronts = [front_page(head) for head in self._app_context.course.lessons]
        self._pages = [*fronts, *(page for lesson in read for page in pages(lesson))]
        self._find()

    def on_input_changed(self) -> None:
        """Find anew with every letter."""
        self._find()

    def on_resize(self) -> None:
        """Lines are set for the width."""
        if self.is_mounted:
            self._find()

    def _find(self) -> None:
        wanted = self.query_one(Input).value
        self._places = search(self._pages, wanted)
        found = self.query_one(OptionList)
        width = min(self.size.width, 100) - _BESIDE
        found.set_options([Option(_lines(place, wanted.split(), width)) for place in self._places])
        found.highlighted = 0 if self._places else None
        self.query_one("#count", Static).update(Text(self._count(wanted), "dim"))

    def _count(self, wanted: str) -> str:
        if not wanted.strip():
            return "Titles, summaries, objectives and the text of every lesson are searched."
        if not self._places:
            return "Nothing was found. Try fewer words, or a part of one."
        number = len(self._places)
        return f"{number} place{'' if number == 1 else 's'}"

    def on_input_submitted(self) -> None:
        """Open the chosen place."""
        self.action_open()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A place was clicked."""
        self.dismiss(self._places[event.option_index])

    def action_open(self) -> None:
        """Give the place under the cursor back."""
        at = self.query_one(OptionList).highlighted
        if at is not None:
            self.dismiss(self._places[at])

    def action_cursor(self, direction: int) -> None:
        """Go to the next or previous place."""
        found = self.query_one(OptionList)
        if direction > 0:
            found.action_cursor_down()
        else:
            found.action_cursor_up()

    def action_page(self, direction: int) -> None:
        """Go some places further or back."""
        found = self.query_one(OptionList)
        if found.highlighted is not None:
            found.highlighted = min(max(0, found.highlighted + PAGE * direction), len(self._places) - 1)

    def action_close(self) -> None:
        """Back without opening anything."""
        self.dismiss(None)


def _lines(place: Place, words: list[str], width: int) -> Text:
    """Two lines: lesson and step, and the words with some text around them."""
    head = place.head
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append(f"{head.number:>2} ", "dim")
    text.append(head.title, "bold")
    if place.step is not None:
        text.append(f" {glyphs.current().separator} step {place.step + 1}: {place.title}")
    excerpt = Text(shorten(place.excerpt, width - 3, placeholder=" ..."), "dim")
    excerpt.highlight_words(words, "bold not dim", case_sensitive=False)
    text.append("\n   ")
    text.append_text(excerpt)
    return text
