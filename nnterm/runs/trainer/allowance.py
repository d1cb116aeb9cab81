"""How fast something may be taken in: so much at once, and so much a second."""

from time import monotonic


class Allowance:
    """Fills up at `rate` a second to at most `most`. What is taken beyond it must be waited for."""

    def __init__(self, rate: float, most: float) -> None:
        self._rate, self._most = rate, most
        self._left = most
        self._at = monotonic()

    def take(self, amount: float) -> float:
        """Take `amount`; the seconds to wait before anything more is taken, 0 for none."""
        now = monotonic()
        self._left = min(self._most, self._left + (now - self._at) * self._rate) - amount
        self._at = now
        return max(0.0, -self._left / self._rate)
