"""Tells an esc that leaves the lesson from one too many that only meant to leave a field or a panel."""

from collections.abc import Callable
from time import monotonic

SOON = 5.0
"""Seconds for which an esc that only named what the next one does is remembered."""


class Escapes:
    """Remembers the last esc that had nothing to leave but the lesson."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._last_at: float | None = None

    def take(self) -> bool:
        """Take note of such an esc. Returns whether it leaves the lesson: it comes soon after another one."""
        now, last_at = self._clock(), self._last_at
        leaves = last_at is not None and now - last_at < SOON
        self._last_at = None if leaves else now
        return leaves
