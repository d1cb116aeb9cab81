"""The glossary: the words of the shown step first, then all of them, each with its meaning."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from nnterm.lesson.course import Course
from nnterm.lesson.glossary.glossary import Glossary, Term
from nnterm.lesson.glossary.text import notes
from nnterm.tui.frame.dismissed_once import DismissedOnce
from nnterm.tui.frame.key_line import KeyLine
from nnterm.tui.frame.scrolled import Scrolled

KEYS = (
    ("up/down", "choose", "cursor(1)"),
    ("letters", "find", "find"),
    ("esc", "back", "close"),
)

PAGE = 10
"""Terms that page up and page down pass."""


class GlossaryScreen(DismissedOnce[None]):
    """Finds as one types; escape goes back to where the learner was."""

    CSS_PATH = "glossary.tcss"
    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "back", show=False),
        Binding("up", "cursor(-1)", "up", show=False, priority=True),
        Binding("down,enter", "cursor(1)", "down", show=False, priority=True),
        Binding("pageup", "page(-1)", "up", show=False, priority=True),
        Binding("pagedown", "page(1)", "down", show=False, priority=True),
    ]

    def __init__(
        self, course: Course, glossary: Glossary, here: tuple[Term, ...] = (), chosen: Term | None = None
    ) -> None:
        """`here` are the terms of the shown step; `chosen` is the one to show first."""
        super().__init__()
        self._course = course
        self._glossary = glossary
        self._here = here
        self._chosen = chosen

    def compose(self) -> ComposeResult:
        """Field, names, meaning, keys."""
        yield Input(placeholder="Glossary: type a word", select_on_focus=False)
        with Horizontal():
            names = OptionList()
            # The field keeps the keys; up and down are passed on.
            names.can_focus = False
            yield names
            with Scrolled(can_focus=False):
                yield Static()
        yield KeyLine(KEYS)

    def on_mount(self) -> None:
        """Show the first term, or the one that was requested."""
        self._list(self._chosen)

    def on_input_changed(self) -> None:
        """Find anew with every letter."""
        self._list()

    def _list(self, chosen: Term | None = None) -> None:
        """List what fits, with the cursor on `chosen` or on the best match."""
        wanted = " ".join(self.query_one(Input).value.casefold().split())
        names = self.query_one(OptionList)
        if wanted:
            # Whoever types a name wants that one first, not another that holds it as a part.
            fitting = [(rank, term) for term in self._glossary.terms if (rank := _rank(term, wanted)) is not None]
            options = [_option(term) for _, term in sorted(fitting, key=lambda each: each[0])]
        else:
            rest = [term for term in self._glossary.terms if term not in self._here]
            options = [_option(term) for term in self._here]
            if self._here:
                options = [_heading("In this step"), *options, _heading("All others")]
            options += [_option(term) for term in rest]
        names.set_options(options)
        ids = [option.id for option in options]
        first = next((at for at, id in enumerate(ids) if id), None)
        names.highlighted = ids.index(chosen.name) if chosen is not None and chosen.name in ids else first
        if first is None:
            self._set_term(None)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the meaning of the term under the cursor."""
        self._set_term(self._glossary.get(event.option.id or ""))

    def _set_term(self, term: Term | None) -> None:
        text = Text()
        if term is None:
            text.append("No such term.\n\n", "bold")
            text.append("Try a part of the word, or another word for it.", "dim")
        else:
            text.append(f"{term.name}\n\n", "bold")
            text.append(f"{term.meaning}\n")
            for note in notes(term, self._course):
                text.append(f"\n{note}", "dim")
        self.query_one(VerticalScroll).scroll_home(animate=False)
        self.query_one(VerticalScroll).query_one(Static).update(text)

    def action_cursor(self, direction: int) -> None:
        """Go to the next or previous term."""
        names = self.query_one(OptionList)
        if direction > 0:
            names.action_cursor_down()
        else:
            names.action_cursor_up()

    def action_page(self, direction: int) -> None:
        """Go some terms further or back."""
        for _ in range(PAGE):
            self.action_cursor(direction)

    def action_find(self) -> None:
        """The key line was clicked: begin another word."""
        self.query_one(Input).value = ""

    def action_close(self) -> None:
        """Back to where the learner was."""
        self.dismiss()


def _rank(term: Term, wanted: str) -> int | None:
    """0 for the name itself, then names and aliases that begin so, then those that hold it; None for no match."""
    names = [name.casefold() for name in term.names]
    if wanted in names:
        return 0
    if names[0].startswith(wanted):
        return 1
    if any(name.startswith(wanted) for name in names):
        return 2
    return 3 if any(wanted in name for name in names) else None


def _option(term: Term) -> Option:
    return Option(Text(term.name, no_wrap=True, overflow="ellipsis"), id=term.name)


def _heading(words: str) -> Option:
    return Option(words, disabled=True)
