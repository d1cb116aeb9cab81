"""The rule: it follows a history epoch by epoch, and what it remembers keeps it from flickering."""

from enum import Enum
from math import inf

import msgspec

from nnterm.experiment.verdict.base_rates import BaseRates
from nnterm.experiment.verdict.rise import Rise
from nnterm.experiment.verdict.trend import Trend, block_end, block_mean


class Phase(Enum):
    """What a history has come to."""

    WAITING = "no epoch yet"
    FALLING = "the loss still falls"
    STUCK = "no better than guessing, and no longer falling"
    SETTLED = "the loss no longer falls"
    RISING = "validation loss rose while training loss fell"
    BOTH_RISING = "both losses rose"
    EXPLODED = "the loss is far above guessing"


class Measured(msgspec.Struct, frozen=True):
    """What the rule knows of a run beside its history."""

    base: BaseRates = BaseRates()
    """What guessing gives."""
    validation_rows: int = 0


# Falling. A loss is said to fall while as many epochs again promise to lower it by more than this.
GAIN = 0.045
"""Relative to the loss now."""
GAIN_OF_BASE = 0.01
"""Relative to what guessing gives: nobody waits for a loss of 0.004 that could be 0.003."""
NOT_FAR = 0.6
"""Training loss relative to guessing above which it is enough that training loss falls."""
HALF = 1.6
"""How many times this the last half of the epochs must have gained less than, for a loss to come to rest before the end
of a run."""
RESUMES = 4.0
"""How many times this a loss must fall below the level at which it came to rest, to fall again."""
JUMPS = 3.0
"""How many times the column's own unrest a gain must be to count again."""

STAYS, LEAVES = 0.95, 0.9
"""Training loss relative to guessing above which nothing was learned, and below which something was."""

MOVES = 0.035
"""Gain of training loss in the last quarter, relative to guessing, below which it is not on its way."""

EXPLODES = 20.0
"""A loss so many times that of guessing, and of its own start, has diverged, though it is still a number."""
FAR = 200.0
"""A loss so many times that of guessing after a few epochs does not come down in time."""
LANDS = 3.0
"""The same below which a loss has come down again."""
SETTLES_HIGH = 0.5
"""A loss that far above guessing may still come down: it does, where its second half lost this part of it."""

WARNINGS = (Phase.RISING, Phase.BOTH_RISING, Phase.EXPLODED)
"""Phases in which something is wrong, which a single epoch must not say."""

SHORT = 16
"""Epochs below which everything must be decided by very few."""

FIRST_RISE = 4
"""The first epoch after which validation loss may be said to have risen."""

RISES_FOR = 3
"""Blocks in a row for which validation loss must be above its margin."""

STAYS_FOR = 0.15
"""Part of all epochs for which any other phase must be spoken for."""


MOST_CHANGES = 2
"""How often a phase may change, but for a loss that explodes."""

HALFWAY = 0.5
"""Part of the planned epochs before which nothing is said to have come to rest: much may still happen."""


LATEST = 15
"""The first epoch of the longest run after which something is said."""


