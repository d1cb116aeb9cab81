"""The words or letters of an Embedding layer in two dimensions: its own, or those of principal component analysis."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnterm.errors import ModelError
from nnterm.experiment.protocol.embedding_shown import MOST_NEIGHBOURS, EmbeddingShown, Neighbour, TokenPlace
from nnterm.experiment.protocol.inspection_requests import InspectEmbedding
from nnterm.trainer.datasets.reader import Reader
from nnterm.trainer.datasets.texts import FIRST
from nnterm.trainer.probes.rows.judging import answers, probabilities
from nnterm.trainer.probes.subject import Subject
from nnterm.trainer.probes.weights import values_of

Array = NDArray[Any]

MOST_PLACES = 160
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
    places, explained = flat(vectors, lambda: labels_of_tokens(subject, len(vectors)))
    word = wanted.word.lower()
    chosen = tokens.index(word) if word in tokens else min(wanted.place, len(tokens) - 1)
    near = nearest(vectors, chosen, MOST_NEIGHBOURS)
    shown = list(range(min(MOST_PLACES, len(tokens))))
    scores = scores_alone(subject, reader, tokens, [*shown, chosen, *(at for at, *_ in near)])

    def place(at: int) -> TokenPlace:
        x, y = (float(f"{value:.4g}") for value in places[at])
        return TokenPlace(tokens[at][:LONGEST], x, y, scores.get(at))

    return EmbeddingShown(
        run_id=subject.run_id,
        epoch=subject.epoch,
        places=[place(at) for at in shown],
        tokens=len(tokens),
        dimensions=vectors.shape[1],
        explained=explained,
        chosen=place(chosen),
        place=chosen,
        unknown="" if word in ("", *tokens) else word,
        neighbours=[
            Neighbour(tokens[at][:LONGEST], at, round(cosine, 3), scores.get(at), distance)
            for at, cosine, distance in near
        ],
    )


def flat(vectors: Array, labels: Callable[[], Array]) -> tuple[Array, tuple[float, float]]:
    """Places (n, 2) of the `vectors` (n, dimensions), and which part of their differences each axis shows.

    Two numbers are the place themselves. More are turned to their main axes, whose signs follow from `labels`.
    """
    if vectors.shape[1] == 2:
        variances = vectors.var(axis=0)
        first, second = (round(float(part), 4) for part in variances / (variances.sum() or 1.0))
        return vectors, (first, second)
    axes, explained = main_axes(vectors)
    places = (vectors - vectors.mean(axis=0)) @ axes
    return places * orientation(places, labels()), explained


def scores_alone(subject: Subject, reader: Reader, tokens: list[str], wanted: list[int]) -> dict[int, float]:
    """The probability of the second of two classes for a text of each wanted word alone; empty for other data."""
    if subject.classes != 2:
        return {}
    numbers = sorted(set(wanted))
    outputs = answers(subject.loop, reader.rows([tokens[at] for at in numbers]))
    scores = probabilities(outputs, subject.classes)[:, 1]
    return {at: round(float(score), 3) for at, score in zip(numbers, scores, strict=True)}


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


def nearest(vectors: Array, chosen: int, most: int) -> list[tuple[int, float, float | None]]:
    """The places of the vectors of frequent words that are most alike to the chosen one, their cosines and distances.

    By cosine; two numbers by their distance in the plane: on a line through it half of all directions are the same.
    """
    lengths = np.linalg.norm(vectors, axis=1)
    lengths[lengths == 0] = 1.0
    cosines = (vectors @ vectors[chosen]) / lengths / lengths[chosen]
    cosines[chosen] = -np.inf
    distances = np.linalg.norm(vectors - vectors[chosen], axis=1)
    distances[chosen] = np.inf
    is_flat = vectors.shape[1] == 2
    found = np.argsort((distances if is_flat else -cosines)[:AMONG], kind="stable")[: min(most, len(vectors) - 1)]
    return [
        (int(at), float(np.clip(cosines[at], -1, 1)), float(f"{distances[at]:.3g}") if is_flat else None)
        for at in found
    ]
