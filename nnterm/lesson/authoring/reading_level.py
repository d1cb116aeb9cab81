"""How hard a step reads, by a simple measure: LIX, words a sentence plus the percentage of long words.

Below 30 reads like a book for children, 40 like a newspaper, above 60 like a statute (Bjornsson, 1968).
"""

import re
from bisect import bisect
from collections import defaultdict

import msgspec
from markdown_it.token import Token

from nnterm.lesson.parsing.outline import Section
from nnterm.lesson.parsing.problems import Problems
from nnterm.lesson.transcript.plain_prose import Paragraph, paragraphs

LONG_WORD = 7
"""Letters from which a word is long."""

HARDEST = 55.0
"""LIX up to which a step may read. Lessons that teach well lie between 10 and 35."""

LONGEST_SENTENCE = 45
"""Words that a sentence may have."""

FEWEST_WORDS = 60
"""Words from which the measure means anything."""

_SENTENCE_END = re.compile(r"[.!?:;](?=\s|$)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


class ReadingLevel(msgspec.Struct, frozen=True):
    """The measure of a text."""

    words: int
    sentences: int
    long_words: int

    @property
    def lix(self) -> float:
        """Words a sentence plus the percentage of long words; 0 for an empty text."""
        if not self.words:
            return 0.0
        return self.words / max(1, self.sentences) + 100 * self.long_words / self.words


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph; a colon or a semicolon ends one too, as readers breathe there."""
    return [part for part in _SENTENCE_END.split(text) if _WORD.search(part)]


def measure(found: list[Paragraph]) -> ReadingLevel:
    """The reading level of some paragraphs, code fences and tables left out."""
    words = [word for paragraph in found for word in _WORD.findall(paragraph.text)]
    return ReadingLevel(
        words=len(words),
        sentences=sum(len(sentences(paragraph.text)) for paragraph in found),
        long_words=sum(len(word) >= LONG_WORD for word in words),
    )


def lint_reading(outline: list[Section], stream: list[Token], problems: Problems) -> None:
    """Note steps that read really hard, and sentences without end, in a lesson whose tokens are `stream`."""
    starts = [section.line for section in outline]
    read: dict[int, list[Paragraph]] = defaultdict(list)
    for paragraph in paragraphs(stream):
        read[bisect(starts, paragraph.line + 1) - 1].append(paragraph)
    for index, section in enumerate(outline):
        found = read[index]
        for paragraph in found:
            _lint_sentences(paragraph, paragraph.line + 1, problems)
        level = measure(found)
        if level.words >= FEWEST_WORDS and level.lix > HARDEST:
            problems.add(
                section.line,
                f"The step {section.title!r} reads very hard: LIX {level.lix:.0f}, with"
                f" {level.words / level.sentences:.0f} words a sentence and"
                f" {100 * level.long_words / level.words:.0f} % words of {LONG_WORD} letters or more.",
                f"Split sentences and take shorter words until it is below {HARDEST:.0f}. Good lessons have 10 to 35.",
            )


def _lint_sentences(paragraph: Paragraph, line: int, problems: Problems) -> None:
    for sentence in sentences(paragraph.text):
        words = _WORD.findall(sentence)
        if len(words) > LONGEST_SENTENCE:
            problems.add(
                line,
                f"A sentence has {len(words)} words; it begins {' '.join(words[:5])!r}.",
                f"Make two or three of it: up to {LONGEST_SENTENCE} words can be followed, and half of that is better.",
            )
