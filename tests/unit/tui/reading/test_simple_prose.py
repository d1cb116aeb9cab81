"""Paragraphs and tables are set as `rich.markdown` sets them, to the cell and its style, and without loading it."""

import subprocess
import sys

import pytest
from rich.console import Console
from rich.segment import Segment

from nnterm import paths
from nnterm.lesson.blocks.structs import Prose
from nnterm.lesson.course_loader import load_course
from nnterm.lesson.loader import load_lesson
from nnterm.lesson.parsing.outline import parser
from nnterm.tui.reading.lesson_text import _Text
from nnterm.tui.reading.rich_prose import RichProse
from nnterm.tui.reading.simple_prose import is_simple

CONSOLE = Console(color_system="truecolor", force_terminal=True, width=100)
WIDTHS = (36, 60, 78)

MADE_UP = (
    "One line.",
    "| first | a table |\n|---|---|\n| 1 | 2 |",
    "Two\nlines, **bold**, *slanted*, ~~struck~~ and `code`.\n\nAnd **bold with *both* and `code`** in a second.",
    "A break\\\nis kept, and `code with  blanks` too. A_very_long_name_that_no_narrow_pane_has_room_for_in_one_row.",
    "Put.\n\n| left | right | middle | no |\n|:--|--:|:-:|---|\n| **a** | `1` | *c* | e |\n| f | 22 | g | ~~e~~ |",
    "Before.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nBetween.\n\n| only a head |\n|---|\n\nAfter: 日本語 and é.",
)
OTHERS = (
    "- a list",
    "1. a list",
    "> said",
    "```\ncode\n```",
    "    code",
    "# head",
    "---",
    "[a](b)",
    "![a](b)",
    "<b>a</b>",
)


def prose() -> list[str]:
    """Every piece of prose of the course that is simple, once."""
    lessons = map(load_lesson, load_course(paths.course()).lessons)
    blocks = (block for lesson in lessons for step in lesson.steps for block in step.blocks)
    texts = dict.fromkeys(block.markdown for block in blocks if isinstance(block, Prose))
    return [text for text in texts if is_simple(parser().parse(text))]


def lines(renderable: object, width: int) -> list[list[Segment]]:
    """What is drawn, a line a row, neighbours of one style joined."""
    options = CONSOLE.options.update(width=width, height=None)
    rows = CONSOLE.render_lines(renderable, options)  # type: ignore[arg-type]
    return [list(Segment.simplify(row)) for row in rows]


@pytest.mark.parametrize("width", WIDTHS)
def test_it_is_what_rich_makes_of_it(width: int) -> None:
    texts = [*MADE_UP, *prose()]
    assert len(texts) > 100
    for text in texts:
        expected = lines(RichProse(text, parser().parse(text)), width)
        if text.startswith("|"):
            # Rich begins such a piece with a blank row, which is there already: between any two pieces is one.
            assert not "".join(segment.text for segment in expected.pop(0)).strip()
        assert lines(_Text(text), width) == expected, text


@pytest.mark.parametrize("text", OTHERS)
def test_what_is_neither_paragraph_nor_table_is_left_to_rich(text: str) -> None:
    assert not is_simple(parser().parse(text))
    assert not is_simple(parser().parse(f"Before.\n\n{text}"))
    assert lines(_Text(text), 40) == lines(RichProse(text, parser().parse(text)), 40)


def test_a_paragraph_does_not_load_what_colours_code() -> None:
    program = (
        "import sys; from rich.console import Console; from nnterm.tui.reading.lesson_text import _Text;"
        "Console().print(_Text('A **word**.')); assert 'rich.markdown' not in sys.modules; print(_Text.__name__);"
        "assert 'pygments' not in sys.modules"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
