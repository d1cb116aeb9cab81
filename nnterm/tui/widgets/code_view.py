"""The Keras code of the experiment as the form has it."""

from rich.syntax import Syntax
from textual.containers import VerticalScroll
from textual.widgets import Static


class CodeView(VerticalScroll):
    """A scrolling page of Python. `show` costs nothing when the code is the same."""

    DEFAULT_CSS = """
    CodeView { height: 1fr; padding: 0 1; }
    CodeView > Static { width: auto; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._code = ""
        self._page = Static(expand=False)

    def compose(self):  # type: ignore[no-untyped-def]
        """The page."""
        yield self._page

    def show(self, code: str) -> None:
        """Show another script."""
        if code != self._code:
            self._code = code
            dark = self.app.current_theme.dark
            theme = "ansi_dark" if dark else "ansi_light"
            self._page.update(Syntax(code, "python", theme=theme, background_color="default", word_wrap=False))
