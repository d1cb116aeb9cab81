"""What the trainer has seen inside a model: one event for each question of `questions`, each below 20 kB."""

from math import prod
from typing import Annotated

import msgspec
from msgspec import Meta

from nnterm.experiment.protocol.attention_shown import AttentionShown
from nnterm.experiment.protocol.bounds import Count, Index, Name, Number, Part, Probability, Side
from nnterm.experiment.protocol.embedding_shown import EmbeddingShown
from nnterm.experiment.protocol.fooled_shown import FooledShown
from nnterm.experiment.protocol.generated_text import TextGenerated
from nnterm.experiment.protocol.gradients_shown import GradientsShown
from nnterm.experiment.protocol.inspected import Inspected
from nnterm.experiment.protocol.inspection_requests import MOST_TEXT
from nnterm.experiment.protocol.network_shown import NetworkShown
from nnterm.experiment.protocol.pairs_shown import PairsShown
from nnterm.experiment.protocol.picture import Picture
from nnterm.experiment.protocol.scores_counted import ScoresCounted

MOST_LAYERS = 64
"""Layers of a model at the most."""

MOST_CLASSES = 100
"""Classes at the most, as in a table of the learner's."""


class MapComputed(Inspected, frozen=True, kw_only=True, tag=True):
    """What the model answers over the plane: the decision map. While a run goes on it comes without a question too."""

    columns: Side
    rows: Side
    left: Number
    right: Number
    bottom: Number
    top: Number
    """Edges of the plane shown."""
    classes: list[Index]
    """The class with the largest output, row by row from the top left."""
    certainty: list[Annotated[int, Meta(ge=0, le=7)]]
    """0 (undecided) to 7 (certain) for each cell."""

    def __post_init__(self) -> None:
        if not len(self.classes) == len(self.certainty) == self.rows * self.columns:
            raise ValueError("A map has other than rows times columns cells")
        if not (self.left < self.right and self.bottom < self.top):
            raise ValueError("A map has no area")


class WeightArray(msgspec.Struct, frozen=True, kw_only=True):
    """One array of a layer: its kernel, its bias."""

    name: Name
    shape: Annotated[tuple[Index, ...], Meta(min_length=1, max_length=8)]
    low: Number
    high: Number
    """Smallest and largest value."""
    values: list[Number] = msgspec.field(default_factory=list)
    """All values row by row, where they are few; else empty."""
    picture: Picture | None = None
    """The values as shades, each cell the mean of its neighbours where there are too many; None for a few values."""

    def __post_init__(self) -> None:
        if self.values and len(self.values) != prod(self.shape):
            raise ValueError("An array has other than as many values as its shape says")


class WeightsShown(Inspected, frozen=True, kw_only=True, tag=True):
    """The weights and biases of a layer."""

    layer: Index
    """Which of the layers that have weights."""
    layers: Annotated[list[Name], Meta(max_length=MOST_LAYERS)]
    """Class of each layer that has weights."""
    arrays: Annotated[list[WeightArray], Meta(min_length=1, max_length=64)]
    tiles: Annotated[list[Picture], Meta(max_length=64)] = msgspec.field(default_factory=list)
    """What each unit or filter looks for, where it looks at an image; the first ones only."""
    units: Index = 0
    """How many units or filters the layer has."""
    inputs: Index = 0
    """How many maps come into a layer whose tiles show the window on the first of them."""

    def __post_init__(self) -> None:
        if self.layer >= len(self.layers):
            raise ValueError("The layer is none of the layers")
        kernel, *biases = (array.shape for array in self.arrays)
        dimensions = {"Dense": 2, "Conv2D": 4}.get(self.layers[self.layer])
        if dimensions and (len(kernel) != dimensions or any(shape != kernel[-1:] for shape in biases)):
            raise ValueError("The arrays are not those of such a layer")


class FitShown(Inspected, frozen=True, kw_only=True, tag=True):
    """What a regression answers beside what is true."""

    part: Part
    """Whose rows the points are."""
    points: Annotated[list[tuple[Number, Number]], Meta(max_length=2_000)]
    """Input and true value of a function of one input; else true value and answer."""
    curve: Annotated[list[tuple[Number, Number]], Meta(max_length=2_000)] = msgspec.field(default_factory=list)
    """Input and answer, from the smallest input to the largest; empty where there are several inputs."""


