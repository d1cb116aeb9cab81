"""The valid name nearest to what somebody typed."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

LONGEST = 100
"""Characters of a name that are compared."""

MOST = 300
"""Known names that are compared: to look through more would be noticed."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The name in `known` most like `name`; None when nothing is like it."""
    matches = get_close_matches(name[:LONGEST], list(islice(known, MOST)), n=1, cutoff=0.55)
    return matches[0] if matches else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`Did you mean X? ` with a space after it, or nothing."""
    match = nearest(name, known)
    return f"Did you mean {match}? " if match else ""
