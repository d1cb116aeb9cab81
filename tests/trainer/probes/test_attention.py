"""The Attention panel's values: those of Keras's own `return_attention_scores`, and of the formula by hand."""

import keras
import numpy as np
import pytest

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import (
    Dense,
    Embedding,
    Flatten,
    GlobalAveragePooling1D,
    MultiHeadAttention,
    PositionEmbedding,
)
from nnterm.experiment.protocol.attention_shown import MOST_PLACES
from nnterm.experiment.protocol.inspection_requests import InspectAttention
from nnterm.experiment.protocol.inspection_results import NotInspected
from nnterm.trainer.datasets.dataset import divide, raw
from trainer.cases import SENTENCES, Case
from trainer.child import Child
from trainer.oracle import answers, fitted_model
from trainer.probes.asking import ask, run

LOOKUP = Case(
    Dataset("lookup", {"pairs": 3, "keys": 5, "values": 4, "samples": 300}),
    Split(validation=100),
    Hyperparameters(
        layers=(
            Embedding(27, 8),
            PositionEmbedding(4),
            MultiHeadAttention(2, 4),
            MultiHeadAttention(1, 6, use_causal_mask=True),
            Flatten(),
            Dense(4, "softmax"),
        ),
        optimizer="adam",
        learning_rate=0.01,
        loss="sparse_categorical_crossentropy",
        epochs=2,
        batch_size=32,
        shuffle=False,
    ),
)


def test_scores_are_those_that_keras_returns(child: Child) -> None:
    model, run_id = fitted_model(LOOKUP), run(child, LOOKUP)
    x, y = divide(LOOKUP.dataset, LOOKUP.split).validation
    _, embedding, positions, first, second, *_ = model.layers
    embedded = positions(embedding(x[7:8]))
    output, ours = first(embedded, embedded, return_attention_scores=True)
    _, later = second(output, output, use_causal_mask=True, return_attention_scores=True)
    expected = [ours[0][0], ours[0][1], later[0][0]]
    for head, scores in enumerate(expected):
        shown = ask(child, run_id, InspectAttention(sample=7, head=head))
        np.testing.assert_allclose(shown.scores, scores, atol=2e-3)
        assert (shown.head, shown.heads, shown.layer, shown.layers) == (head, 3, head // 2, 2)
    assert shown.tokens == raw(LOOKUP.dataset, LOOKUP.split).validation[0][7].split()
    # Nothing is taken from what comes later.
    assert not np.triu(shown.scores, 1).any()
    probabilities = answers(model, x[7:8])[0]
    assert (shown.truth, shown.guess) == (y[7], probabilities.argmax())
    assert shown.certainty == pytest.approx(probabilities.max(), abs=1e-3)
    assert ask(child, run_id, InspectAttention(head=99)).head == 2
    assert ask(child, run_id, InspectAttention(sample=107)).sample == 7


def test_scores_are_softmax_of_query_times_key(child: Child) -> None:
    model = fitted_model(LOOKUP)
    x = divide(LOOKUP.dataset, LOOKUP.split).validation[0]
    embedded = np.asarray(model.layers[2](model.layers[1](x[:1])))[0]
    query, query_bias, key, key_bias = model.layers[3].get_weights()[:4]
    q, k = (np.einsum("td,dhk->htk", embedded, w) + b[:, None] for w, b in ((query, query_bias), (key, key_bias)))
    raw_scores = q @ k.transpose(0, 2, 1) / np.sqrt(4)
    shown = ask(child, run(child, LOOKUP), InspectAttention())
    np.testing.assert_allclose(shown.scores, keras.ops.softmax(raw_scores)[0], atol=2e-3)


def test_padding_is_left_out_and_a_long_row_is_cut(child: Child) -> None:
    layers = (
        Embedding(300, 4, mask_zero=True),
        MultiHeadAttention(1, 4),
        GlobalAveragePooling1D(),
        Dense(1, "sigmoid"),
    )
    dataset = Dataset("reviews10k", {"samples": 600, "words": 300, "length": 60})
    case = Case(dataset, Split(validation=500), SENTENCES.hyperparameters).with_(layers=layers, epochs=1)
    run_id = run(child, case)
    lengths = (divide(case.dataset, case.split).validation[0] != 0).sum(axis=1)
    short, longest = int(lengths.argmin()), int(lengths.argmax())
    assert lengths[short] < MOST_PLACES < lengths[longest]
    shown = ask(child, run_id, InspectAttention(sample=short))
    assert len(shown.tokens) == lengths[short]
    # The mask of the embedding holds: nothing goes to padding.
    np.testing.assert_allclose(np.sum(shown.scores, axis=1), 1, atol=0.02)
    assert len(ask(child, run_id, InspectAttention(sample=longest)).tokens) == MOST_PLACES


def test_without_attention_it_is_refused(child: Child) -> None:
    assert isinstance(ask(child, run(child, SENTENCES.with_(epochs=1)), InspectAttention()), NotInspected)


def test_of_a_window_of_letters_the_whole_row_is_shown_with_what_fills_it(child: Child) -> None:
    letters = Case(
        Dataset("next_letter", {"length": 6, "samples": 300}),
        Split(validation=50),
        Hyperparameters(
            layers=(Embedding(54, 4), MultiHeadAttention(1, 4), Flatten(), Dense(54, "softmax")),
            loss="sparse_categorical_crossentropy",
            epochs=1,
        ),
    )
    run_id, (x, _) = run(child, letters), divide(letters.dataset, letters.split).validation
    # A row in which something is filled up: its weights are all there, so that a line sums to 1.
    sample = int(np.argmax((x[:, 2] == 0) & (x[:, -1] != 0)))
    shown = ask(child, run_id, InspectAttention(sample=sample))
    names = catalog.entry(letters.dataset).tokens
    assert shown.tokens == [names[int(token)] for token in x[sample]]
    assert shown.tokens[0] == "end"
    np.testing.assert_allclose(np.sum(shown.scores, axis=1), 1, atol=5e-3)
