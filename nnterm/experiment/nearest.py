"""The valid name nearest to what somebody typed."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from itertools import islice

LONGEST = 100
"""Characters of a name that are compared."""

MOST = 300
"""Known names that are compared: to look through more would be noticed."""

LEAST = 2
"""Characters from which on the beginning of a name is enough."""


def nearest(name: str, known: Iterable[str], others: Mapping[str, str] | None = None) -> str | None:
    """The name in `known` most like `name`; None when nothing is like it.

    The same letters in another case, or with hyphens, come first; then the shortest name that begins like this; then
    one that is spelt alike. `others` are names that people use for known ones.
    """
    names = {_folded(each): each for each in islice(known, MOST)}
    names = {**{_folded(other): meant for other, meant in (others or {}).items()}, **names}
    wanted = _folded(name[:LONGEST])
    if wanted in names:
        return names[wanted]
    longer = [each for each in names if each.startswith(wanted)] if len(wanted.strip("_")) >= LEAST else []
    matches = longer or get_close_matches(wanted, names, n=1, cutoff=0.55)
    return names[min(matches, key=len)] if matches else None


def did_you_mean(name: str, known: Iterable[str], others: Mapping[str, str] | None = None) -> str:
    """`Did you mean X? ` with a space after it, or nothing."""
    match = nearest(name, known, others)
    return f"Did you mean {match}? " if match else ""


def _folded(name: str) -> str:
    return name.strip().lower().replace("-", "_").replace(" ", "_")
