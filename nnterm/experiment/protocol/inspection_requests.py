"""What the app may ask about the inside of a model: one struct a panel. The trainer sends `inspection_results`."""

from typing import Annotated

import msgspec

from nnterm.experiment.protocol.generated_text import MOST_TEXTS, Temperature

MOST_TEXT = 600
"""Characters of a typed sentence at the most."""

MOST_WORD = 60
"""Characters of a word that is looked for at the most."""

CANVAS = 28
"""Pixels on each side of the canvas that a digit is drawn on."""

Index = Annotated[int, msgspec.Meta(ge=0)]


class InspectionRequestBase(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """What every question has: a `type` that names the struct."""


class InspectMap(InspectionRequestBase, frozen=True, tag=True):
    """The class that the model answers at every place of the plane."""


class InspectWeights(InspectionRequestBase, frozen=True, tag=True):
    """The weights and biases of a layer."""

    layer: Index = 0
    """Which of the layers that have weights; one too many means the last."""


class InspectHeldOut(InspectionRequestBase, frozen=True, kw_only=True):
    """A question about rows that were not trained on."""

    test: bool = True
    """Whether test rows may be looked at; else it is about validation rows, or training rows where there are none."""


class InspectFit(InspectHeldOut, frozen=True, tag=True):
    """What a regression answers beside what is true."""


class InspectConfusion(InspectHeldOut, frozen=True, tag=True):
    """How often each class is taken for each."""


class InspectScores(InspectHeldOut, frozen=True, tag=True):
    """How many rows of each of two classes reach each threshold of the probability."""

    wanted: Annotated[int, msgspec.Meta(ge=0, le=1)] | None = None
    """The class that is looked for; None for the rarer one."""


class InspectMistakes(InspectHeldOut, frozen=True, tag=True):
    """Rows that get the wrong class, the most confident mistakes first."""

    first: Index = 0
    """How many mistakes to leave out."""
    most: Annotated[int, msgspec.Meta(ge=1, le=16)] = 8
    """How many to show."""


class InspectFeatures(InspectionRequestBase, frozen=True, tag=True):
    """What a layer makes of an image."""

    sample: Index = 0
    """Which of the held-out images."""
    layer: Index = 0
    """Which of the layers whose output is still an image; one too many means the last."""
    first: Index = 0
    """How many maps to leave out."""


class InspectDigit(InspectionRequestBase, frozen=True, tag=True):
    """Which class the model predicts for a digit drawn by hand."""

    cells: Annotated[str, msgspec.Meta(pattern=f"^[0-9a-f]{{{CANVAS**2}}}$")]
    """The canvas as a `Picture` holds it."""
    centred: bool = True
    """Whether to cut the digit out, scale it and put it in the middle, as those of the data set are."""


class InspectSentence(InspectionRequestBase, frozen=True, tag=True):
    """What the model makes of a typed text, and after each of its words or letters."""

    text: Annotated[str, msgspec.Meta(max_length=MOST_TEXT)]


class InspectNetwork(InspectionRequestBase, frozen=True, tag=True):
    """Layers, units and weights of a network of dense layers, and what each unit answers."""

    layer: Index = 1
    """The chosen layer, 0 for the inputs; one too many means the last."""
    units: Annotated[tuple[Index, ...], msgspec.Meta(max_length=64)] = ()
    """In each layer from the inputs on the unit that must be in sight, the chosen one among them; else the first."""
    most: Annotated[int, msgspec.Meta(ge=1, le=10)] = 8
    """How many units of a layer are in sight."""
    sample: Index = 0
    """Which of the training rows flows through."""


class InspectGradients(InspectionRequestBase, frozen=True, tag=True):
    """Sizes of activations, gradients and updates of every layer, over the epochs of the run."""

    known: Index = 0
    """How many epochs the answer before had, so that one which goes on is another question."""


class InspectEmbedding(InspectionRequestBase, frozen=True, tag=True):
    """The words or letters of an Embedding layer in two dimensions."""

    place: Index = 0
    """The chosen one by how frequent it is, from 0; one too many means the rarest."""
    word: Annotated[str, msgspec.Meta(max_length=MOST_WORD)] = ""
    """The chosen one itself, whatever its place; empty where it is chosen by its place."""


class InspectAttention(InspectHeldOut, frozen=True, tag=True):
    """What one attention head attends to in one row."""

    sample: Index = 0
    """Which of the held-out rows."""
    head: Index = 0
    """Which head, counted over all layers of attention; one too many means the last."""


class InspectGeneratedText(InspectionRequestBase, frozen=True, tag=True):
    """Texts that the model writes, token by token."""

    temperature: Temperature = 1.0
    seed: Annotated[int, msgspec.Meta(ge=0, le=10_000_000)] = 0
    """What the draws follow from."""
    most: Annotated[int, msgspec.Meta(ge=1, le=MOST_TEXTS)] = MOST_TEXTS
    """How many texts."""


class InspectPairs(InspectHeldOut, frozen=True, tag=True):
    """Which pairs of numbers below a modulus are added right."""

    a: Index = 0
    b: Index = 0
    """The chosen pair; one too many means the last."""


class InspectFooled(InspectHeldOut, frozen=True, tag=True):
    """What a small change against the model makes of an image."""

    sample: Index = 0
    """Which of the held-out images."""
    epsilon: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.1
    """How far each pixel may move, where black is 0 and white is 1."""
    cells: Annotated[str, msgspec.Meta(pattern=f"^([0-9a-f]{{{CANVAS**2}}})?$")] = ""
    """A digit drawn by hand in its place, as a `Picture` holds it; empty for none."""


InspectionRequest = (
    InspectMap
    | InspectWeights
    | InspectFit
    | InspectConfusion
    | InspectScores
    | InspectMistakes
    | InspectFeatures
    | InspectDigit
    | InspectSentence
    | InspectNetwork
    | InspectGradients
    | InspectEmbedding
    | InspectGeneratedText
    | InspectPairs
    | InspectFooled
    | InspectAttention
)