class ConfusionCounted(Inspected, frozen=True, kw_only=True, tag=True):
    """How often each class is taken for each."""

    part: Part
    """Whose rows were judged."""
    rows: Count
    """How many were judged."""
    of: Count
    """How many rows the part has."""
    counts: Annotated[list[list[Count]], Meta(min_length=1, max_length=MOST_CLASSES)]
    """A row a true class, a column a guessed one."""

    def __post_init__(self) -> None:
        if any(len(row) != len(self.counts) for row in self.counts):
            raise ValueError("The counts are no square")

    def suits(self, classes: int) -> bool:
        """Whether there is a row a class."""
        return len(self.counts) == classes


class Mistake(msgspec.Struct, frozen=True, kw_only=True):
    """A row that got the wrong class."""

    truth: Index
    guess: Index
    certainty: Probability
    """Share of the guessed class, 0 to 1."""
    flipped_from: Index | None = None
    """The true class of a training row whose label is flipped: `truth` is then what it was flipped to."""
    picture: Picture | None = None
    """The image, where it is one."""
    text: str = ""
    """The text, where it is one."""
    values: Annotated[list[Number], Meta(max_length=64)] = msgspec.field(default_factory=list)
    """The first columns before scaling, where it is a row of a table."""


class MistakesFound(Inspected, frozen=True, kw_only=True, tag=True):
    """Rows that got the wrong class, the most confident mistakes first."""

    part: Part
    rows: Count
    """How many rows were judged."""
    wrong: Count
    """How many of them got the wrong class."""
    first: Count
    """How many mistakes are left out before `mistakes`."""
    mistakes: Annotated[list[Mistake], Meta(max_length=64)]

    def suits(self, classes: int) -> bool:
        """Whether every class that is named is one of them."""
        return all(max(mistake.truth, mistake.guess, mistake.flipped_from or 0) < classes for mistake in self.mistakes)


class LayerShape(msgspec.Struct, frozen=True, kw_only=True):
    """A layer whose output is an image."""

    name: Name
    shape: tuple[Index, Index, Annotated[int, Meta(ge=1, le=10_000_000)]]
    """Rows, columns and maps."""


class FeaturesShown(Inspected, frozen=True, kw_only=True, tag=True):
    """What a layer makes of an image."""

    sample: Index
    samples: Annotated[int, Meta(ge=1, le=10_000_000)]
    """How many images there are."""
    truth: Index
    guess: Index
    certainty: Probability
    image: Picture
    layer: Index
    layers: Annotated[list[LayerShape], Meta(max_length=MOST_LAYERS)]
    first: Index
    """How many maps are left out before `maps`."""
    maps: Annotated[list[Picture], Meta(min_length=1, max_length=64)]

    def __post_init__(self) -> None:
        if self.layer >= len(self.layers):
            raise ValueError("The layer is none of the layers")

    def suits(self, classes: int) -> bool:
        """Whether truth and guess are among them."""
        return max(self.truth, self.guess) < classes


class DigitRead(Inspected, frozen=True, kw_only=True, tag=True):
    """Which class the model predicts for a digit drawn by hand."""

    cells: str
    """What was drawn."""
    seen: Picture
    """What the model saw of it: centred as the digits that it was trained on, or left where it was drawn."""
    scores: Annotated[list[Probability], Meta(min_length=1, max_length=MOST_CLASSES)]
    """Share of each class, 0 to 1."""

    def suits(self, classes: int) -> bool:
        """Whether there is a score a class."""
        return len(self.scores) == classes


class SentenceRead(Inspected, frozen=True, kw_only=True, tag=True):
    """What the model makes of a text."""

    text: str
    tokens: Annotated[list[str], Meta(max_length=MOST_TEXT)]
    """The words or letters that it saw."""
    known: list[bool]
    """Whether each is in the vocabulary."""
    scores: list[list[Probability]]
    """Share of each class, 0 to 1: before the first token, and after each."""

    def __post_init__(self) -> None:
        if not len(self.known) == len(self.tokens) == len(self.scores) - 1:
            raise ValueError("There are other than one score before the first token, and one after each")

    def suits(self, classes: int) -> bool:
        """Whether there is a score a class at every place."""
        return all(len(scores) == classes for scores in self.scores)


class NotInspected(Inspected, frozen=True, kw_only=True, tag=True):
    """A question that has no answer."""

    message: str
    remedy: str


InspectionResult = (
    MapComputed
    | WeightsShown
    | FitShown
    | ConfusionCounted
    | ScoresCounted
    | MistakesFound
    | FeaturesShown
    | DigitRead
    | SentenceRead
    | NetworkShown
    | GradientsShown
    | EmbeddingShown
    | TextGenerated
    | PairsShown
    | FooledShown
    | AttentionShown
    | NotInspected
)
