"""Tells an esc that leaves the lesson from one too many that only meant to leave a field or a panel."""

from collections.abc import Callable
from time import monotonic

SOON = 5.0
"""Seconds for which an esc that only said what the next one does is remembered."""


class Escapes:
    """Remembers when the learner was told what an esc does here."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._told_at: float | None = None

    def is_meant(self) -> bool:
        """Whether this esc comes soon after one that was told what it does; else the learner is to be told now."""
        now, told_at = self._clock(), self._told_at
        is_meant = told_at is not None and now - told_at < SOON
        self._told_at = None if is_meant else now
        return is_meant
