"""Prose with lists, quotes and code, as Rich sets it. It loads Pygments: imported when there is such prose."""

from typing import ClassVar

from markdown_it.token import Token
from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Markdown, MarkdownElement, TableElement
from rich.syntax import Syntax
from rich.table import Table


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


class RichProse(Markdown):
    """Markdown of any kind."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "fence": _Code,
        "code_block": _Code,
        "table_open": _Table,
    }

    def __init__(self, markdown: str, tokens: list[Token]) -> None:
        # Rich would build a reader of its own for each text, which takes longer than to read it.
        self.markup, self.parsed = markdown, tokens
        self.code_theme = self.inline_code_theme = "ansi_dark"
        self.justify, self.style, self.hyperlinks, self.inline_code_lexer = None, "none", False, None
