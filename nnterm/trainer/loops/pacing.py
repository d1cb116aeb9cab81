"""A training slower than it could be, so that a learner can watch it."""

import time


class Pacing:
    """How far a training may go by now."""

    def __init__(self, pace: float | None) -> None:
        """`pace` is in epochs a second; None for no limit."""
        self._pace = pace
        self._begun: tuple[float, int] | None = None

    def set(self, pace: float | None) -> None:
        """Another pace from now on."""
        self._pace, self._begun = pace, None

    def rest(self) -> None:
        """A pause: what was not trained during it is not caught up with."""
        self._begun = None

    def until(self, done: int, planned: int) -> int:
        """The epoch to train to now, at most `planned`; `done` where it is too early for another one."""
        if self._pace is None:
            return planned
        now = time.monotonic()
        if self._begun is None:
            self._begun = now, done
        since, first = self._begun
        return min(planned, max(done, first + 1 + int((now - since) * self._pace)))

    def seconds(self, done: int) -> float:
        """Seconds until the epoch after `done` may begin."""
        if self._pace is None or self._begun is None:
            return 0.0
        since, first = self._begun
        return max(0.0, since + (done - first) / self._pace - time.monotonic())
