"""The seeds on which a challenge wants the learner's settings tried: several at once, beside what the lab trains."""

from collections.abc import Sequence
from typing import ClassVar

from nnterm.experiment.run import Run
from nnterm.experiment.study import Study


class ChallengeStudy(Study):
    """What the learner's run trained, on the other seeds that the challenge wants."""

    KIND: ClassVar = "challenge"

    def __init__(self, challenge: str, stage: int, origin: Run, runs: Sequence[Run]) -> None:
        """`origin` is the learner's run; `runs` repeat it on other seeds, for `stage` of the challenge of that id."""
        super().__init__(runs)
        self.challenge = challenge
        self.stage = stage
        self.origin = origin
        self.ended: list[Run] = []
        """Runs that are over and whole, in the order of their ends: nothing of them changes any more."""

    @property
    def is_under_way(self) -> bool:
        """Whether seeds are being trained, or wait to be."""
        return not self.is_over and not self.is_stopped

    def take(self, run_id: str, found: Run) -> None:
        """See `Study`."""
        super().take(run_id, found)
        self.ended.append(self._by_id[run_id])
