"""What a lesson may not contain although it can be loaded: what a terminal cannot show, and what readers miss."""

from markdown_it.token import Token

from nnterm.lesson.blocks.block_fields import quoted
from nnterm.lesson.course import LessonHead
from nnterm.lesson.parsing import frontmatter
from nnterm.lesson.parsing.outline import Section, Text
from nnterm.lesson.parsing.problems import Problems
from nnterm.lesson.parsing.source import Source

MAXIMUM_SUMMARY = 80
"""Longest summary, in characters: what fits beside a title on the course screen."""


def lint_source(source: Source, problems: Problems) -> None:
    """Note every character that was replaced when the file was read."""
    for line, name in source.unsafe:
        problems.add(
            line,
            f"The character {name} is a control character, a terminal escape or hidden; it is shown as U+FFFD.",
            "Remove it, or write its name as text.",
        )


def lint_head(head: LessonHead, source: Source, problems: Problems) -> None:
    """Note front matter that the course screen cannot use as it is."""
    if len(head.summary) > MAXIMUM_SUMMARY:
        problems.add(
            frontmatter.line_of(source, "summary"),
            f"`summary` has {len(head.summary)} characters; expected up to {MAXIMUM_SUMMARY}.",
            "Shorten it to one short sentence.",
        )
    if not head.objectives:
        problems.add(
            frontmatter.line_of(source, "objectives"),
            "`objectives` names nothing that the learner can do afterwards.",
            "Add `objectives:` and a line `  - Build ...` for each.",
        )


def lint_sections(sections: list[Section], problems: Problems) -> None:
    """Note steps that have nothing to read."""
    for section in sections:
        if section.title and not any(isinstance(part, Text) for part in section.parts):
            problems.add(
                section.line,
                f"The step {quoted(section.title)} has no prose.",
                "Write what the learner is to see or do, or join it to the step before.",
            )


def lint_markdown(text: str, stream: list[Token], problems: Problems) -> None:
    """Note HTML, images and headings of the wrong level."""
    lines = text.split("\n")
    start = 0
    for token in stream:
        if token.map is not None:
            start = token.map[0]
        match token.type:
            case "html_block":
                _html(start + 1, token.content.strip().split("\n")[0], problems)
            case "heading_open" if token.markup not in ("-", "="):
                _heading(start + 1, token, problems)
            case "inline":
                for child in token.children or ():
                    if child.type == "html_inline":
                        _html(_line(child.content.split("\n")[0], lines, start), child.content, problems)
                    elif child.type == "image":
                        problems.add(
                            _line("![", lines, start),
                            f"The image {quoted(str(child.attrs.get('src', '')))} cannot be shown in a terminal.",
                            "Say it in words, or draw it in a code fence.",
                        )


def _line(needle: str, lines: list[str], start: int) -> int:
    """The line, from 1, of the first `needle` from index `start` on: inline tokens know only their paragraph."""
    for index in range(start, len(lines)):
        if needle in lines[index]:
            return index + 1
    return start + 1


def _html(line: int, found: str, problems: Problems) -> None:
    problems.add(
        line,
        f"{quoted(found)} is HTML, which is not shown.",
        "Write Markdown instead; put a text in angle brackets between backticks.",
    )


def _heading(line: int, token: Token, problems: Problems) -> None:
    if token.level:
        problems.add(line, "A heading is inside a list or quote.", "Begin its line at the left margin.")
    elif token.tag == "h1":
        problems.add(
            line, "`#` is the title of the lesson, which is in the front matter.", "Write `## Title` to begin a step."
        )
    elif token.tag not in ("h2", "h3"):
        problems.add(line, f"`{token.markup}` is deeper than a step's headings go.", "Write `### Title`.")
