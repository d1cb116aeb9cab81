"""YAML as a tree that knows its lines, and nothing of what makes YAML dangerous.

No tag makes an object, no alias copies a branch, no key hides another, and a plain word stays the text it is until
somebody asks for a number: `no` is a fine answer to a quiz, and `1e-3` a fine learning rate.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from nnterm.lesson.parsing.problems import Problems
from nnterm.lesson.parsing.source import clean

MAXIMUM_DEPTH = 12
"""Deepest nesting that is read; an experiment needs six."""


MAXIMUM_ITEMS = 200
"""Most values in a list or mapping of a lesson."""


class Scalar(msgspec.Struct, frozen=True):
    """A word, a number, a text."""

    line: int
    text: str
    is_quoted: bool = False
    """Whether it was written in quotes or as a block, so that it is text and no number."""

    @property
    def is_null(self) -> bool:
        """Whether nothing was written."""
        return not self.is_quoted and self.text in ("", "~", "null")


class Items(msgspec.Struct, frozen=True):
    """A list."""

    line: int
    values: tuple["Node", ...]


class YamlEntry(msgspec.Struct, frozen=True):
    """A value with the line of its key."""

    line: int
    value: "Node"


class Mapping(msgspec.Struct, frozen=True):
    """Values by name."""

    line: int
    entries: dict[str, YamlEntry]


Node = Scalar | Items | Mapping


class _UnreadableError(Exception):
    """The rest of the text cannot be read; the problem is noted."""


def read(text: str, first_line: int, problems: Problems, most: int = MAXIMUM_ITEMS) -> Node | None:
    """The tree of `text`, whose first line is `first_line` of its file; None when it is no YAML that can be used.

    Lists and mappings may have `most` values.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _Tree(yaml.parse(text, Loader=loader), first_line, problems, most).document()
    except _UnreadableError:
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        row = mark.line if mark else 0
        lines = text.split("\n")
        indent = lines[row][: len(lines[row]) - len(lines[row].lstrip())] if row < len(lines) else ""
        if "\t" in indent or "\\t" in str(error.problem):
            problems.add(first_line + row, "There is a tab where YAML allows only spaces.", "Indent with spaces.")
        else:
            reason = " ".join(part for part in (error.context, error.problem) if part)
            problems.add(
                first_line + min(row, max(0, text.count("\n") - 1)),
                f"This is not YAML: {reason}.",
                "Check colons, brackets and indentation here and on the line above. Put text into quotes that contains"
                " a colon, or begins with one of ` * & ! > @ % [ {, as conditions do.",
            )
    except yaml.YAMLError as error:
        problems.add(first_line, f"This is not YAML: {error}.", "Remove what is not text.")
    return None


class _Tree:
    """Builds the tree from the parser's events, so that aliases are seen before anything is copied."""

    def __init__(self, events: Iterator[Any], first_line: int, problems: Problems, most: int) -> None:
        self._events = events
        self._most = most
        self._first_line = first_line
        self._problems = problems

    def document(self) -> Node:
        root: Node = Scalar(self._first_line, "")
        documents = 0
        for event in self._events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    self._stop(event, "`---` begins a second YAML document.", "Remove the line.")
            elif kind.endswith(("StreamStartEvent", "StreamEndEvent", "DocumentEndEvent")):
                continue
            else:
                root = self._node(event, 1)
        return root

    def _node(self, event: Any, depth: int) -> Node:
        kind = type(event).__name__
        line = self._line(event)
        if kind == "AliasEvent":
            self._stop(event, f"`*{event.anchor}` is an alias, which lessons do not use.", "Write the value out.")
        if event.tag is not None and event.tag != "!":
            self._stop(
                event, f"`{event.tag}` is a tag, which lessons do not use.", "Put text that begins with ! into quotes."
            )
        if depth > MAXIMUM_DEPTH:
            self._stop(event, f"This is nested deeper than {MAXIMUM_DEPTH} levels.", "Remove the surplus brackets.")
        if kind == "ScalarEvent":
            # Escapes in double quotes ("\e[2J") come into being here, after the cleaning of the file.
            return Scalar(line, clean(event.value)[0], is_quoted=bool(event.style))
        if kind == "SequenceStartEvent":
            return Items(line, tuple(self._node(each, depth + 1) for each in self._until("SequenceEndEvent")))
        return self._mapping(line, depth)

    def _mapping(self, line: int, depth: int) -> Mapping:
        entries: dict[str, YamlEntry] = {}
        for event in self._until("MappingEndEvent"):
            key = self._node(event, depth + 1)
            value = self._node(next(self._events), depth + 1)
            if not isinstance(key, Scalar):
                self._problems.add(key.line, "There is a list or mapping where a name belongs.", "Write `name: value`.")
            elif key.text in entries:
                first = entries[key.text].line
                self._problems.add(
                    key.line,
                    f"`{key.text}` is given a second time; the first is on line {first}.",
                    "Remove one of the two.",
                )
            else:
                entries[key.text] = YamlEntry(key.line, value)
        return Mapping(line, entries)

    def _until(self, end: str) -> Iterator[Any]:
        """The events up to one of kind `end`; whoever takes one also takes what belongs to it."""
        count = 0
        while type(event := next(self._events)).__name__ != end:
            count += 1
            if count > self._most:
                self._stop(event, f"There are more than {self._most:,} values here.", "Remove some.")
            yield event

    def _line(self, event: Any) -> int:
        return self._first_line + int(event.start_mark.line)

    def _stop(self, event: Any, message: str, remedy: str) -> None:
        self._problems.add(self._line(event), message, remedy)
        raise _UnreadableError
