"""Words in bold, which are the terms that a lesson introduces: each is in the glossary, under the right lesson."""

from collections.abc import Iterator, Sequence

import msgspec
from markdown_it.token import Token

from nnterm.lesson.blocks.block_fields import quoted
from nnterm.lesson.course import LessonHead
from nnterm.lesson.glossary.glossary import Glossary, Term
from nnterm.lesson.parsing.problems import Problems


class Bold(msgspec.Struct, frozen=True):
    """A piece of prose in bold."""

    text: str
    """Its words on one line, without a mark at their end."""
    line: int
    """First line of its paragraph, from 1."""


def bold_terms(stream: list[Token]) -> list[Bold]:
    """What is in bold in a text whose Markdown tokens are `stream`, in its order."""
    return [Bold(text, line) for text, line in _bold(stream) if text]


def lint_bold_terms(bold: Sequence[Bold], glossary: Glossary, problems: Problems) -> None:
    """Note what is in bold in a lesson and not in the `glossary`."""
    for each in bold:
        if glossary.get(each.text) is None:
            problems.add(
                each.line,
                f"{quoted(each.text)} is in bold, which is for terms, and the glossary has no such term.",
                "Add it to glossary.yaml with its meaning, or write *...* for emphasis.",
            )


def lint_first_lessons(
    lessons: Sequence[tuple[LessonHead, Sequence[Bold]]], terms: Sequence[Term], problems: Problems
) -> None:
    """Note each of the `terms` of a glossary whose `lesson` is not the first of `lessons` that has it in bold."""
    glossary = Glossary(terms)
    first: dict[str, LessonHead] = {}
    for head, bold in sorted(lessons, key=lambda pair: pair[0].number):
        for each in bold:
            if term := glossary.get(each.text):
                first.setdefault(term.name, head)
    for term in terms:
        teaches = first.get(term.name)
        if teaches is not None and teaches.id != term.lesson:
            named = f"names {quoted(term.lesson)}" if term.lesson else "names no lesson"
            problems.add(
                term.line,
                f"The term {quoted(term.name)} {named}, and it is in bold first in {quoted(teaches.id)}.",
                f"Write `lesson: {teaches.id}`.",
            )


def _bold(stream: list[Token]) -> Iterator[tuple[str, int]]:
    line = 1
    for token in stream:
        line = token.map[0] + 1 if token.map is not None else line
        words: list[str] | None = None
        for child in token.children or ():
            if child.type == "strong_open":
                words = []
            elif child.type == "strong_close":
                yield "".join(words or ()).strip().rstrip(".,:;!?"), line
                words = None
            elif words is not None:
                words.append(" " if child.type == "softbreak" else child.content)
