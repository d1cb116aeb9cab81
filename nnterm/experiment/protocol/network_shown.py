"""A network of dense layers as it is drawn: of each layer the units in sight, and the weights between them."""

from itertools import pairwise
from typing import Annotated

import msgspec
from msgspec import Meta

from nnterm.experiment.protocol.bounds import Count, Index, Name, Number
from nnterm.experiment.protocol.inspected import Inspected
from nnterm.experiment.protocol.picture import Picture

MOST_IN_SIGHT = 10
"""Units of a layer in one answer at the most."""

MOST_SHOWN_LAYERS = 10
"""Layers in one answer at the most, the inputs among them."""

BINS = 16
"""Bars of a histogram at the most."""

TALLEST = 8
"""The tallest bar of a histogram."""

Bars = Annotated[str, Meta(pattern=f"^[0-{TALLEST}]{{1,{BINS}}}$")]
"""How often values are from small to large: a digit a bar."""

Numbers = Annotated[list[Number], Meta(max_length=MOST_IN_SIGHT)]


class NetworkLayer(msgspec.Struct, frozen=True, kw_only=True):
    """A layer of units, or the inputs."""

    name: Name
    """Keras's name of the class; `inputs` for what comes in."""
    activation: Name = ""
    units: Annotated[int, Meta(ge=1, le=10_000_000)]
    first: Index = 0
    """How many units are left out before those in sight."""
    low: Number = 0.0
    high: Number = 0.0
    """Between which values the histograms of the layer lie."""
    maps: Annotated[list[Picture], Meta(max_length=MOST_IN_SIGHT)] = msgspec.field(default_factory=list)
    """For data in the plane: the activation of each unit in sight over it."""
    bars: Annotated[list[Bars], Meta(max_length=MOST_IN_SIGHT)] = msgspec.field(default_factory=list)
    """For other data: how often each unit in sight has which activation over the training rows."""
    values: Numbers = msgspec.field(default_factory=list)
    """The activation of each unit in sight for the chosen row."""
    weights: Annotated[list[Numbers], Meta(max_length=MOST_IN_SIGHT)] = msgspec.field(default_factory=list)
    """Of each unit in sight its weights from the units in sight of the layer before; empty for the inputs."""
    biases: Numbers = msgspec.field(default_factory=list)
    """Their biases; empty for a layer without."""
    largest: Number = 0.0
    """The size of the strongest weight that comes into the layer."""
    dead: Count = 0
    """How many units give 0 for every training row that was looked at; counted for relu alone."""
    dead_units: Annotated[list[Index], Meta(max_length=64)] = msgspec.field(default_factory=list)
    """Which ones those are, the first of them where there are many."""

    def __post_init__(self) -> None:
        if not (self.maps or self.bars) or (self.maps and self.bars):
            raise ValueError("A layer shows its units as maps or as bars")
        if len(self.values) != self.in_sight or (self.biases and len(self.biases) != self.in_sight):
            raise ValueError("There are other than one value and one bias a unit in sight")
        if self.first + self.in_sight > self.units:
            raise ValueError("There are more units in sight than the layer has")

    @property
    def in_sight(self) -> int:
        """How many units are in sight."""
        return len(self.maps or self.bars)


class NetworkShown(Inspected, frozen=True, kw_only=True, tag=True):
    """Layers and units of a network, the weights between them, and what each unit answers."""

    layers: Annotated[list[NetworkLayer], Meta(min_length=2, max_length=MOST_SHOWN_LAYERS)]
    """From the inputs on; of a deep network those around the chosen one."""
    left_out: Index = 0
    """Layers left out before those, the inputs among them."""
    of: Annotated[int, Meta(ge=2, le=10_000)]
    """How many layers there are, with the inputs."""
    layer: Index
    unit: Index
    """The chosen unit, counted from 0 in its layer; the layer is a place in `layers`."""
    map: Picture | None = None
    """Its activation over the plane, in more detail."""
    low: Number
    high: Number
    """Its smallest and largest activation, over the plane or the training rows."""
    edges: Annotated[list[Number], Meta(max_length=4)] = msgspec.field(default_factory=list)
    """Left, right, bottom and top of the plane."""
    rows: Count
    """How many training rows were looked at."""
    train: Count
    """How many there are."""
    sample: Index
    """The chosen training row."""
    truth: Number
    """Its class, or the number that it has in a regression."""

    def __post_init__(self) -> None:
        if self.layer >= len(self.layers):
            raise ValueError("The layer is none of the layers")
        chosen = self.layers[self.layer]
        if not chosen.first <= self.unit < chosen.first + chosen.in_sight:
            raise ValueError("The chosen unit is not in sight")
        for before, after in pairwise(self.layers):
            if len(after.weights) not in (0, after.in_sight):
                raise ValueError("There are other than one list of weights a unit in sight")
            if any(len(weights) != before.in_sight for weights in after.weights):
                raise ValueError("There are other than one weight a unit in sight before")

    def suits(self, classes: int) -> bool:
        """Whether the truth is one of the classes."""
        return not classes or (self.truth.is_integer() and 0 <= self.truth < classes)
