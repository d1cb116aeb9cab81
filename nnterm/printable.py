"""Text from elsewhere made fit to be shown: it is read, and never drives or misleads a terminal.

Whatever nnterm did not write itself may hold anything: what a trainer says, what a learner's program prints, the name
of a file, an argument. All of it goes through here before it is shown. What goes: control characters and whole control
sequences, characters that reorder a line or cannot be seen, halves of characters, and marks without end. Line ends,
tabs and wide blanks become plain blanks.

Joiners stay between letters of the scripts that are spelt with them, from Arabic to Mongolian. Elsewhere they go, so
that an emoji made of several falls into its parts: all can be read, and each is as wide as the terminal takes it for.
"""

import re
from collections.abc import Callable
from typing import Any

MOST = 2_000
"""Characters of one text at the most: longer than any that nnterm says itself."""

CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069"
"""Inside of a character class: what drives a terminal or reorders a line, tabs and line ends left out."""

SEQUENCE = re.compile(
    r"\x1b(?:"
    r"\[[0-?]*[ -/]*[@-~]"  # colours, cursor moves
    r"|[\]PX^_][^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)"  # window titles, the clipboard, device strings
    r"|[ -/]*[0-~]"  # character sets, a reset; of a string without an end its beginning
    r")"
)
"""Control sequences as ECMA-48 has them."""

_UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef"
"""Inside of a character class: what Unicode counts as printable, and nobody can see."""

_MARKS = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_JOINED = "[\u0600-\u18af]"
"""Scripts in which a joiner between two letters is spelling."""

# Compiled by the first text that is not plain ASCII: a start of nnterm seldom meets one, and each takes a millisecond.
_SUSPECT = f"[{_UNSEEN}]|{_MARKS}{{5}}"
_DROPPED = f"[{_UNSEEN}]|(?<!{_JOINED})[\u200c\u200d]|[\u200c\u200d](?!{_JOINED})"
_PILED = f"({_MARKS}{{4}}){_MARKS}+"


def printable(text: str, most: int = MOST) -> str:
    """`text` on one line of at most `most` characters, without anything that is not to be seen."""
    if not text.isprintable() or not (text.isascii() or re.search(_SUSPECT, text) is None):
        text = re.sub(r"\s", " ", SEQUENCE.sub("", text))
        text = "".join(character for character in text if character.isprintable() or character in "\u200c\u200d")
        text = re.sub(_PILED, r"\1", re.sub(_DROPPED, "", text))
    return text if len(text) <= most else text[: most - 1].rstrip("\u200c\u200d") + "…"


def printable_lines(text: str, most: int = MOST) -> str:
    """`text` with its line breaks, each line printable and of at most `most` characters."""
    return "\n".join(printable(line, most) for line in text.replace("\r\n", "\n").split("\n"))


def cleaned(value: Any, clean: Callable[[str], str] = printable) -> Any:
    """`value`, made of lists, dicts and plain values as JSON is, with every text in it passed through `clean`.

    Names of fields are texts too.
    """
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [cleaned(each, clean) for each in value]
    if isinstance(value, dict):
        return {clean(key): cleaned(each, clean) for key, each in value.items()}
    return value
