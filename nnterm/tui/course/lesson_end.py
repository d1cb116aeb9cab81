"""The page that a lesson ends on: what was learned, what is still open, and what is next."""

from collections.abc import Callable
from typing import ClassVar, Literal, NamedTuple

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from nnterm.lesson.course import LessonHead
from nnterm.runs.store.lesson_summary import LessonSummary
from nnterm.runs.store.open_items import OpenItem
from nnterm.tui.drawing import glyphs
from nnterm.tui.frame.dismissed_once import DismissedOnce
from nnterm.tui.frame.key_line import Key, KeyLine
from nnterm.tui.frame.top_bar import TopBar

Way = OpenItem | Literal["next", "course"] | None
"""Where to go from here: to what is open, to the next lesson or the end of the course, to the course, or back to the
last step."""


LOOK = 1.0
"""Seconds between two looks at what is done: seeds of a challenge may pass it while the page is open."""


class Done(NamedTuple):
    """What is done in a lesson."""

    summary: LessonSummary
    items: tuple[OpenItem, ...]
    """What is open."""


class LessonEndScreen(DismissedOnce[Way]):
    """Gives back where the learner wants to go."""

    CSS_PATH = "lesson_end.tcss"
    AUTO_FOCUS = "OptionList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,enter", "leave('next')", "next lesson", show=False),
        Binding("l", "leave('course')", "lessons", show=False),
        Binding("p,escape", "leave", "back", show=False),
    ]

    def __init__(
        self,
        done: Done,
        after: LessonHead | None,
        look: Callable[[], Done],
        keep: Callable[[Callable[[], None]], object],
    ) -> None:
        """`done` is shown where `look` fails; `after` is the lesson that comes next, None after the last one.

        `keep` calls what it is given, and reports a store that fails.
        """
        super().__init__()
        self._done = done
        self._after = after
        self._look = look
        keep(self._read)
        self._keep = keep

    def _read(self) -> None:
        self._done = self._look()

    async def _look_again(self) -> None:
        """Show what was done meanwhile."""
        before = self._done
        self._keep(self._read)
        if self._done != before:
            await self.recompose()
            for items in self.query(OptionList):
                items.focus()

    def compose(self) -> ComposeResult:
        """Bar, what was learned, what is open, what is next, keys."""
        head = self._done.summary.head
        bar = TopBar()
        bar.set_text(title=f"{head.number} {head.title}")
        yield bar
        with VerticalScroll(can_focus=False):
            yield Static(self._heading(), id="learned")
            if self._done.summary.head.objectives:
                yield Static(Text("You can now", "dim"))
                yield Static(self._learned(), classes="objectives")
            if self._done.items:
                yield Static(Text("Still open", "bold"))
                yield OptionList(*(Option(_line(item)) for item in self._done.items))
            yield Static(self._next(), id="next")
        yield KeyLine(self._keys(head))

    def on_mount(self) -> None:
        """Begin at the top."""
        self.set_interval(LOOK, self._look_again)
        # The list takes the focus, and with it the page scrolls down to it.
        self.call_after_refresh(self.query_one(VerticalScroll).scroll_home, animate=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go to what is open."""
        self.dismiss(self._done.items[event.option_index])

    def action_open(self) -> None:
        """Go to the chosen one of what is open."""
        for items in self.query(OptionList):
            items.action_select()

    def action_leave(self, way: Literal["next", "course"] | None = None) -> None:
        """Go there; None is back to the last step."""
        self.dismiss(way)

    def _heading(self) -> Text:
        summary, text = self._done.summary, Text()
        if not self._done.items:
            text.append(f"{glyphs.current().check} Lesson {summary.head.number} is done.\n", "bold")
        else:
            text.append(f"You have read all of lesson {summary.head.number}.\n", "bold")
        if counts := _counts(summary):
            text.append(f"{counts}\n", "dim")
        return text

    def _learned(self) -> Table:
        """The objectives; one that takes several rows goes on below its first word."""
        table = Table.grid(padding=(0, 1, 0, 0))
        for objective in self._done.summary.head.objectives:
            words = objective if objective[1:2].isupper() else objective[:1].lower() + objective[1:]
            table.add_row(glyphs.current().separator, Text(words))
        return table

    def _next(self) -> Text:
        if self._after is None:
            return Text("This was the last lesson of the course. n shows what you can do now.", "bold")
        text = Text()
        text.append("Next: ", "dim")
        text.append(f"{self._after.number} {self._after.title}\n", "bold")
        text.append(self._after.summary)
        return text

    def _keys(self, head: LessonHead) -> list[Key]:
        keys: list[Key] = []
        if self._done.items:
            keys += [("enter", "goes there", "open")]
        if self._after is not None:
            keys.append(("n", f"lesson {self._after.number}", "leave('next')"))
        else:
            keys.append(("n", "what you can do now", "leave('next')"))
        return [
            *keys,
            ("p", "last step", "leave"),
            ("l", "lessons", "leave('course')"),
            ("q", "quit", "app.leave"),
        ]


def _line(item: OpenItem) -> Text:
    text = Text()
    text.append(f"step {item.step + 1:>2}  ", "dim")
    text.append(f"{item.kind.value}{', missed' if item.was_missed else ''}: ", "bold")
    text.append(item.title)
    return text


def _counts(summary: LessonSummary) -> str:
    """`2 of 3 guesses right, 4 of 5 questions right, 1 of 1 challenge passed.`; empty where nothing is to do."""
    found = []
    for done, whole, (one, several), verb in (
        (summary.foreseen, summary.guesses, ("guess", "guesses"), "right"),
        (summary.right, summary.quizzes, ("question", "questions"), "right"),
        (summary.passed, summary.challenges, ("challenge", "challenges"), "passed"),
        (summary.solved, summary.exercises, ("exercise", "exercises"), "solved"),
    ):
        if whole:
            found.append(f"{done} of {whole} {one if whole == 1 else several} {verb}")
    return f"{', '.join(found)}." if found else ""
