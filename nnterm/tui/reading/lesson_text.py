"""A piece of the lesson's prose, set from Markdown as one widget."""

from collections.abc import Iterable
from typing import ClassVar

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.markdown import CodeBlock, Markdown, MarkdownElement, TableElement
from rich.segment import Segment
from rich.syntax import Syntax
from rich.table import Table
from textual import events
from textual.widgets import Static

from nnterm.lesson.parsing.outline import parser
from nnterm.tui.messages import TextClicked
from nnterm.tui.theme import PROSE


class _Code(CodeBlock):
    """Code without the blank rows that Rich puts above and below it."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Syntax(str(self.text).rstrip(), self.lexer_name, theme=self.theme, word_wrap=True, padding=(0, 2))


class _Table(TableElement):
    """A table without blank rows above and below."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for part in super().__rich_console__(console, options):
            if isinstance(part, Table):
                part.show_edge = False
                for column in part.columns:
                    # A word to learn is broken before it is cut.
                    column.overflow = "fold"
            yield part


class _Text(Markdown):
    """Markdown that is set once for each width: Textual asks for its height first, and for its lines then."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "fence": _Code,
        "code_block": _Code,
        "table_open": _Table,
    }

    def __init__(self, markdown: str) -> None:
        # Rich would build a reader of its own for each text, which takes longer than to read it.
        self.markup, self.parsed = markdown, parser().parse(markdown)
        self.code_theme = self.inline_code_theme = "ansi_dark"
        self.justify, self.style, self.hyperlinks, self.inline_code_lexer = None, "none", False, None
        self._set_for: object = None
        self._set: list[Segment] = []

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        # Another theme gives the text other colours.
        wanted = (options.max_width, [console.get_style(name) for name in PROSE])
        if wanted != self._set_for:
            parts = super().__rich_console__(console, options)
            self._set = [each for part in parts for each in _segments(part, console, options)]
            self._set_for = wanted
        yield from self._set


def _segments(part: RenderableType | Segment, console: Console, options: ConsoleOptions) -> Iterable[Segment]:
    return [part] if isinstance(part, Segment) else console.render(part, options.reset_height())


class LessonText(Static):
    """Markdown as Rich sets it: one widget a piece, which mounts many times faster than one a paragraph."""

    DEFAULT_CSS = "LessonText { height: auto; padding: 0 1; margin-bottom: 1; }"

    def __init__(self, markdown: str) -> None:
        super().__init__(_Text(markdown))

    def on_click(self, event: events.Click) -> None:
        """Say which word it was."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        rows = range(max(0, offset.y - 1), min(self.content_size.height, offset.y + 2))
        lines = {row: self.render_line(row).text for row in rows}
        before = sum(len(line) + 1 for row, line in lines.items() if row < offset.y)
        if offset.x < len(lines.get(offset.y, "")):
            self.post_message(TextClicked("\n".join(lines.values()), before + offset.x))
