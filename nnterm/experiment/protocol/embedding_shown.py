"""The words or letters of an Embedding layer as points in two dimensions, and what is near the chosen one."""

from typing import Annotated

import msgspec
from msgspec import Meta

from nnterm.experiment.protocol.bounds import Index, Name, Number, Probability
from nnterm.experiment.protocol.inspected import Inspected

MOST_TOKENS = 160
"""Words in one answer at the most."""

MOST_NEIGHBOURS = 12

Cosine = Annotated[float, Meta(ge=-1, le=1)]
"""How alike two directions are: 1 the same, 0 nothing in common, -1 opposite."""


class TokenPlace(msgspec.Struct, frozen=True, array_like=True):
    """A word or letter, and where it lies."""

    token: Name
    x: Number
    y: Number
    score: Probability | None = None
    """Probability of the second of two classes for a text of this word alone; None for other data."""


class Neighbour(msgspec.Struct, frozen=True, array_like=True):
    """A word or letter that is like the chosen one."""

    token: Name
    place: Index
    """Its rank by how frequent it is, from 0."""
    cosine: Cosine
    score: Probability | None = None
    """As for a place."""
    distance: Annotated[float, Meta(ge=0)] | None = None
    """How far it is from the chosen one, where vectors of two numbers are compared by that; else None."""


class EmbeddingShown(Inspected, frozen=True, kw_only=True, tag=True):
    """The most frequent words of an Embedding layer by their two main axes; by their numbers where they have two."""

    places: Annotated[list[TokenPlace], Meta(min_length=1, max_length=MOST_TOKENS)]
    """The most frequent first."""
    tokens: Annotated[int, Meta(ge=1, le=10_000_000)]
    """How many words have a vector of their own."""
    dimensions: Annotated[int, Meta(ge=1, le=10_000_000)]
    """How many numbers a vector has."""
    explained: tuple[Probability, Probability]
    """Which part of all differences between the vectors each of the two axes shows."""
    chosen: TokenPlace
    place: Index
    """The rank of the chosen one by how frequent it is, from 0."""
    unknown: Name = ""
    """The word that was looked for, where it has no vector of its own; another one is chosen then."""
    neighbours: Annotated[list[Neighbour], Meta(max_length=MOST_NEIGHBOURS)]
    """The words that are most alike, the nearest first: by cosine, or in the plane where vectors have two numbers."""

    def __post_init__(self) -> None:
        if self.place >= self.tokens:
            raise ValueError("The chosen one is none of the words")
