"""The Keras code of the experiment as the form has it."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.highlight import highlight
from textual.widgets import Static

from nnterm.tui.frame.scrolled import Scrolled


class CodeView(Scrolled):
    """A scrolling page of Python. `set_code` costs nothing when the code is the same."""

    DEFAULT_CSS = """
    CodeView { height: 1fr; padding: 0 1; scrollbar-size: 1 1; }
    CodeView > Static { width: 100%; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll_up", "scroll", show=False),
        Binding("down", "scroll_down", "scroll", show=False),
        Binding("pageup", "page_up", "", show=False),
        Binding("pagedown", "page_down", "", show=False),
        Binding("home", "scroll_home", "", show=False),
        Binding("end", "scroll_end", "", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._code = ""
        self._page = Static(expand=False)

    def compose(self) -> ComposeResult:
        """The page."""
        yield self._page

    def set_code(self, code: str) -> None:
        """Show another script."""
        if code != self._code:
            self._code = code
            self._page.update(highlight(code, language="python"))
