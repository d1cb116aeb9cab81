"""States of a run at the ends of epochs, kept within a budget: the model of any earlier epoch can be looked at again.

A loop is exactly repeatable, so not every epoch has to be kept: one in between is trained again from the nearest state
before it, where that takes a moment, and is the same to the last bit.
"""

import time
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from nnterm.trainer.loops.protocol import Loop, State
from nnterm.trainer.loops.snapshot import Snapshot

BUDGET = 64 * 2**20
"""Bytes that the states of one run may take together."""

MOST = 512
"""States of one run at the most, so that choosing which one to drop costs nothing beside the training."""

SHARE = 25
"""How many times as long as keeping a state took the training goes on before the next is kept: a cost of 4 %."""

REPLAY = 0.5
"""Seconds that one look may train again. Where they are not enough the next look goes on from there; where a single
epoch takes longer, the nearest state is looked at.

Kept states are rarely further apart than one call of the loop trains in a twentieth of a second.
"""


class Checkpoint(NamedTuple):
    """A state of the loop at the end of an epoch. They are ordered by epoch, then by age."""

    epoch: int
    era: int
    """How many times the training had not just gone on: it got other hyperparameters or other weights."""
    state: State


class Checkpoints:
    """The states of one run."""

    def __init__(self, budget: int = BUDGET, most: int = MOST, seconds: float = REPLAY) -> None:
        """`budget` is in bytes, `most` a number of states; first, best and last are kept beyond both.

        A look trains again for about `seconds`.
        """
        self._budget = budget
        self._most = most
        self._seconds = seconds
        self._reached: Checkpoint | None = None
        """Where the last look came to that trained again: the next goes on from there. One state beyond the budget."""
        self._kept: list[Checkpoint] = []
        self._eras: list[int] = [0]
        """The epoch after which each era began."""
        self._compiled_in = 0
        """The first era that trained with the present graphs."""
        self._best: tuple[float, int] = (float("inf"), 0)
        self._bytes = 0
        self._cost = 0.0
        self._taken_at = 0.0

    @property
    def nbytes(self) -> int:
        """Bytes that the states take."""
        return self._bytes

    @property
    def epochs(self) -> list[int]:
        """The epochs whose states are kept, in order."""
        return [kept.epoch for kept in self._kept]

    # --- while training ----------------------------------------------------------------------------

    def take(self, loop: Loop, *, always: bool = False) -> None:
        """Keep the state of `loop`, which is at the end of an epoch; unless `always`, only where it costs little."""
        began = time.perf_counter()
        if loop.step or (not always and began - self._taken_at < SHARE * self._cost):
            return
        key = loop.done, len(self._eras) - 1
        if self._kept and self._kept[-1][:2] == key:
            self._drop(len(self._kept) - 1)
        checkpoint = Checkpoint(*key, loop.save())
        self._kept.append(checkpoint)
        self._bytes += checkpoint.state.nbytes
        self._thin()
        self._taken_at = time.perf_counter()
        self._cost = self._taken_at - began

    def note(self, first: int, losses: list[float]) -> None:
        """Take note of the validation losses of the epochs from `first` on: the state of the best one stays."""
        for epoch, loss in enumerate(losses, first):
            if loss < self._best[0]:
                self._best = loss, epoch

    def begin_era(self, loop: Loop, *, other_graphs: bool = False) -> None:
        """From here on `loop` trains with other hyperparameters, which may need `other_graphs`, or other weights."""
        self._reached = None
        self._eras.append(loop.done)
        if other_graphs:
            self._compiled_in = len(self._eras) - 1
        self.take(loop, always=True)

    def cut(self, epoch: int) -> None:
        """Forget what came after `epoch`: the training goes on from there."""
        self._reached = None
        while self._kept and self._kept[-1].epoch > epoch:
            self._drop(len(self._kept) - 1)
        self._eras = [0, *(start for start in self._eras[1:] if start < epoch)]
        self._compiled_in = min(self._compiled_in, len(self._eras) - 1)
        if self._best[1] > epoch:
            self._best = float("inf"), 0

    # --- afterwards --------------------------------------------------------------------------------

    @contextmanager
    def model_at(self, loop: Loop, epoch: int, seconds_per_epoch: float) -> Iterator[int]:
        """Let `loop`, and its model, be as they were after `epoch`, or after one that is nearer to it each time.

        Yields the number of that epoch, which stays the same where nothing can be trained again. An epoch takes about
        `seconds_per_epoch` to train again. Afterwards the loop is where it was before, to the last bit.
        """
        before = self._before(epoch)
        if self._reached is not None and before[:2] < self._reached[:2] <= (epoch, self._era_of(epoch)):
            before = self._reached
        is_short = before.epoch < epoch and seconds_per_epoch <= REPLAY
        if (is_short or before is self._reached) and self._may_replay(loop, before):
            now = loop.save()
            try:
                loop.restore(before.state)
                self._train_awhile(loop, epoch)
                if loop.done > before.epoch:
                    self._reached = Checkpoint(loop.done, before.era, loop.save())
                yield loop.done
            finally:
                loop.restore(now)
            return
        nearest = min((before, self._after(epoch)), key=lambda kept: abs(kept.epoch - epoch))
        present = Snapshot(loop.model)
        try:
            nearest.state.snapshot.put_weights(loop.model)
            yield nearest.epoch
        finally:
            present.put_back(loop.model)

    def go_back(self, loop: Loop, epoch: int) -> int:
        """Let `loop` be as it was after `epoch`, from where it then goes on; the number of the epoch that it is at.

        That is an earlier one where the epoch was trained with other hyperparameters, and none of its states is kept.
        """
        before = self._before(epoch)
        self._put_back(loop, before)
        if before.era >= self._compiled_in:
            train_to(loop, epoch)
        self.cut(loop.done)
        self.begin_era(loop)
        return loop.done

    def leave(self, loop: Loop, diverged_at: int) -> None:
        """Let `loop` be as it was before it diverged: after the last epoch whose weights are finite.

        That is the one before `diverged_at`, whose loss is no finite number, or the one before that: the loss of an
        epoch is that of the weights before its last step.
        """
        while len(self._kept) > 1 and (
            self._kept[-1].epoch >= diverged_at or not self._kept[-1].state.snapshot.is_finite
        ):
            self._drop(len(self._kept) - 1)
        last = self._kept[-1]
        for epoch in (diverged_at - 1, diverged_at - 2):
            self._put_back(loop, last)
            if epoch <= last.epoch or last.era < self._compiled_in:
                return
            train_to(loop, epoch)
            if Snapshot(loop.model).is_finite:
                self.take(loop, always=True)
                return
        self._put_back(loop, last)

    def _put_back(self, loop: Loop, kept: Checkpoint) -> None:
        """Let `loop` be as it was at `kept`, be it that it trains with other graphs since."""
        if kept.era >= self._compiled_in:
            loop.restore(kept.state)
        else:
            kept.state.snapshot.carry_to(loop.model)
            loop.restore(State(kept.epoch, 0, 0, Snapshot(loop.model), kept.state.metrics, {}))

    def spread(self, most: int) -> list[Checkpoint]:
        """At most `most` of the kept states, 2 or more, in order: evenly over the epochs, first and last among them.

        Of several states at the end of the same epoch it is the last one.
        """
        kept = list({one.epoch: one for one in self._kept}.values())
        if len(kept) <= most:
            return kept
        first, last = kept[0].epoch, kept[-1].epoch
        wanted = (first + (last - first) * at / (most - 1) for at in range(most))
        found = {(near := min(kept, key=lambda one: abs(one.epoch - epoch))).epoch: near for epoch in wanted}
        return [found[epoch] for epoch in sorted(found)]

    def kept_at(self, epoch: int) -> Checkpoint | None:
        """The last state that is kept of the end of `epoch`; None where there is none."""
        return next((one for one in reversed(self._kept) if one.epoch == epoch), None)

    def has_present_optimizer(self, kept: Checkpoint) -> bool:
        """Whether the state's optimizer is one that the present model can have; of an older one it has the weights."""
        return kept.era >= self._compiled_in

    # --- which one ---------------------------------------------------------------------------------

    def _era_of(self, epoch: int) -> int:
        """The era in which `epoch` was trained."""
        return max(0, bisect_right(self._eras, epoch - 1) - 1)

    def _before(self, epoch: int) -> Checkpoint:
        """The last state that is not after `epoch`, of the hyperparameters that it was trained with."""
        at = bisect_right(self._kept, (epoch, self._era_of(epoch)), key=lambda kept: kept[:2])
        return self._kept[max(0, at - 1)]

    def _after(self, epoch: int) -> Checkpoint:
        """The first state that is not before `epoch`; the last one where there is none."""
        at = bisect_right(self._kept, epoch - 1, key=lambda kept: kept.epoch)
        return self._kept[min(at, len(self._kept) - 1)]

    def _train_awhile(self, loop: Loop, epoch: int) -> None:
        """Train `loop` on to the end of `epoch`, or of the epoch in which the time for a look ends."""
        until = time.perf_counter() + self._seconds
        first = loop.done
        while loop.done < epoch and (loop.step or loop.done == first or time.perf_counter() < until):
            loop.advance(epoch)

    def _may_replay(self, loop: Loop, before: Checkpoint) -> bool:
        """Whether `loop` trains as it did then, and is not in the middle of an epoch, which would be lost."""
        return before.era >= self._compiled_in and loop.step == 0

    # --- the budget --------------------------------------------------------------------------------

    def _thin(self) -> None:
        """Drop states until the budget holds, each time the one whose neighbours are nearest to each other."""
        while len(self._kept) > 2 and (self._bytes > self._budget or len(self._kept) > self._most):
            best = self._before(self._best[1]).epoch if self._best[1] else 0
            gaps = [
                (self._kept[at + 1].epoch - self._kept[at - 1].epoch, at)
                for at in range(1, len(self._kept) - 1)
                if self._kept[at].epoch != best
            ]
            if not gaps:
                return
            self._drop(min(gaps)[1])

    def _drop(self, at: int) -> None:
        self._bytes -= self._kept.pop(at).state.nbytes


def train_to(loop: Loop, epoch: int) -> None:
    """Train `loop` on to the end of `epoch`."""
    while loop.done < epoch:
        loop.advance(epoch)
