"""From the Markdown of a lesson to its steps: where each begins, what is prose, and which fences are blocks."""

import re
from functools import cache

import msgspec
from markdown_it import MarkdownIt
from markdown_it.token import Token

from nnterm.experiment.nearest import did_you_mean
from nnterm.lesson.blocks.block_fields import listed, quoted
from nnterm.lesson.parsing import frontmatter
from nnterm.lesson.parsing.problems import Problems

BLOCKS = ("experiment", "predict", "quiz", "challenge", "explore", "code")
"""Names of the blocks."""

MAXIMUM_LETTERS = 8000
"""Most characters of prose in a step: five times those of the longest step of the course."""

MAXIMUM_BLOCKS = 20
"""Most blocks in a step; four are usual."""

_DIRECTIVE = re.compile(r"\{([\w-]*)\}")


class Text(msgspec.Struct, frozen=True):
    """Lines of a step that are prose."""

    markdown: str
    line: int = 1
    """Its first line, from 1."""


class RawBlock(msgspec.Struct, frozen=True):
    """A fenced block whose YAML is not read yet."""

    line: int
    """Line of the opening fence, from 1."""
    name: str
    body: str


class Section(msgspec.Struct):
    """A step whose blocks are not read yet."""

    line: int
    title: str
    parts: list[Text | RawBlock] = []


EXTENSIONS = ["table", "strikethrough"]
"""What is read beyond CommonMark."""


@cache
def parser() -> MarkdownIt:
    """The reader of Markdown: CommonMark with tables and struck text."""
    return MarkdownIt("commonmark").enable(EXTENSIONS)


@cache
def _block_parser() -> MarkdownIt:
    """The same for blocks alone, which takes half the time."""
    return MarkdownIt("commonmark").enable(EXTENSIONS).disable(["inline", "text_join"])


def tokens(text: str, *, with_inline: bool = True) -> list[Token]:
    """The Markdown tokens of a lesson's text, their line maps counting from 0 at the top of the file.

    What is within a line, as bold words are, is there where it is wanted: `with_inline`.
    """
    lines = text.split("\n")
    end = frontmatter.end_of(lines)
    # Blank lines in place of the front matter keep every line number that of the file.
    body = lines if end is None else [""] * (end + 1) + lines[end + 1 :]
    return (parser() if with_inline else _block_parser()).parse("\n".join(body))


def sections(text: str, stream: list[Token], problems: Problems) -> list[Section]:
    """The steps of a lesson's text, whose tokens are `stream`."""
    lines = text.split("\n")
    found: list[Section] = []
    end = frontmatter.end_of(lines)
    prose_from = 0 if end is None else end + 1

    def close_prose(before: int) -> None:
        prose = lines[prose_from:before]
        markdown = "\n".join(prose).strip("\n")
        if markdown.strip() and found:
            blank = next(index for index, line in enumerate(prose) if line)
            found[-1].parts.append(Text(markdown, prose_from + blank + 1))

    for index, token in enumerate(stream):
        if token.map is None:
            continue
        start, stop = token.map
        if token.type == "fence":
            _check_closed(token, problems)
            name = _block_name(token, problems)
            if name is not None and found:
                close_prose(start)
                prose_from = stop
                found[-1].parts.append(RawBlock(start + 1, name, token.content))
                continue
        if token.type == "heading_open" and token.level == 0:
            if token.markup in ("-", "="):
                problems.add(
                    stop,
                    f"`{lines[stop - 1].strip()[:10]}` makes a heading of the text above it.",
                    "Put a blank line between them, or write the heading as `## Title`.",
                )
            elif token.tag == "h2":
                close_prose(start)
                prose_from = stop
                found.append(Section(start + 1, _title(stream[index + 1], start + 1, problems)))
                continue
        if not found:
            problems.add(
                start + 1, "There is text before the first step.", "Begin the first step above it with `## Title`."
            )
            found.append(Section(start + 1, ""))
    close_prose(len(lines))
    for section in found:
        _check_length(section, problems)
    if not found:
        problems.add(len(lines) - 1, "The lesson has no steps.", "Begin each step with a heading `## Title`.")
    return found


def _check_length(section: Section, problems: Problems) -> None:
    """Note a step that is too long for a screen to be drawn while keys are pressed."""
    letters = sum(len(part.markdown) for part in section.parts if isinstance(part, Text))
    blocks = sum(isinstance(part, RawBlock) for part in section.parts)
    remedy = "Split it: a step is what is read before the next thing to do."
    if letters > MAXIMUM_LETTERS:
        message = f"The step {quoted(section.title)} has {letters:,} characters of text; expected up to"
        problems.add(section.line, f"{message} {MAXIMUM_LETTERS:,}.", remedy)
    if blocks > MAXIMUM_BLOCKS:
        message = f"The step {quoted(section.title)} has {blocks} blocks; expected up to {MAXIMUM_BLOCKS}."
        problems.add(section.line, message, remedy)


def _title(inline: Token, line: int, problems: Problems) -> str:
    children = inline.children or parser().parseInline(inline.content)[0].children or ()
    title = "".join(child.content for child in children).strip()
    if not title:
        problems.add(line, "The heading of this step is empty.", "Give the step a title: `## Title`.")
    return title


def _check_closed(token: Token, problems: Problems) -> None:
    assert token.map is not None
    start, stop = token.map
    # A closed fence has two lines more than its content, one left open only the line that opens it.
    if stop - start < token.content.count("\n") + 2:
        problems.add(
            start + 1,
            f"The fence `{token.markup}{token.info[:30]}` is never closed.",
            f"Put a line `{token.markup}` after the block.",
        )


def _block_name(token: Token, problems: Problems) -> str | None:
    """The name of the block that a fence is; None for ordinary code."""
    assert token.map is not None
    line, info = token.map[0] + 1, token.info.strip()
    if info in BLOCKS:
        problems.add(line, f"A fence of language {info!r} is ordinary code.", f"Write {{{info}}} for the block.")
        return None
    if not info.startswith("{"):
        return None
    match = _DIRECTIVE.fullmatch(info)
    name = match[1] if match else None
    if name not in BLOCKS:
        near = did_you_mean(info.strip("{}").split("}")[0].strip(), BLOCKS)
        problems.add(line, f"There is no block {info[:40]}.", near + listed("Known", (f"{{{b}}}" for b in BLOCKS)))
    elif token.level > 0:
        problems.add(line, f"The block {info} is inside a list or quote.", "Begin its fence at the left margin.")
    else:
        return name
    return ""
