"""Texts that would drive or mislead a terminal, and what they must not leave behind."""

import re
import unicodedata

CLIPBOARD = "\x1b]52;c;cm0gLXJmIH4=\x07"
HOSTILE = (
    CLIPBOARD,
    "\x1b]52;c;cm0gLXJmIH4=\x1b\\",
    "\x1b]0;title\x07",
    "\x1b]8;;https://example.invalid\x1b\\link\x1b]8;;\x1b\\",
    "\x1b[2J\x1b[H",
    "\x1b[?1049h\x1b[6n",
    "\x1bP+q544e\x1b\\",
    "\x1b_Gi=1;AAAA\x1b\\",
    "\x1bc",
    "\x1b\x1b[31m[31m",
    "\x1b]52;c;never ended",
    "\x9b31m\x9d0;title\x9c",
    "\u202egnp.exe\u202c",
    "\u2066\u2067\u2068x\u2069\u061c\u200e\u200f",
    "a\u200bb\u2060c\ufeffd\u00ade\U000e0041\u115f\u3164",
    "one\rtwo\nthree\u2028four\u2029five\x0bsix\x0cseven\x85",
    "\x07\x08\x7f\x00",
    "z" + "\u0301" * 40,
    "\ue000\U0010ffff",
)
"""Each of them is short enough to be a name."""

MARKUP = "[bold red]x[/] [@click=app.exit]y[/] [link=https://example.invalid]z[/]"

DRIVING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""What may not be in anything that is written to a terminal, but for what nnterm writes itself."""


def is_harmless(text: str) -> bool:
    """Whether `text` is one line of characters that can be seen, by Unicode's own categories."""
    return all(
        unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") or character in "\u200c\u200d"
        for character in text
    )
