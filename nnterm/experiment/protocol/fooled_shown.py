"""An image, the small change that raises the loss most, and what a model makes of the changed one."""

from typing import Annotated

import msgspec
from msgspec import Meta

from nnterm.experiment.protocol.bounds import Count, Index, Part, Probability
from nnterm.experiment.protocol.inspected import Inspected
from nnterm.experiment.protocol.picture import Picture

Probabilities = Annotated[list[Probability], Meta(min_length=1, max_length=100)]
"""One a class."""


class ConfidenceBin(msgspec.Struct, frozen=True, array_like=True):
    """Rows that a model is about equally sure of."""

    low: Probability
    high: Probability
    """Between which two probabilities the model's answers to them are."""
    rows: Count
    confidence: Probability
    """The mean probability of the answers."""
    accuracy: Probability
    """Which part of them is right."""


class FooledShown(Inspected, frozen=True, kw_only=True, tag=True):
    """One image changed by the sign of the loss's gradient, and how many others such a change fools."""

    part: Part
    """Whose images they are."""
    sample: Index
    samples: Annotated[int, Meta(ge=1, le=10_000_000)]
    """How many images there are."""
    truth: Index | None = None
    """The class of the image; None for a digit of the learner's, which is pushed away from the model's answer to it."""
    epsilon: Probability
    """How far each pixel may move, where black is 0 and white is 1."""
    image: Picture
    change: Picture
    """What was added to each pixel."""
    changed: Picture
    saliency: Picture
    """The size of the gradient at each pixel."""
    before: Probabilities
    after: Probabilities
    """Probability of each class for the image, and for the changed one."""
    tried: Count
    """How many of the first images were tried."""
    right: Count
    """How many of those the model gets right."""
    fooled: Count
    """How many of these it gets wrong after such a change."""
    fooled_by_noise: Count
    """How many of them it gets wrong after a change of the same size with random signs."""
    bins: Annotated[list[ConfidenceBin], Meta(max_length=16)] = msgspec.field(default_factory=list)
    """How often the model is right beside how sure it is, on the images as they are."""

    def suits(self, classes: int) -> bool:
        """Whether there is a probability a class."""
        return len(self.before) == len(self.after) == classes and (self.truth or 0) < classes
