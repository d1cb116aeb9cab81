"""What a model answers for every pair of numbers below a modulus."""

from typing import Annotated

import msgspec
from msgspec import Meta

from nnterm.experiment.protocol.bounds import MOST_TEXT, Count, Index, Probability
from nnterm.experiment.protocol.inspected import Inspected

PARTS = ("train", "validation", "test")
"""The parts of the split in the order in which `PairsShown.cells` counts them."""

CLOSED = 6
"""The cell of a pair for testing that must not be looked at yet."""


class PairCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many pairs of a part of the split there are, and how many of them are right."""

    right: Count
    of: Count


class PairsShown(Inspected, frozen=True, kw_only=True, tag=True):
    """Every pair (a, b): whose it is, and whether its sum is right."""

    modulus: Annotated[int, Meta(ge=2, le=64)]
    cells: Annotated[str, Meta(pattern="^[0-6]+$", max_length=MOST_TEXT)]
    """A digit a pair, row by row: twice the place of its part in `PARTS`, and one more where the sum is right."""
    a: Index
    b: Index
    """The chosen pair."""
    guess: Index | None = None
    """The sum that the model answers for it; None for a pair that is `CLOSED`."""
    certainty: Probability = 0.0
    """Probability of that sum."""

    def __post_init__(self) -> None:
        if len(self.cells) != self.modulus**2 or max(self.a, self.b) >= self.modulus:
            raise ValueError("The cells are not those of all pairs, or the chosen pair is none of them")

    def suits(self, classes: int) -> bool:
        """Whether there is a class for each sum, and the guess is one of them."""
        return self.modulus == classes and (self.guess or 0) < classes

    def cell(self, a: int, b: int) -> int:
        """The digit of a pair."""
        return int(self.cells[a * self.modulus + b])

    def count(self, part: str) -> PairCount:
        """The pairs of a part that may be looked at."""
        wrong = PARTS.index(part) * 2
        right = self.cells.count(str(wrong + 1))
        return PairCount(right=right, of=right + self.cells.count(str(wrong)))
