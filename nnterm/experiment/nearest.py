"""The valid name nearest to what somebody typed."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The name in `known` most like `name`; None when nothing is like it."""
    matches = get_close_matches(name, list(known), n=1, cutoff=0.55)
    return matches[0] if matches else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`Did you mean X? ` with a space behind it, or nothing."""
    match = nearest(name, known)
    return f"Did you mean {match}? " if match else ""
