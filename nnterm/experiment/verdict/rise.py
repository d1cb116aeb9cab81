"""Whether validation loss has risen by more than chance explains: what overfitting is seen by."""

from itertools import pairwise
from math import sqrt

from nnterm.experiment.verdict.trend import Trend

# Each is a margin that the rise of validation loss over its lowest level must exceed.
RISE = 0.12
"""Relative to the lowest level."""
RISE_OF_DROP = 0.05
"""Relative to the whole drop before."""
RISE_OF_BASE = 0.015
"""Relative to what guessing gives: nobody minds a rise from almost nothing to almost nothing."""
ROWS = 0.5
"""Relative to the highest validation loss, for one row; it shrinks with the root of their number."""
NOISE = 3.5
"""How many times the curve's own unrest the rise must be."""
LASTS, LASTING = 0.6, 6
"""A rise of this part of the margin is believed as well where validation loss has been so high for so many blocks in a
row: what lasts is less likely to be chance than what is only as large."""
STEEP = 0.15
"""The same relative to the lowest level that such a rise must have at least."""
ABOVE, ABOVE_PART = 6, 0.8
"""Blocks in a row, each above this part of all margins but that of the unrest, after which a rise is believed however
much the curve jumps: where even its lowest jump is high, jumping is no excuse."""
PLAIN, PLAIN_OF_BASE = 0.15, 0.02
"""A rise that is plain to see, relative to the lowest level and to guessing, though it may be chance."""
RETURNS = 0.4
"""The part of the margin below which a rise must come back to be forgotten."""

FALLS_FOR = 10
"""Blocks in a row for which validation loss must fall without a jump to be believed at once."""


class Rise:
    """Follows how far `val_loss` is above its lowest level."""

    def __init__(self, val_loss: Trend, rows: int) -> None:
        self._trend = val_loss
        self._rows = rows
        """Validation rows; 0 where that is not known."""
        self._high = 0
        """Blocks in a row for which it has been above `LASTS` of its margin."""

    @property
    def amount(self) -> float:
        """How far validation loss is above its lowest level."""
        return self._trend.level - self._trend.low if self._trend.means else 0.0

    def margin(self, base: float) -> float:
        """The `amount` that counts as a rise, where guessing gives `base`."""
        return max(self._least(base), NOISE * self._trend.unrest())

    def _least(self, base: float) -> float:
        """The margin of a curve that does not jump."""
        low, drop = abs(self._trend.low), self._trend.highest - self._trend.low
        margin = max(RISE * low, RISE_OF_DROP * drop, RISE_OF_BASE * base)
        return max(margin, ROWS * max(low + drop, base) / sqrt(self._rows)) if self._rows else margin

    def is_plain(self, base: float) -> bool:
        """Whether validation loss is so high that nobody would call it a good fit, whether by chance or not."""
        return self.amount > max(PLAIN * abs(self._trend.low), PLAIN_OF_BASE * base)

    def is_risen(self, base: float, *, was: bool) -> bool:
        """Whether the last block speaks for a rise. To be called once for each; `was`: a rise was said before."""
        margin = self.margin(base)
        part = self.amount / margin if margin else 0.0
        is_high = part > LASTS and self.amount > STEEP * abs(self._trend.low)
        self._high = self._high + 1 if is_high else 0
        enough = RETURNS if was else LASTS if self._high >= LASTING else 1.0
        return (part > enough or self.is_all_above(base)) and not self.comes_down(base)

    def is_all_above(self, base: float) -> bool:
        """Whether each of the last blocks is above most of the margin of a curve that does not jump."""
        last = self._trend.means[-ABOVE:]
        return len(last) == ABOVE and min(last) - self._trend.low > ABOVE_PART * self._least(base)

    def comes_down(self, base: float) -> bool:
        """Whether validation loss has fallen block by block for long, and is no longer far above its lowest level."""
        last = self._trend.means[-FALLS_FOR:]
        is_falling = len(last) == FALLS_FOR and all(after < before for before, after in pairwise(last))
        # A single epoch far below the others is no coming down.
        return is_falling and last[-2] - self._trend.low < self.margin(base)
