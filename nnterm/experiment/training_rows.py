"""What a run knows of its training rows beside the history: flipped labels memorised, metrics without dropout."""

from bisect import bisect_left

import msgspec

from nnterm.experiment.protocol.events import RowsMemorised

MOST_COUNTS = 512
"""Counts of a run that are kept at the most, spread over its epochs."""


class Memorised(msgspec.Struct, frozen=True, array_like=True):
    """How many of the rows with a flipped label had been learned by heart after an epoch."""

    epoch: int
    count: int
    of: int


class TrainingRows(msgspec.Struct):
    """The training rows of one run."""

    memorised: list[Memorised] = []
    """Counts in the order of epochs, now and then one; empty where no label is flipped."""
    evaluate: dict[str, float] = {}
    """Loss and metrics on all of them after the end without dropout; empty where the training has none."""

    def take(self, event: RowsMemorised) -> bool:
        """Add a count, which may come after those of later epochs; False where its epoch has one."""
        at = bisect_left(self.memorised, event.epoch, key=lambda each: each.epoch)
        if at < len(self.memorised) and self.memorised[at].epoch == event.epoch:
            return False
        self.memorised.insert(at, Memorised(event.epoch, event.count, event.of))
        if len(self.memorised) > MOST_COUNTS:
            kept = self.memorised
            # The one whose neighbours are nearest to each other; the first and the last stay.
            del kept[min(range(1, len(kept) - 1), key=lambda at: kept[at + 1].epoch - kept[at - 1].epoch)]
        return True

    def end(self, evaluate: dict[str, float | None]) -> None:
        """Take what was measured without dropout after the end; what is no finite number is left out."""
        self.evaluate = {name: value for name, value in evaluate.items() if value is not None}

    def until(self, epoch: int) -> "TrainingRows":
        """Those of a run that goes on by itself from `epoch`."""
        return TrainingRows([each for each in self.memorised if each.epoch <= epoch])

    def memorised_at(self, epoch: int) -> Memorised | None:
        """The last count that was made up to the end of `epoch`; None before the first."""
        return next((each for each in reversed(self.memorised) if each.epoch <= epoch), None)
