"""How probable a model finds one of two classes, for the rows of each: what every threshold would call them."""

from itertools import pairwise
from typing import Annotated

from msgspec import Meta

from nnterm.experiment.protocol.bounds import Count, Part
from nnterm.experiment.protocol.inspected import Inspected

STEPS = 100
"""Thresholds from 0 to 1 are this many steps apart: 0.00, 0.01, ... 1.00."""

Passing = Annotated[list[Count], Meta(min_length=STEPS + 1, max_length=STEPS + 1)]
"""How many rows have at least the probability k / STEPS, for k from 0 to STEPS: all of them first, then ever fewer."""


class ScoresCounted(Inspected, frozen=True, kw_only=True, tag=True):
    """Of the rows of each of two classes, how many reach each threshold."""

    part: Part
    """Whose rows were judged."""
    rows: Count
    """How many were judged."""
    of: Count
    """How many rows the part has."""
    wanted: Annotated[int, Meta(ge=0, le=1)]
    """The class that is looked for."""
    hits: Passing
    """For rows of that class: how many of them are found at each threshold."""
    alarms: Passing
    """For rows of the other class: how many of them are called the wanted one at each threshold."""

    def __post_init__(self) -> None:
        if any(after > before for passing in (self.hits, self.alarms) for before, after in pairwise(passing)):
            raise ValueError("A higher threshold lets more rows pass")
        if self.hits[0] + self.alarms[0] != self.rows:
            raise ValueError("The rows of the two classes are not all rows")

    def suits(self, classes: int) -> bool:
        """Whether there are two classes."""
        return classes == 2
