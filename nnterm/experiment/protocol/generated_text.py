"""Texts that a model writes by itself, token by token."""

from typing import Annotated

import msgspec
from msgspec import Meta

from nnterm.experiment.protocol.bounds import Index, Name
from nnterm.experiment.protocol.inspected import Inspected

MOST_TEXTS = 48
"""Texts in one answer at the most."""

LOWEST, HIGHEST = 0.1, 5.0
"""Temperatures that can be chosen."""

Temperature = Annotated[float, Meta(ge=LOWEST, le=HIGHEST)]
"""What the logarithms of the probabilities are divided by before the draw: below 1 the likely becomes likelier."""


class GeneratedText(msgspec.Struct, frozen=True, array_like=True):
    """A text that the model wrote."""

    text: Name
    is_known: bool
    """Whether it is a text of the training rows: learned by heart, or found again."""


class TextGenerated(Inspected, frozen=True, kw_only=True, tag=True):
    """Texts in the order in which they were drawn."""

    texts: Annotated[list[GeneratedText], Meta(min_length=1, max_length=MOST_TEXTS)]
    temperature: Temperature
    seed: Index
    """What the draws follow from."""
