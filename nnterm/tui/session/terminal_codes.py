"""The shortest codes that make a terminal look another way, and that leave a row of blanks (ECMA-48)."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

Look = tuple[str, str, str]
"""Codes of foreground, background and attributes as SGR has them (ECMA-48, 8.3.117); empty for the default."""

PLAIN: Look = ("", "", "")

OFF = {
    **dict.fromkeys(("1", "2"), "22"),
    "3": "23",
    **dict.fromkeys(("4", "21"), "24"),
    **dict.fromkeys(("5", "6"), "25"),
    "7": "27",
    "8": "28",
    "9": "29",
    **dict.fromkeys(("51", "52"), "54"),
    "53": "55",
}
"""What takes each attribute away."""

FILLING = (
    "alacritty",
    "foot",
    "iterm",
    "kitty",
    "konsole",
    "linux",
    "putty",
    "rxvt",
    "tmux",
    "vte",
    "wezterm",
    "xterm",
)
"""Kinds of terminal that fill what is erased with the background. GNU Screen leaves it in its own colour."""


def fills_erased(environment: Mapping[str, str]) -> bool:
    """Whether the terminal fills erased cells with the background, as far as its name says that."""
    # tmux may be called screen, and says who it is all the same.
    return bool(environment.get("TMUX")) or environment.get("TERM", "").startswith(FILLING)


def erased(cells: int) -> str:
    """Blanks in the background, from the cursor on, which stays (ECH, 8.3.38)."""
    return f"\x1b[{cells}X"


def moved(row: int, to: int, *, is_there: bool) -> str:
    """Move the cursor to the column `to` of `row`; `is_there` says that it is in that row.

    Columns are counted from the left: a terminal in which some characters are wider does not lose its place.
    """
    if is_there:
        return f"\x1b[{to + 1}G"
    return f"\x1b[{row + 1};{to + 1}H" if to else f"\x1b[{row + 1}H"


@lru_cache(4096)
def turned(before: Look, after: Look) -> str:
    """The shortest way from one look to another."""
    (old_ink, old_ground, old), (ink, ground, new) = before, after
    had, has = _parts(old), _parts(new)
    gone = {OFF[code] for code in had if code not in has}
    # Bold and faint are taken away together.
    fresh = (code for code in has if code not in had or OFF[code] in gone)
    step = [*sorted(gone), *fresh]
    step += [(ink or "39") if ink != old_ink else "", (ground or "49") if ground != old_ground else ""]
    anew = _code(("0", new, ink, ground))
    return min(_code(step), anew, key=len)


def _parts(attributes: str) -> list[str]:
    return attributes.split(";") if attributes else []


def _code(codes: Iterable[str]) -> str:
    return f"\x1b[{';'.join(code for code in codes if code)}m"
