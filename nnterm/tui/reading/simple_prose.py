"""Paragraphs and tables of Markdown, set as `rich.markdown` sets them.

Most of a lesson is nothing else. That module brings Pygments along, which costs a lesson a tenth of its start-up: it is
left to pieces that have lists, quotes or code.
"""

from collections.abc import Iterator, Sequence

from markdown_it.token import Token
from rich import box
from rich.console import Console, JustifyMethod
from rich.style import Style
from rich.table import Table
from rich.text import Text

_BEGIN = {"strong_open": "markdown.strong", "em_open": "markdown.em", "s_open": "markdown.s"}
"""What opens a style within a line, and what Rich calls that style."""

_LINE = {"text", "code_inline", "softbreak", "hardbreak", "strong_close", "em_close", "s_close", *_BEGIN}
_PARAGRAPH = {"paragraph_open", "inline", "paragraph_close"}
_CELLS = {"th_open", "th_close", "td_open", "td_close"}
_TABLE = {"table_open", "thead_open", "thead_close", "tbody_open", "tbody_close", "tr_open", "tr_close", "table_close"}
_BLOCKS = _PARAGRAPH | _CELLS | _TABLE


def is_simple(tokens: Sequence[Token]) -> bool:
    """Whether a piece of prose has paragraphs and tables alone, and in these nothing but plain and marked words."""
    return all(token.type in _BLOCKS and all(child.type in _LINE for child in token.children or ()) for token in tokens)


def parts(tokens: Sequence[Token], console: Console) -> Iterator[Text | Table]:
    """Each paragraph and each table of `tokens`, for which `is_simple` holds."""
    paragraph = console.get_style("markdown.paragraph", default="none")
    table: Table | None = None
    row: list[Text] = []
    justify: JustifyMethod = "left"
    for token in tokens:
        match token.type:
            case "inline" if table is None:
                yield _text(token, console, paragraph, "left")
            case "inline":
                row.append(_text(token, console, Style.null(), justify))
            case "table_open":
                # Without blank rows above and below: there is one between any two parts.
                table = Table(
                    box=box.SIMPLE,
                    pad_edge=False,
                    style="markdown.table.border",
                    show_edge=False,
                    collapse_padding=True,
                )
            case "th_open" | "td_open":
                justify = _justified(token)
            case "thead_close" if table is not None:
                for heading in row:
                    heading.stylize("markdown.table.header")
                    # A word to learn is broken before it is cut.
                    table.add_column(heading, overflow="fold")
                row = []
            case "tr_close" if table is not None and table.columns:
                table.add_row(*row)
                row = []
            case "table_close" if table is not None:
                yield table
                table = None


def _justified(token: Token) -> JustifyMethod:
    style = str(token.attrs.get("style"))
    for justify in ("right", "center", "left"):
        if f"text-align:{justify}" in style:
            return justify
    return "default"


def _text(inline: Token, console: Console, base: Style, justify: JustifyMethod) -> Text:
    text = Text(justify=justify)
    styles = [base]
    for token in inline.children or ():
        match token.type:
            case "text":
                text.append(token.content, styles[-1])
            case "softbreak":
                text.append(" ", styles[-1])
            case "hardbreak":
                text.append("\n", styles[-1])
            case "code_inline":
                text.append(token.content, styles[-1] + console.get_style("markdown.code", default="none"))
            case opening if opening in _BEGIN:
                styles.append(styles[-1] + console.get_style(_BEGIN[opening], default="none"))
            case _:
                styles.pop()
    return text
