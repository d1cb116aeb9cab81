"""What can be typed into, and which characters are text there."""

from typing import Protocol, runtime_checkable

from textual.widget import Widget

ALL = "\0"
"""`typed_characters` of what takes every character as text."""

LETTERS = "".join(map(chr, range(ord("!"), ord("~") + 1)))
"""Every character of a keyboard but the space: text of what is typed into, and no key."""


@runtime_checkable
class Typed(Protocol):
    """What can be typed into."""

    @property
    def typed_characters(self) -> str:
        """Characters that are text here, whatever else they are keys for; ALL for every one."""
        ...


def typed_characters(widget: Widget) -> str:
    """The characters that are text in `widget`; ALL for every one."""
    return widget.typed_characters if isinstance(widget, Typed) else ""
