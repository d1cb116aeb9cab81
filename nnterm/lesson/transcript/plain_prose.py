"""Markdown as plain text: for pipes and paper, for search, and for measuring how hard it reads."""

import textwrap
from collections.abc import Iterator

import msgspec
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from nnterm.lesson.parsing.outline import parser

NARROWEST = 20
"""Columns that indented text always gets."""


def plain(markdown: str) -> str:
    """The words of `markdown` without its marks, a line for each paragraph, cell and piece of code."""
    return "\n".join(_words(_tree(markdown)))


def wrapped(markdown: str, width: int) -> list[str]:
    """`markdown` as lines of at most `width` characters; code, tables and words longer than that keep their own."""
    return _blocks(_tree(markdown), width)


class Paragraph(msgspec.Struct, frozen=True):
    """A paragraph, or an item of a list."""

    line: int
    """Its first line in the text, from 0."""
    text: str
    """On one line. Inline code is in it, fences and tables are not."""


def paragraphs(stream: list[Token]) -> list[Paragraph]:
    """The paragraphs of a text whose Markdown tokens are `stream`: what is read as sentences."""
    return list(_paragraphs(SyntaxTreeNode(stream)))


def _tree(markdown: str) -> SyntaxTreeNode:
    return SyntaxTreeNode(parser().parse(markdown))


def _paragraphs(node: SyntaxTreeNode) -> Iterator[Paragraph]:
    for child in node.children:
        if child.type == "paragraph":
            yield Paragraph(child.map[0] if child.map else 0, _inline(child))
        elif child.type not in ("table", "heading"):
            yield from _paragraphs(child)


def _words(node: SyntaxTreeNode) -> Iterator[str]:
    for child in node.children:
        if child.type in ("fence", "code_block"):
            yield child.content.strip("\n")
        elif child.type == "inline":
            yield _inline(child)
        else:
            yield from _words(child)


def _blocks(node: SyntaxTreeNode, width: int, *, is_tight: bool = False) -> list[str]:
    lines: list[str] = []
    for child in node.children:
        if lines and not is_tight:
            lines.append("")
        lines += _block(child, width)
    return lines


def _block(node: SyntaxTreeNode, width: int) -> list[str]:
    match node.type:
        case "bullet_list" | "ordered_list":
            return _list(node, width)
        case "table":
            return _table(node)
        case "fence" | "code_block":
            return [f"    {line}".rstrip() for line in node.content.rstrip("\n").split("\n")]
        case "blockquote":
            return [f"  {line}".rstrip() for line in _blocks(node, width - 2)]
        case "hr":
            return ["-" * 5]
        case "heading":
            return [_inline(node), "-" * len(_inline(node))]
        case _:
            return fill(_inline(node), width)


def fill(text: str, width: int) -> list[str]:
    """The words of `text` in lines of at most `width` characters; line ends in it are kept. Long words stay whole."""
    lines: list[str] = []
    for part in text.split("\n"):
        lines += textwrap.wrap(part, max(NARROWEST, width), break_long_words=False, break_on_hyphens=False) or [""]
    return lines


def _list(node: SyntaxTreeNode, width: int) -> list[str]:
    lines: list[str] = []
    first = int(node.attrs.get("start", 1) or 0)
    for number, item in enumerate(node.children, first):
        mark = f"{number}. " if node.type == "ordered_list" else "- "
        is_tight = all(child.hidden for child in item.children if child.type == "paragraph")
        inner = _blocks(item, width - len(mark), is_tight=is_tight) or [""]
        lines += [("" if not line else (mark if not at else " " * len(mark)) + line) for at, line in enumerate(inner)]
        if not is_tight and item is not node.children[-1]:
            lines.append("")
    return lines


def _table(node: SyntaxTreeNode) -> list[str]:
    rows = [row.children for part in node.children for row in part.children]
    texts = [[_inline(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in texts) for column in range(len(texts[0]))]
    lines = []
    for cells, row in zip(rows, texts, strict=True):
        padded = [
            text.rjust(size) if "right" in str(cell.attrs.get("style", "")) else text.ljust(size)
            for cell, text, size in zip(cells, row, widths, strict=True)
        ]
        lines.append("  ".join(padded).rstrip())
    return [lines[0], "  ".join("-" * size for size in widths), *lines[1:]]


def _inline(node: SyntaxTreeNode) -> str:
    """The words of a paragraph, heading or cell; a link is followed by its address."""
    return "".join(_spans(node)).strip()


def _spans(node: SyntaxTreeNode) -> Iterator[str]:
    for child in node.children:
        match child.type:
            case "softbreak":
                yield " "
            case "hardbreak":
                yield "\n"
            case "text" | "code_inline":
                yield child.content
            case "link":
                words, address = "".join(_spans(child)), str(child.attrs.get("href", ""))
                yield words if address.startswith("#") or address in words else f"{words} ({address})"
            case _:
                yield from _spans(child)
