"""Text and lab side by side, or one of them where only one fits."""

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message

from nnterm.tui.drawing.rows import Role
from nnterm.tui.frame.brief_notice import notify_briefly
from nnterm.tui.frame.tab_order import Answerable, Stop, TabOrder
from nnterm.tui.lab.lab import Lab
from nnterm.tui.lab.panel_bar import PanelBar
from nnterm.tui.reading.exercise_view import ExerciseView
from nnterm.tui.reading.reader import Reader

WIDE = 100
"""Columns from which text and lab are side by side."""

VIEWS = (("read", "1 Read"), ("lab", "2 Lab"))

NAMES = 18
"""Cells of their names, with the blanks around them."""


NOTHING_ELSE, GO_BACK = "Nothing else in this step waits for keys.", " shift+tab goes back to what is done."
"""What tab says that leads nowhere."""


class Halves(Vertical):
    """Holds the reader and the lab; on a narrow screen `view` says which is seen."""

    DEFAULT_CSS = """
    Halves { height: 1fr; }
    Halves > Horizontal { height: 1fr; }
    """

    @dataclass(eq=False, repr=False)
    class ViewOpened(Message):
        """The other half is seen now."""

        view: str

    def __init__(self) -> None:
        super().__init__()
        self.view = "read"
        """`read` or `lab`."""
        self.narrow = False
        """Whether only one half is seen, for want of room."""
        self.lab_alone = False
        """Whether the lab has the whole width of a wide screen."""
        self._news: dict[str, str] = {}
        """What has come about in the text while the lab hides it, by what it is about."""
        self._order = TabOrder()

    def compose(self) -> ComposeResult:
        """Names of the views, and the halves."""
        yield PanelBar(id="views")
        with Horizontal():
            yield Reader()
            yield Lab()

    def fit(self, width: int) -> None:
        """Arrange for a screen of `width` columns."""
        was_narrow, self.narrow = self.narrow, width < WIDE
        self.screen.set_class(self.narrow, "narrow")
        focused = self.screen.focused
        if self.narrow != was_narrow and focused is not None:
            # The half that has the focus stays in sight.
            self.view = "lab" if self.query_one(Lab) in focused.ancestors else "read"
            self._set_lab_alone(self.lab_alone and self.view == "lab")
        self.open_view(self.view)

    def open_view(self, view: str) -> None:
        """See `view`, where only one fits; the text comes back where the lab has hidden it on a wide screen."""
        changed = view != self.view
        if view == "read" and self.lab_alone and not self.narrow:
            self._set_lab_alone(False)
            self.post_message(self.ViewOpened(view))
        self.view = view
        if not self.hides_text:
            self._news.clear()
        self.query_one(Reader).display = not self.hides_text
        self.query_one(Lab).display = not self.narrow or view == "lab"
        # Where one half is seen, its name says which, and which key leads to the other.
        self.query_one("#views").display = self.narrow or self.hides_text
        self._redraw_names()
        if self.narrow and changed:
            self.leave_fields()
            self.post_message(self.ViewOpened(view))

    def choose_view(self, view: str) -> None:
        """See `view` alone where one fits; on a wide screen `lab` hides the text, and `read` brings it back."""
        if not self.narrow and view == "lab" and not self.lab_alone:
            self._set_lab_alone(True)
            focused = self.screen.focused
            if focused is not None and self.query_one(Reader) in focused.ancestors:
                self.leave_fields()
            self.post_message(self.ViewOpened(view))
        self.open_view(view)

    def _set_lab_alone(self, lab_alone: bool) -> None:
        self.lab_alone = lab_alone
        self.screen.set_class(lab_alone, "lab-alone")

    def on_descendant_focus(self) -> None:
        """A field took the keys."""
        focused = self.screen.focused
        if focused is not None and not all(node.display for node in focused.ancestors_with_self):
            # It was clicked, and hidden before the click arrived.
            self.screen.set_focus(None)
        elif focused is not None:
            self._order.came_to(focused, self._blocks())
        self._redraw_names()
        self._name_ways()

    def on_descendant_blur(self) -> None:
        """A field gave the keys back."""
        self._redraw_names()
        self._name_ways()

    @on(ExerciseView.Arrived)
    def _name_ways(self) -> None:
        """Say beside each program which key leads to it from here."""
        programs = [block for block in self._blocks() if isinstance(block, ExerciseView)]
        # Few steps have one.
        ways = [(key, self._leads_to(way)) for key, way in (("tab", 1), ("shift+tab", -1))] if programs else []
        for program in programs:
            direct = [key for key, stop in ways if stop is not None and stop.widget is program.stops[0]]
            # Tab comes to whatever is open sooner or later, and to nothing that is done.
            program.set_way_in(direct[0] if direct else "tab" if program.is_open else "shift+tab")

    def _leads_to(self, direction: int) -> Stop | None:
        """Where tab (+1) or shift+tab (-1) leads from what has the keys."""
        half = self.view if self.narrow else None
        return self._order.leads_to(direction, self.screen.focused, self._blocks(), self.query_one(Lab).stops, half)

    def _redraw_names(self) -> None:
        """Name the views and the keys to them: a field that is typed into takes 1 and 2 for itself."""
        if not self.narrow and not self.hides_text:
            return
        is_free = self.screen.focused is None
        to_text = "1" if is_free else "esc, then 1"
        keys, role = f"{to_text} shows the text", Role.QUIET
        if self.narrow:
            keys = "1 shows the text, 2 the lab" if is_free else "esc, then 1 or 2"
        if self._news:
            keys, role = self._news_words(to_text), Role.PRESS
        self.query_one("#views", PanelBar).set_panels(VIEWS, self.view, keys, role)

    def _news_words(self, to_text: str) -> str:
        """All the news in words, or their number where there is room for no more."""
        words = f"{'. '.join(self._news.values())}. {to_text} shows it"
        if len(words) + NAMES <= self.size.width:
            return words
        return f"{len(self._news)} answers in the text. {to_text} shows them"

    @property
    def hides_text(self) -> bool:
        """Whether the lab is all that is seen."""
        return self.view == "lab" if self.narrow else self.lab_alone

    def set_news(self, about: str, news: str) -> None:
        """Say above the lab what has come about in the text, where the lab hides it, until the text is seen.

        It takes the place of earlier news that are `about` the same.
        """
        if self.hides_text:
            self._news[about] = news
        self._redraw_names()

    def forget_news(self) -> None:
        """Say no more what has come about in the text."""
        self._news.clear()
        self._redraw_names()

    def leave_fields(self) -> None:
        """Give the keys back to the lesson; tab begins at the top again."""
        self.screen.set_focus(None)
        self._order.forget()
        self._name_ways()

    def move_focus(self, direction: int) -> None:
        """Go to the next (+1) or previous (-1) thing that takes keys; on a narrow screen the half it is in is seen."""
        stop = self._leads_to(direction)
        if stop is None:
            return
        self._order.went(direction, stop)
        self.open_view(stop.view)
        if stop.widget is not None and stop.widget is self.screen.focused:
            is_done = any(not block.is_open for block in self._blocks())
            notify_briefly(self.screen, NOTHING_ELSE + (GO_BACK if is_done else ""))
        elif stop.widget is not None:
            self.screen.set_focus(stop.widget)

    def _blocks(self) -> list[Answerable]:
        """What of the text can be gone to: nothing while the lab has the whole of a wide screen."""
        if self.lab_alone and not self.narrow:
            return []
        return [child for child in self.query_one(Reader).children if child.display and isinstance(child, Answerable)]
