"""What is between the two `---` at the top of a lesson file."""

import re
from functools import lru_cache
from pathlib import Path

from nnterm.lesson.blocks.block_fields import Fields
from nnterm.lesson.course import LessonHead
from nnterm.lesson.parsing import plain_lines, yaml_lines
from nnterm.lesson.parsing.problems import Problems
from nnterm.lesson.parsing.source import Source
from nnterm.lesson.parsing.yaml_lines import Items, Mapping, Scalar

FORMAT = 1
"""The version of the lesson format that is understood."""

IDENTIFIER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What an id looks like."""

FILE_NAME = re.compile(r"([0-9]{1,4})-(.+)\.md")
"""What the name of a lesson file looks like: place in the course, slug."""

KEYS = ("format", "id", "title", "summary", "minutes", "requires", "objectives", "original")
_MAXIMUM_MINUTES = 600


def end_of(lines: list[str]) -> int | None:
    """Index of the `---` that ends the front matter of `lines`; None when there is none."""
    if not lines or lines[0].rstrip() != "---":
        return None
    return next((index for index, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)


def parse(source: Source, problems: Problems) -> LessonHead | None:
    """The head of a lesson, or None with what is wrong in `problems`."""
    lines = source.text.split("\n")
    end = end_of(lines)
    if end is None:
        begun = lines[0].rstrip() == "---"
        problems.add(
            1,
            "The front matter that begins here has no end." if begun else "The file does not begin with front matter.",
            "Put a line `---` after it." if begun else "Begin the file with a line `---`, then `format: 1`.",
        )
        return None
    before = len(problems)
    tree = _tree("\n".join(lines[1:end]) + "\n", problems)
    if tree is None:
        return None
    if not isinstance(tree, Mapping):
        problems.add(
            2, "The front matter is not a list of `key: value` lines.", "Write `format: 1`, `id: ...` and so on."
        )
        return None
    head = _head(Fields(Mapping(1, tree.entries), "front matter", problems), source.path)
    return head if len(problems) == before else None


def line_of(source: Source, key: str, value: str = "") -> int:
    """The line of `key` in the front matter, or of the item `value` of its list; 1 where it is missing."""
    tree = _tree_of(source)
    if not isinstance(tree, Mapping) or key not in tree.entries:
        return 1
    entry = tree.entries[key]
    items = entry.value.values if value and isinstance(entry.value, Items) else ()
    return next((item.line for item in items if isinstance(item, Scalar) and item.text == value), entry.line)


@lru_cache(maxsize=2)
def _tree_of(source: Source) -> object:
    """The front matter of a file under check, of which each problem asks for a line."""
    lines = source.text.split("\n")
    return _tree("\n".join(lines[1 : end_of(lines)]) + "\n", Problems(source.path))


def _tree(text: str, problems: Problems) -> object:
    return plain_lines.read(text, 2) or yaml_lines.read(text, 2, problems)


def _head(fields: Fields, path: Path) -> LessonHead:
    fields.only(KEYS)
    version = fields.integer("format", FORMAT, example="1")
    if version != FORMAT:
        fields.problems.add(
            fields.line("format"),
            f"`format` is {version}; this nnterm understands {FORMAT}.",
            "Update nnterm." if version > FORMAT else f"Write `format: {FORMAT}`.",
        )
    requires = fields.texts("requires", example="")
    for id in requires:
        identify(fields, "requires", id)
    minutes = fields.integer("minutes", 1, example="15")
    if not 1 <= minutes <= _MAXIMUM_MINUTES:
        fields.problems.add(
            fields.line("minutes"),
            f"`minutes` is {minutes}; expected 1 to {_MAXIMUM_MINUTES}.",
            "Write how long a learner needs.",
        )
    named = FILE_NAME.fullmatch(path.name)
    return LessonHead(
        id=identify(fields, "id", fields.text("id", example="dense-iris")),
        title=one_line(fields, "title", example="Dense layers"),
        summary=one_line(fields, "summary", example="One line for the course screen."),
        minutes=minutes,
        requires=requires,
        objectives=fields.texts("objectives"),
        number=int(named[1]) if named else 0,
        path=path,
        original=fields.text("original") if "original" in fields else "",
    )


def identify(fields: Fields, key: str, id: str) -> str:
    """`id`, noted where it does not look like one."""
    if id and not IDENTIFIER.fullmatch(id):
        fields.problems.add(
            fields.line(key),
            f"`{key}` is {id!r}; expected small letters, digits and hyphens.",
            f"Write for example `{re.sub('[^a-z0-9]+', '-', id.lower()).strip('-') or 'dense-iris'}`.",
        )
    return id


def one_line(fields: Fields, key: str, example: str = "") -> str:
    """A text without line breaks."""
    text = fields.text(key, example=example)
    if "\n" in text:
        fields.problems.add(fields.line(key), f"`{key}` has several lines; expected one.", "Shorten it to one line.")
    return text
