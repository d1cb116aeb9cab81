"""What a learner can do by now, over the whole course, and what is still open in it: the page that a course ends on."""

from collections.abc import Iterable
from typing import ClassVar

from rich.console import Group
from rich.padding import Padding
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from nnterm.errors import StoreError
from nnterm.lesson.course import LessonHead
from nnterm.runs.listing.attainment_lines import Line, LineKind, attainment_lines
from nnterm.runs.store.attainments import LessonAttainments, attainments
from nnterm.runs.store.open_items import OpenItem
from nnterm.tui.context import AppContext
from nnterm.tui.frame.key_line import Key, KeyLine
from nnterm.tui.frame.steady import SteadyScreen
from nnterm.tui.frame.top_bar import TopBar
from nnterm.tui.messages import OpenLessonRequested

STYLES = {LineKind.LESSON: "bold", LineKind.NAME: "dim", LineKind.ITEM: "", LineKind.TEXT: "", LineKind.BLANK: ""}
"""How each kind of line is written."""

INDENTS = {LineKind.LESSON: 0, LineKind.NAME: 2, LineKind.ITEM: 4, LineKind.TEXT: 0, LineKind.BLANK: 0}
"""Columns that each kind of line is indented by."""

SAVED = 'On paper: nnterm progress --transcript "Your Name" > transcript.txt'
"""How to take it along."""


class TranscriptScreen(SteadyScreen):
    """Shows the transcript, and opens the step of what is still open."""

    CSS_PATH = "transcript.tcss"
    AUTO_FOCUS = "VerticalScroll"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l,escape", "app.pop_screen", "lessons", show=False),
        Binding("space", "more", "down", show=False),
    ]

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._app_context = context
        self._open: list[tuple[LessonHead, OpenItem]] = []

    def compose(self) -> ComposeResult:
        """Bar, the page, keys."""
        yield TopBar()
        yield VerticalScroll()
        yield KeyLine()

    async def on_mount(self) -> None:
        """Fill the page; lessons that were not read yet are read first."""
        self.query_one(TopBar).set_text(title="What you can do now")
        context = self._app_context
        async for _ in context.lessons.fill():
            pass
        shown: tuple[LessonAttainments, ...] = ()
        try:
            progress = context.progress
            shown = attainments(context.lessons.ordered(), progress.all(), progress.all_answers())
        except StoreError as error:
            context.report(error)
        begun = [lesson for lesson in shown if lesson.summary.progress is not None]
        self._open = [(lesson.summary.head, item) for lesson in begun for item in lesson.open]
        page = self.query_one(VerticalScroll)
        await page.mount(Static(_page(attainment_lines(shown)), id="shown"))
        keys: list[Key] = [("space", "more", "more"), ("esc", "lessons", "app.pop_screen"), ("q", "quit", "app.leave")]
        if self._open:
            await page.mount(Static(Text("Still open in what you began", "bold")))
            await page.mount(OptionList(*(Option(_line(head, item)) for head, item in self._open)))
            keys = [("tab", "what is open", "app.focus_next"), ("enter", "opens it", "open"), *keys]
        if begun:
            await page.mount(Static(Text(SAVED, "dim")))
        self.query_one(KeyLine).set_keys(keys)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go to the step of what is open."""
        head, item = self._open[event.option_index]
        self.app.pop_screen()
        self.app.post_message(OpenLessonRequested(head, item.step))

    def action_open(self) -> None:
        """Go to the chosen one of what is open."""
        for items in self.query(OptionList):
            items.action_select()

    def action_more(self) -> None:
        """Scroll down by a page."""
        self.query_one(VerticalScroll).scroll_page_down(animate=False)


def _page(lines: Iterable[Line]) -> Group:
    """The lines, each broken below its own beginning."""
    return Group(*(Padding(Text(line.text, STYLES[line.kind]), (0, 0, 0, INDENTS[line.kind])) for line in lines))


def _line(head: LessonHead, item: OpenItem) -> Text:
    text = Text()
    text.append(f"{head.number} {head.title}, step {item.step + 1}  ", "dim")
    text.append(f"{item.kind.value}{', missed' if item.was_missed else ''}: ", "bold")
    text.append(item.title)
    return text
