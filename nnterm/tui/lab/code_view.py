"""The Keras code of the experiment as the form has it."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.highlight import highlight
from textual.widgets import Static


class CodeView(VerticalScroll):
    """A scrolling page of Python. `set_code` costs nothing when the code is the same."""

    DEFAULT_CSS = """
    CodeView { height: 1fr; padding: 0 1; scrollbar-size: 1 1; }
    CodeView > Static { width: 100%; }
    """

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
