"""Search over a course: titles, summaries, objectives, titles of steps, and the text itself."""

from collections.abc import Iterable, Iterator

import msgspec

from nnterm.lesson.course import LessonHead
from nnterm.lesson.lesson import Lesson, Step
from nnterm.lesson.transcript.plain_prose import plain

MOST = 200
"""Most places that are found: whoever sees so many types another letter."""

_AROUND = 30
"""Characters of an excerpt before what was found."""

_LONGEST = 200
"""Characters of an excerpt."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A place in the course where the words occur."""

    head: LessonHead
    step: int | None = None
    """Index of the step; None for what is said of the lesson as a whole."""
    title: str = ""
    """Title of the step; empty for what is said of the lesson as a whole."""
    excerpt: str
    """The words with some text around them, on one line."""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A step as it is searched, or a lesson's front matter."""

    head: LessonHead
    step: int | None = None
    """Index of the step; None for the front matter."""
    title: str
    texts: tuple[str, ...]
    """What can be read there, each piece on one line."""


def pages(lesson: Lesson) -> tuple[Page, ...]:
    """The steps of `lesson`, made ready to be searched many times."""
    return tuple(
        Page(
            head=lesson.head,
            step=index,
            title=step.title,
            texts=tuple(" ".join(text.split()) for text in text_of(step)),
        )
        for index, step in enumerate(lesson.steps)
    )


def front_page(head: LessonHead) -> Page:
    """The front matter of a lesson, made ready to be searched."""
    return Page(head=head, title=f"{head.title} {head.id}", texts=(head.summary, *head.objectives))


def search(among: Iterable[Page], wanted: str) -> tuple[Place, ...]:
    """Where every word of `wanted` occurs, in whatever case: titles come first, then front matter, then the text."""
    words = wanted.casefold().split()
    ranked = [found for page in among if words and (found := _of(page, words))]
    # Sorting keeps the order of the course among equals.
    return tuple(place for _, place in sorted(ranked, key=lambda each: each[0])[:MOST])


def text_of(step: Step) -> Iterator[str]:
    """Everything a learner can read in a step, piece by piece, as plain text; not what it gives away afterwards."""
    for block in step.blocks:
        for name in ("markdown", "question", "goal", "task", "start"):
            if text := getattr(block, name, ""):
                yield plain(text) if name == "markdown" else str(text)
        for choice in getattr(block, "choices", ()):
            yield choice if isinstance(choice, str) else choice[0]
        for stage in getattr(block, "stages", ()):
            if stage.say:
                yield stage.say
    if step.experiment is not None and step.experiment.title:
        yield step.experiment.title


def _of(page: Page, words: list[str]) -> tuple[int, Place] | None:
    """How far from a title the words are, and the place; None where they are not."""
    in_title = _holds(page.title, words)
    if not in_title and not _holds(" ".join((page.title, *page.texts)), words):
        return None
    # The piece that holds most of the words says best why this place was found.
    best = max(page.texts, key=lambda text: sum(word in text.casefold() for word in words), default="")
    is_front = page.step is None
    rank = (0 if is_front else 1) if in_title else (2 if is_front else 3)
    title = "" if is_front else page.title
    return rank, Place(head=page.head, step=page.step, title=title, excerpt=_excerpt(best, words))


def _holds(text: str, words: list[str]) -> bool:
    folded = text.casefold()
    return all(word in folded for word in words)


def _excerpt(text: str, words: list[str]) -> str:
    """The part of `text` around the first of `words`."""
    folded = text.casefold()
    at = min((place for word in words if (place := folded.find(word)) >= 0), default=0)
    start = text.rfind(" ", 0, max(0, at - _AROUND)) + 1 if at > _AROUND else 0
    return ("... " if start else "") + text[start : start + _LONGEST]
