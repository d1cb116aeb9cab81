"""The weights of one attention head for one row, as Keras's own layer gives them."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from nnterm.errors import ModelError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.hyperparameters.layers import Layer, MultiHeadAttention
from nnterm.experiment.protocol.attention_shown import MOST_PLACES, AttentionShown
from nnterm.experiment.protocol.inspection_requests import InspectAttention
from nnterm.trainer.datasets.parts import Array
from nnterm.trainer.datasets.texts import PADDING
from nnterm.trainer.probes.rows.judging import answers, certainties, guesses, held_out
from nnterm.trainer.probes.subject import Subject

LONGEST = 24
"""Letters of a word that are shown."""


def attention_of(
    subject: Subject, name: Callable[[int], str], layers: tuple[Layer, ...], wanted: InspectAttention
) -> AttentionShown:
    """The matrix of one head for one held-out row; `name` gives the word or letter of a token number.

    `layers` are those of the model. Raises ModelError without attention.
    """
    described = [layer for layer in layers if isinstance(layer, MultiHeadAttention)]
    heads = [(number, head) for number, layer in enumerate(described) for head in range(layer.num_heads)]
    if not heads:
        raise ModelError("This model has no MultiHeadAttention layer.", "Open the panel where there is one.")
    chosen = min(wanted.head, len(heads) - 1)
    number, head = heads[chosen]
    part, (x, y) = held_out(subject.parts, test=wanted.test)
    sample = wanted.sample % len(x)
    row = x[sample : sample + 1]
    scores = weights_of(subject.loop.model, number, row, is_causal=described[number].use_causal_mask)[head]
    # Padding is in front. Where the next letter is asked for, the same token is the end of the name before.
    padded = 0 if catalog.predicts_next_token(subject.dataset) else int(np.argmax(row[0] != PADDING))
    first = max(padded, len(row[0]) - MOST_PLACES)
    classes, outputs = subject.classes, answers(subject.loop, row)
    return AttentionShown(
        run_id=subject.run_id,
        epoch=subject.epoch,
        part=part,
        sample=sample,
        samples=len(x),
        truth=int(y[sample]),
        guess=int(guesses(outputs, classes)[0]),
        certainty=round(float(certainties(outputs, classes)[0]), 4),
        tokens=[name(int(token))[:LONGEST] for token in row[0][first:]],
        scores=[[round(float(score), 3) for score in query] for query in scores[first:, first:].clip(0, 1)],
        head=chosen,
        heads=len(heads),
        layer=number,
        layers=len(described),
    )


def weights_of(model: Any, number: int, rows: Array, *, is_causal: bool) -> Array:
    """The weights (heads, queries, keys) of the attention layer `number` of `model` for the first of `rows`."""
    layer = [layer for layer in model.layers if isinstance(layer, keras.layers.MultiHeadAttention)][number]
    query, value = keras.Model(model.inputs[0], layer.input[:2])(rows, training=False)
    _, scores = layer(query, value, use_causal_mask=is_causal, return_attention_scores=True, training=False)
    found: Array = np.nan_to_num(keras.ops.convert_to_numpy(scores))[0]
    return found
