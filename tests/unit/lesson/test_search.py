"""Search finds a place by words of titles, front matter and text, and says where it is."""

from pathlib import Path

import pytest
from good_lesson import GOOD, head, write

from nnterm.lesson.course_loader import load_course
from nnterm.lesson.loader import load_lesson
from nnterm.lesson.search import Page, front_page, pages, search
from nnterm.lesson.transcript.plain_prose import plain, wrapped


@pytest.fixture
def among(tmp_path: Path) -> list[Page]:
    write(tmp_path, GOOD)
    write(tmp_path, head("units", steps="\n## Else\n\nNothing of the kind.\n"), "06-units.md")
    heads = load_course(tmp_path).lessons
    return [front_page(head) for head in heads] + [page for head in heads for page in pages(load_lesson(head))]


def places(among: list[Page], wanted: str) -> list[tuple[str, int | None]]:
    return [(place.head.id, place.step) for place in search(among, wanted)]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("read a curve", [("dense-iris", None)]),  # an objective
        ("course screen", [("dense-iris", None)]),  # the summary
        ("POINTS", [("dense-iris", 1)]),  # the title of a step
        ("every unit sees", [("dense-iris", 0)]),  # prose
        ("how many weights", [("dense-iris", 0)]),  # a question
        ("look plane", [("dense-iris", 2)]),  # words that stand apart
        ("iris, 20 epochs", [("dense-iris", 0)]),  # the title of an experiment
        ("4 inputs times", []),  # an explanation would give the answer away
        ("no such words", []),
        ("", []),
        ("  ", []),
    ],
)
def test_what_is_found(among: list[Page], wanted: str, found: list[tuple[str, int | None]]) -> None:
    assert places(among, wanted) == found


def test_titles_come_before_text(among: list[Page]) -> None:
    assert places(among, "dense") == [("dense-iris", None), ("dense-iris", 0)]
    assert places(among, "unit") == [("units", None), ("dense-iris", 0)]


def test_an_excerpt_shows_the_words(tmp_path: Path) -> None:
    long = "word " * 60 + "**needle** in it " + "word " * 60
    path = write(tmp_path, head("x", steps=f"\n## One\n\n{long}\n"), "01-x.md")
    (place,) = search(pages(load_lesson(path)), "needle")
    assert "needle in it" in place.excerpt
    assert place.excerpt.startswith("... word")
    assert len(place.excerpt) < 220


MARKDOWN = """\
A **bold** word, `code` and a
[link](other.md).

- one
  - deeper

1. first
2. second

| name | weights |
|:-----|-------:|
| a | 1 |
| long name | 1,047 |

```python
x = 1
    y = 2
```
"""


def test_markdown_as_plain_lines() -> None:
    assert wrapped(MARKDOWN, 24) == [
        "A bold word, code and a",
        "link (other.md).",
        "",
        "- one",
        "  - deeper",
        "",
        "1. first",
        "2. second",
        "",
        "name       weights",
        "---------  -------",
        "a                1",
        "long name    1,047",
        "",
        "    x = 1",
        "        y = 2",
    ]


def test_plain_text_has_every_word_and_no_mark() -> None:
    text = plain(MARKDOWN)
    assert "bold word, code and a link" in text
    assert "1,047" in text and "y = 2" in text
    assert not set("*`|") & set(text)
