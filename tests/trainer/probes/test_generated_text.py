"""Generated text: the draws follow the softmax of Keras at every temperature, and what is copied is known as a copy."""

import keras
import numpy as np
import pytest

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import GRU, Dense, Embedding
from nnterm.experiment.protocol.generated_text import TextGenerated
from nnterm.experiment.protocol.inspection_requests import InspectGeneratedText, InspectMistakes
from nnterm.experiment.protocol.inspection_results import NotInspected
from nnterm.trainer.datasets.dataset import divide
from nnterm.trainer.probes.tokens.generated_text import drawn_tokens
from trainer.cases import SENTENCES, Case
from trainer.child import Child
from trainer.oracle import answers, fitted_model
from trainer.probes.asking import ask, run

NAMES = Case(
    Dataset("next_letter", {"samples": 60, "length": 6}),
    Split(),
    Hyperparameters(
        layers=(Embedding(54, 8), GRU(32), Dense(54, "softmax")),
        optimizer="adam",
        learning_rate=0.02,
        loss="sparse_categorical_crossentropy",
        epochs=40,
        batch_size=16,
        shuffle=False,
    ),
)
"""Eight names or so, learned by heart."""


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_draws_are_those_of_a_softmax_over_divided_logits(temperature: float) -> None:
    logits = np.array([[2.0, 0.0, -1.0, 0.5]])
    wanted = np.asarray(keras.ops.softmax(logits / temperature))[0]
    rows = np.repeat(np.asarray(keras.ops.softmax(logits)), 10_000, axis=0)
    even = (np.arange(10_000) + 0.5) / 10_000
    shares = np.bincount(drawn_tokens(rows, temperature, even), minlength=4) / 10_000
    assert shares == pytest.approx(wanted, abs=1e-3)


def test_what_is_impossible_is_never_drawn() -> None:
    certain = np.array([[0.0, 1.0, 0.0]] * 3)
    assert drawn_tokens(certain, 0.1, np.array([0.0, 0.5, 0.999999])).tolist() == [1, 1, 1]


def test_a_network_that_knows_its_names_by_heart_writes_them_and_says_so(child: Child) -> None:
    shown = ask(child, run(child, NAMES), InspectGeneratedText(temperature=0.2))
    assert isinstance(shown, TextGenerated)
    tokens = catalog.entry(NAMES.dataset).tokens
    x, y = divide(NAMES.dataset, NAMES.split).train
    known = {"".join(tokens[number] for number in row if number) for row in x[y == 0]}
    # The window is six letters long: a longer name is known by its end.
    assert all((text.text[-6:] in known) == text.is_known for text in shown.texts)
    assert sum(text.is_known for text in shown.texts) > len(shown.texts) / 2


def test_the_likeliest_first_letter_is_that_of_keras(child: Child) -> None:
    case = NAMES.with_(epochs=10)
    shown = ask(child, run(child, case), InspectGeneratedText(temperature=0.1))
    first = answers(fitted_model(case), np.zeros((1, 6), dtype="int32"))[0]
    letters = [text.text[0] for text in shown.texts]
    assert max(set(letters), key=letters.count) == catalog.entry(NAMES.dataset).tokens[first.argmax()]


def test_the_same_seed_writes_the_same_and_heat_writes_more_nonsense(child: Child) -> None:
    run_id = run(child, NAMES)
    first, again, other, hot = (
        ask(child, run_id, InspectGeneratedText(temperature=heat, seed=seed))
        for heat, seed in ((0.5, 1), (0.5, 1), (0.5, 2), (5.0, 1))
    )
    assert first.texts == again.texts != other.texts
    assert sum(text.is_known for text in hot.texts) < sum(text.is_known for text in first.texts)
    # Each answer is below what a slow line carries, and no text goes on for ever.
    assert max(len(text.text) for text in hot.texts) <= 24


def test_a_model_of_classes_does_not_write(child: Child) -> None:
    refused = ask(child, run(child, SENTENCES.with_(epochs=1)), InspectGeneratedText())
    assert isinstance(refused, NotInspected)
    assert "does not write" in refused.message


def test_rows_that_it_gets_wrong_are_read_as_letters(child: Child) -> None:
    found = ask(child, run(child, NAMES.with_(epochs=1)), InspectMistakes(most=4))
    tokens = catalog.entry(NAMES.dataset).tokens
    x, _ = divide(NAMES.dataset, NAMES.split).train
    rows = {"".join(tokens[number] for number in row if number) for row in x}
    assert found.mistakes
    assert all(mistake.text in rows and not mistake.values for mistake in found.mistakes)
