"""Tells an esc that leaves the lesson from one too many that only meant to leave a field."""

from collections.abc import Callable
from time import monotonic

HASTE = 1.5
"""Seconds within which an esc after one that left a field belongs to it."""


class Escapes:
    """Remembers when a field was left."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._left_at: float | None = None

    def left_a_field(self) -> None:
        """An esc gave the keys back to the lesson."""
        self._left_at = self._clock()

    def is_one_too_many(self) -> bool:
        """Whether the next esc comes in haste after one that left a field; the one after it is meant."""
        left_at, self._left_at = self._left_at, None
        return left_at is not None and self._clock() - left_at < HASTE
