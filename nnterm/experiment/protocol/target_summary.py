"""What the targets of the rows say before a run begins: the guess to beat, their unit, classes that are missing."""

from typing import Annotated

import msgspec
from msgspec import Meta

from nnterm.experiment.protocol.bounds import MOST_COLUMNS, Name, Number, Part

Figures = Annotated[dict[Name, Number], Meta(max_length=MOST_COLUMNS)]
"""Numbers by the names of loss and metrics."""

Classes = Annotated[list[Name], Meta(max_length=1000)]
"""Names of classes."""


class TargetSummary(msgspec.Struct, frozen=True, kw_only=True):
    """Facts about the targets of one split."""

    guessing: Annotated[dict[Part, Figures], Meta(max_length=3)] = msgspec.field(default_factory=dict)
    """Loss and metrics, on the rows of each part, of the answer that is the same for every row and best for training:
    the largest class, or the mean. What it has no figure of is left out."""
    deviation: Number | None = None
    """What 1 in the scaled target is in its own unit; None where it is not scaled, and for classes."""
    left_out: Annotated[dict[Part, Classes], Meta(max_length=3)] = msgspec.field(default_factory=dict)
    """Classes that no row of a part has, where some part has them."""
