"""Links that lead nowhere: to a heading, a lesson or a file that is not there. Addresses on the web are not fetched."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import unquote

from markdown_it.token import Token

from nnterm import named_paths
from nnterm.errors import PathError
from nnterm.experiment.nearest import did_you_mean
from nnterm.lesson.blocks.block_fields import listed, quoted
from nnterm.lesson.parsing.problems import Problems
from nnterm.lesson.parsing.source import Source

WEB = ("http", "https", "mailto")
LESSON = "lesson"
"""Scheme of a link to another lesson: `lesson:cnn`."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)")


def slug(title: str) -> str:
    """What a link to a heading names it, as code hosts do: `Two moons, again` is `two-moons-again`."""
    return re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")


def lint_links(source: Source, stream: list[Token], lessons: Collection[str], problems: Problems) -> None:
    """Note each link of `source`, whose tokens are `stream`, that leads nowhere; `lessons` are the ids there are."""
    headings = [slug(_title(stream[at + 1])) for at, token in enumerate(stream) if token.type == "heading_open"]
    lines = source.text.split("\n")
    for start, address in _addresses(stream):
        line = next((at for at in range(start, len(lines)) if address in lines[at]), start) + 1
        scheme = _SCHEME.fullmatch(address)
        where, _, heading = unquote(address).partition("#")
        if scheme and scheme[1].lower() == LESSON:
            wanted = unquote(scheme[2]).partition("#")[0].strip()
            if wanted not in lessons:
                remedy = did_you_mean(wanted, lessons) + listed("Known", lessons)
                problems.add(line, f"The link leads to the lesson {quoted(wanted)}, which is not there.", remedy)
        elif scheme:
            if scheme[1].lower() not in WEB:
                problems.add(
                    line, f"The link {quoted(address)} cannot be followed.", "Write https://..., lesson:ID or a file."
                )
        elif not where:
            if heading and heading not in headings:
                remedy = did_you_mean(heading, headings) + listed("Headings here", (f"#{each}" for each in headings))
                problems.add(line, f"The link leads to the heading {quoted('#' + heading)}, which is not here.", remedy)
        elif wrong := _wrong_with(source.path.parent / where):
            problems.add(
                line,
                f"The link leads to the file {quoted(where)}, which {wrong}.",
                "Correct the path, which begins at the lesson's folder, or remove the link.",
            )


def _wrong_with(path: Path) -> str:
    """Why a link cannot lead to `path`, in words that go on from it; empty where it can."""
    try:
        return "" if named_paths.exists(path) else "is not there"
    except PathError as error:
        return error.reason


def _addresses(stream: list[Token]) -> Iterator[tuple[int, str]]:
    """First line, from 0, of the paragraph, and address of each link."""
    start = 0
    for token in stream:
        start = token.map[0] if token.map is not None else start
        for child in token.children or ():
            if child.type == "link_open":
                yield start, str(child.attrs.get("href", ""))


def _title(inline: Token) -> str:
    return "".join(child.content for child in inline.children or ())
