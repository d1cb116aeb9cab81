"""What the trainer has seen inside a model: one event for each question of `questions`, each below 20 kB."""

import msgspec

from nnterm.experiment.message import Message
from nnterm.experiment.picture import Picture


class Inspected(Message, frozen=True, kw_only=True):
    """What every answer has: the run, and how far it was."""

    run_id: str
    epoch: int
    """Whole epochs done."""
    seconds: float = 0.0
    """How long the look inside took, and held the training up."""


class WeightArray(msgspec.Struct, frozen=True, kw_only=True):
    """One array of a layer: its kernel, its bias."""

    name: str
    shape: tuple[int, ...]
    low: float
    high: float
    """Smallest and largest value."""
    values: list[float] = msgspec.field(default_factory=list)
    """All values row by row, where they are few; else empty."""
    picture: Picture | None = None
    """The values as shades, each cell the mean of its neighbours where there are too many; None for a few values."""


class WeightsShown(Inspected, frozen=True, kw_only=True, tag=True):
    """The weights and biases of a layer."""

    layer: int
    """Which of the layers that have weights."""
    layers: list[str]
    """Class of each layer that has weights."""
    arrays: list[WeightArray]
    tiles: list[Picture] = msgspec.field(default_factory=list)
    """What each unit or filter looks for, where it looks at an image; the first ones only."""
    units: int = 0
    """How many units or filters the layer has."""
    inputs: int = 0
    """How many maps come into a layer whose tiles show the window on the first of them."""


class FitShown(Inspected, frozen=True, kw_only=True, tag=True):
    """What a regression answers beside what is true."""

    part: str
    """`train`, `validation` or `test`: whose rows the points are."""
    points: list[tuple[float, float]]
    """Input and true value of a function of one input; else true value and answer."""
    curve: list[tuple[float, float]] = msgspec.field(default_factory=list)
    """Input and answer, from the smallest input to the largest; empty where there are several inputs."""


class ConfusionCounted(Inspected, frozen=True, kw_only=True, tag=True):
    """How often each class is taken for each."""

    part: str
    """`test`, `validation` or `train`: whose rows were judged."""
    rows: int
    """How many were judged."""
    of: int
    """How many rows the part has."""
    counts: list[list[int]]
    """A row a true class, a column a guessed one."""


class Mistake(msgspec.Struct, frozen=True, kw_only=True):
    """A row that got the wrong class."""

    truth: int
    guess: int
    certainty: float
    """Share of the guessed class, 0 to 1."""
    picture: Picture | None = None
    """The image, where it is one."""
    text: str = ""
    """The text, where it is one."""
    values: list[float] = msgspec.field(default_factory=list)
    """The first columns before scaling, where it is a row of a table."""


class MistakesFound(Inspected, frozen=True, kw_only=True, tag=True):
    """Rows that got the wrong class, the surest mistakes first."""

    part: str
    rows: int
    """How many rows were judged."""
    wrong: int
    """How many of them got the wrong class."""
    first: int
    """How many mistakes are left out before `mistakes`."""
    mistakes: list[Mistake]


class LayerShape(msgspec.Struct, frozen=True, kw_only=True):
    """A layer whose output is an image."""

    name: str
    shape: tuple[int, int, int]
    """Rows, columns and maps."""


class FeaturesShown(Inspected, frozen=True, kw_only=True, tag=True):
    """What a layer makes of an image."""

    sample: int
    samples: int
    """How many images can be asked for."""
    truth: int
    guess: int
    certainty: float
    image: Picture
    layer: int
    layers: list[LayerShape]
    first: int
    """How many maps are left out before `maps`."""
    maps: list[Picture]


class DigitRead(Inspected, frozen=True, kw_only=True, tag=True):
    """What the model takes a drawn digit for."""

    cells: str
    """What was drawn."""
    seen: Picture
    """What the model saw of it: centred as the digits that it was trained on, or left where it was drawn."""
    scores: list[float]
    """Share of each class, 0 to 1."""


class SentenceRead(Inspected, frozen=True, kw_only=True, tag=True):
    """What the model makes of a text."""

    text: str
    tokens: list[str]
    """The words or letters that it saw."""
    known: list[bool]
    """Whether each is in the vocabulary."""
    scores: list[list[float]]
    """Share of each class, 0 to 1: before the first token, and after each."""


class NotInspected(Inspected, frozen=True, kw_only=True, tag=True):
    """A question that has no answer."""

    message: str
    remedy: str


Answer = (
    WeightsShown | FitShown | ConfusionCounted | MistakesFound | FeaturesShown | DigitRead | SentenceRead | NotInspected
)
