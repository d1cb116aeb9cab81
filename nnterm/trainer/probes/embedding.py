"""The words or letters of an Embedding layer in two dimensions, by principal component analysis."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnterm.errors import ModelError
from nnterm.experiment.protocol.embedding_shown import MOST_NEIGHBOURS, EmbeddingShown, Neighbour, TokenPlace
from nnterm.experiment.protocol.inspection_requests import InspectEmbedding
from nnterm.trainer.datasets.reader import Reader
from nnterm.trainer.datasets.texts import FIRST
from nnterm.trainer.probes.subject import Subject
from nnterm.trainer.probes.weights import values_of

Array = NDArray[Any]

MOST_PLACES = 120
"""Words that are sent, the most frequent ones."""

AMONG = 2_000
"""Words among which the nearest ones are looked for, the most frequent: the vector of a rare one is left to chance."""

LONGEST = 24
"""Letters of a word that are shown."""


def embedding_of(subject: Subject, reader: Reader, wanted: InspectEmbedding) -> EmbeddingShown:
    """The two main axes of the vectors, the chosen word, and what is near it. Raises ModelError without Embedding."""
    layer = next((layer for layer in subject.loop.model.layers if type(layer).__name__ == "Embedding"), None)
    tokens = reader.vocabulary.tokens
    if layer is None or not tokens:
        raise ModelError("This model has no Embedding layer.", "Open the panel where words have vectors.")
    vectors = values_of(layer.embeddings)[FIRST : FIRST + len(tokens)].astype("float64")
    # An Embedding of fewer numbers than the vocabulary knows the most frequent words.
    tokens = tokens[: len(vectors)]
    axes, explained = main_axes(vectors)
    places = (vectors - vectors.mean(axis=0)) @ axes
    places *= orientation(places, labels_of_tokens(subject, len(vectors)))
    chosen = min(wanted.place, len(tokens) - 1)

    def place(at: int) -> TokenPlace:
        return TokenPlace(tokens[at][:LONGEST], float(f"{places[at, 0]:.4g}"), float(f"{places[at, 1]:.4g}"))

    return EmbeddingShown(
        run_id=subject.run_id,
        epoch=subject.epoch,
        places=[place(at) for at in range(min(MOST_PLACES, len(tokens)))],
        tokens=len(tokens),
        dimensions=vectors.shape[1],
        explained=explained,
        chosen=place(chosen),
        place=chosen,
        neighbours=[
            Neighbour(tokens[at][:LONGEST], at, round(cosine, 3))
            for at, cosine in nearest(vectors, chosen, MOST_NEIGHBOURS)
        ],
    )


def main_axes(vectors: Array) -> tuple[Array, tuple[float, float]]:
    """The two directions (dimensions, 2) along which `vectors` (n, dimensions) differ most, and which part of it."""
    centred = vectors - vectors.mean(axis=0)
    variances, directions = np.linalg.eigh(centred.T @ centred / max(1, len(vectors) - 1))
    variances, directions = variances[::-1].clip(0), directions[:, ::-1]
    if directions.shape[1] == 1:
        directions, variances = np.pad(directions, ((0, 0), (0, 1))), np.pad(variances, (0, 1))
    whole = float(variances.sum()) or 1.0
    first, second = (min(1.0, round(float(variance) / whole, 4)) for variance in variances[:2])
    return directions[:, :2], (first, second)


def orientation(places: Array, labels: Array) -> Array:
    """Signs (2,) of the axes, which by itself a principal component has not, from what no training changes.

    On the right are words of rows with a high class number, such as those of good reviews; on top the frequent ones.
    """
    frequent = np.linspace(1.0, -1.0, len(places))
    signs = [1.0 if axis @ by >= 0 else -1.0 for axis, by in zip(places.T, (labels, frequent), strict=True)]
    return np.array(signs)


def labels_of_tokens(subject: Subject, tokens: int) -> Array:
    """For each token (tokens,) the mean class of the training rows that it is in, around the mean of all rows."""
    x, y = subject.parts.train
    counts, sums = np.zeros(tokens), np.zeros(tokens)
    for column in x.T:
        is_known = (column >= FIRST) & (column < FIRST + tokens)
        numbers = column[is_known].astype(int) - FIRST
        np.add.at(counts, numbers, 1)
        np.add.at(sums, numbers, y[is_known] - y.mean())
    # A word that is rare says little.
    found: Array = sums / np.sqrt(np.maximum(counts, 1))
    return found


def nearest(vectors: Array, chosen: int, most: int) -> list[tuple[int, float]]:
    """The places of the vectors of frequent words that are most alike to the chosen one by cosine, and how much."""
    lengths = np.linalg.norm(vectors, axis=1)
    lengths[lengths == 0] = 1.0
    cosines = (vectors @ vectors[chosen]) / lengths / lengths[chosen]
    cosines[chosen] = -np.inf
    found = np.argsort(-cosines[:AMONG], kind="stable")[: min(most, len(vectors) - 1)]
    return [(int(at), float(np.clip(cosines[at], -1, 1))) for at in found]