def first_epoch(planned: int) -> int:
    """The epoch before which nothing is said of a run of `planned` epochs that is not over."""
    return min(planned, LATEST, max(5, planned // 20))


class Follower:
    """Follows one run. Its phase after an epoch depends on the epochs up to it alone."""

    def __init__(self, measured: Measured, planned: int) -> None:
        self.measured = measured
        self.loss, self.val_loss = Trend(), Trend()
        self.rise = Rise(self.val_loss, measured.validation_rows)
        self.phase = Phase.WAITING
        self.read = 0
        """Epochs that were read."""
        self.exploded_at: int | None = None
        """The first epoch of a loss that is far above guessing."""
        self.settled_epoch = 0
        """The epoch with which the loss was last said to have come to rest."""
        self.settled_loss = 0.0
        """The level of training loss then."""
        self._wanted = Phase.WAITING
        self._waits = 0
        self._changes = 0
        self._settled_at = 0.0
        self._planned, self._first = planned, first_epoch(planned)

    def follow(self, columns: dict[str, list[float]]) -> None:
        """Read the epochs that are new."""
        loss, val_loss = columns.get("loss", []), columns.get("val_loss", [])
        while (end := block_end(self.read)) <= len(loss):
            self.loss.append(end, block_mean(loss, self.read, end))
            if end <= len(val_loss) and self.loss.means:
                self.val_loss.append(end, block_mean(val_loss, self.read, end))
            self.read = end
            if self.loss.means:
                self._step(end)

    @property
    def _judged(self) -> Trend:
        """Validation loss where it was measured, else training loss."""
        return self.val_loss if self.val_loss.means else self.loss

    @property
    def is_stuck(self) -> bool:
        """Whether the last epoch speaks for a loss that is no better than guessing, and no longer falling."""
        return self.phase is Phase.STUCK or (bool(self._waits) and self._wanted is Phase.STUCK)

    @property
    def is_resting(self) -> bool:
        """Whether the last epochs speak for a loss that does not fall at the moment."""
        return bool(self._waits) and self._wanted in (Phase.STUCK, Phase.SETTLED)

    @property
    def base(self) -> float:
        """Training loss of guessing; where it is not known, of the start."""
        known = self.measured.base.loss
        return known if known is not None else max(self.loss.levels[0], 0.0)

    @property
    def may_change(self) -> bool:
        """Whether the verdict may change once more."""
        return self._changes < MOST_CHANGES

    def at_end(self) -> Phase:
        """The phase of a run that is over: nothing more will confirm what its last epochs speak for."""
        if self.phase is Phase.WAITING:
            return self._wanted
        if not self.may_change:
            return self.phase
        if self._waits and self._wanted is not Phase.FALLING and self._wanted is not Phase.SETTLED:
            return self.phase if self._wanted in WARNINGS and len(self.loss) >= SHORT else self._wanted
        if self.phase in (Phase.FALLING, Phase.SETTLED):
            return Phase.FALLING if self._falls(at_end=True) else Phase.SETTLED
        return self._wanted if self._waits else self.phase

    def _step(self, end: int) -> None:
        """Go on to the phase that the last block speaks for, once enough blocks in a row did."""
        wanted = self._next()
        if wanted is self.phase:
            self._waits = 0
            return
        self._waits = self._waits + 1 if wanted is self._wanted else 1
        self._wanted = wanted
        if end < self._first and wanted is not Phase.EXPLODED:
            return
        if self._waits < self._patience(wanted):
            return
        if wanted in (Phase.SETTLED, Phase.STUCK) and end < HALFWAY * self._planned:
            return
        if wanted is Phase.EXPLODED:
            self.exploded_at = end
        if wanted is Phase.SETTLED:
            self._settled_at = self._judged.level
            self.settled_epoch, self.settled_loss = end, self.loss.level
        self._changes += self.phase is not Phase.WAITING
        self.phase, self._waits = wanted, 0

    def _patience(self, wanted: Phase) -> float:
        """For how many blocks in a row the next phase must be spoken for."""
        count = len(self.loss)
        if wanted is Phase.EXPLODED:
            return 2
        # A curve that has gone to and fro is not believed a third time.
        if not self.may_change:
            return inf
        if wanted is Phase.RISING:
            return 1 if self.rise.is_all_above(self.base) else 2 if count < SHORT else RISES_FOR
        if self.phase is Phase.RISING:
            # What was said is no longer true, and waiting would repeat it.
            if self.rise.comes_down(self.base):
                return 1
            if self.rise.amount <= 0:
                return RISES_FOR
        return 1 if self.phase is Phase.WAITING else max(2, count * STAYS_FOR)

    def _next(self) -> Phase:
        if self._is_exploded():
            return Phase.EXPLODED
        if self._is_stuck():
            return Phase.STUCK
        if len(self.val_loss) >= FIRST_RISE:
            # Validation loss may have had its first usable value later.
            lowest = self.val_loss.lowest + len(self.loss) - len(self.val_loss)
            learned = self.loss.level < self.loss.levels[lowest]
            rising = Phase.RISING if learned or self.phase is Phase.RISING else Phase.BOTH_RISING
            if self.rise.is_risen(self.base, was=rising is self.phase):
                return rising
        return Phase.FALLING if self._falls() else Phase.SETTLED

    def _is_exploded(self) -> bool:
        loss, base = self.loss, self.base
        if self.phase is Phase.EXPLODED:
            return loss.level > LANDS * max(base, 0.0)
        start = loss.means[0]
        if start > 0 and loss.means[-1] > EXPLODES * max(base, start):
            return True
        if len(loss) < 5 or not loss.level > EXPLODES * base > 0:
            return False
        return loss.level > FAR * base or loss.before(0.5) - loss.level < SETTLES_HIGH * loss.level

    def _falls(self, at_end: bool = False) -> bool:
        judged = self._judged
        if len(judged) < 3:
            return True
        counts = max(GAIN * abs(judged.level), GAIN_OF_BASE * self.base)
        gained, to_come = judged.before(0.5) - judged.level, judged.to_come()
        if self.phase is Phase.SETTLED:
            further = min(self._settled_at - judged.level, gained)
            enough = max((1.0 if at_end else RESUMES) * counts, JUMPS * judged.unrest())
            return further > enough and to_come > counts
        if self.loss.level > NOT_FAR * self.base and self.loss.to_come() > GAIN * self.loss.level:
            # Training has hardly begun, and validation rows, above all few of them, may lag.
            return True
        return to_come > counts or (gained > HALF * counts and not at_end)

    def _is_stuck(self) -> bool:
        loss = self.loss
        high = LEAVES if self.phase is Phase.STUCK else STAYS
        if len(loss) < 3 or not loss.level > high * self.base > 0:
            return False
        # A single jump up makes the last quarter's gain, but not that of the last half.
        return min(loss.before(0.5), loss.before(0.75)) - loss.level < MOVES * self.base
