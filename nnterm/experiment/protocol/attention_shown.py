"""What one head of an attention layer attends to in one row: its matrix of weights."""

from typing import Annotated

from msgspec import Meta

from nnterm.experiment.protocol.bounds import Index, Name, Part, Probability
from nnterm.experiment.protocol.inspected import Inspected

MOST_PLACES = 40
"""Places of a row at the most: the last ones of a longer row."""

MOST_HEADS = 4096


class AttentionShown(Inspected, frozen=True, kw_only=True, tag=True):
    """Queries by keys: how much each place takes from every other one."""

    part: Part
    """Whose row it is."""
    sample: Index
    samples: Annotated[int, Meta(ge=1, le=10_000_000)]
    """How many rows there are."""
    truth: Index
    guess: Index
    certainty: Probability
    """Probability of the guessed class."""
    tokens: Annotated[list[Name], Meta(min_length=1, max_length=MOST_PLACES)]
    """The words or letters of the row, padding in front left out."""
    scores: Annotated[
        list[Annotated[list[Probability], Meta(max_length=MOST_PLACES)]], Meta(min_length=1, max_length=MOST_PLACES)
    ]
    """A row a query, a column a key. A row sums to 1 where no key is left out."""
    head: Index
    """Which head, counted over all layers of attention."""
    heads: Annotated[int, Meta(ge=1, le=MOST_HEADS)]
    layer: Index
    """Which of the layers of attention the head belongs to."""
    layers: Annotated[int, Meta(ge=1, le=MOST_HEADS)]

    def __post_init__(self) -> None:
        size = len(self.tokens)
        if len(self.scores) != size or any(len(row) != size for row in self.scores):
            raise ValueError("The scores are no square with a side for each token")
        if self.head >= self.heads or self.layer >= self.layers or self.sample >= self.samples:
            raise ValueError("Head, layer or row is none of those there are")

    def suits(self, classes: int) -> bool:
        """Whether truth and guess are among them."""
        return max(self.truth, self.guess) < classes
