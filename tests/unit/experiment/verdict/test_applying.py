"""A remedy by its words: what the verdict says is what is trained."""

import pytest

from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense, width
from nnterm.experiment.verdict import remedies
from nnterm.experiment.verdict.applying import APPLIED, applied
from nnterm.experiment.verdict.remedies import Remedies

LARGE = Hyperparameters(layers=(Dense(128, "tanh"), Dense(128, "tanh"), Dense(1, "sigmoid")), epochs=200)


@pytest.mark.parametrize("remedy", APPLIED)
def test_each_remedy_changes_something_and_leaves_a_model_that_can_be_trained(remedy: str) -> None:
    found = applied(f"Training loss fell. Try {remedy}.", LARGE)
    assert found is not None
    words, changed = found
    assert words.lower() == remedy.lower()
    assert words[0].islower() or words == remedies.L2
    assert changed != LARGE
    changed.validate()


def test_the_first_remedy_of_the_sentence_is_taken() -> None:
    sentence = f"validation loss rose.{Remedies(LARGE).against_overfitting(22)}"
    assert sentence.endswith("Try fewer units, dropout or L2.")
    found = applied(sentence, LARGE)
    assert found is not None
    assert [width(layer) for layer in found[1].layers] == [32, 32, 1]


def test_a_remedy_that_changes_nothing_is_passed_over() -> None:
    smallest = Hyperparameters(layers=(Dense(2), Dense(1)))
    found = applied("Try fewer units, dropout or L2.", smallest)
    assert found is not None
    assert found[0] == remedies.DROPOUT


def test_fewer_layers_are_so_few_that_the_gradient_comes_through() -> None:
    deep = Hyperparameters(layers=(*(Dense(10, "sigmoid"),) * 10, Dense(1, "sigmoid")))
    found = applied("Try fewer layers.", deep)
    assert found is not None
    assert len(found[1].hidden) == 2, "five of sigmoid stay at guessing as ten do"


@pytest.mark.parametrize("sentence", ["training loss is still falling.", "Try another learning rate.", ""])
def test_where_nothing_definite_is_advised_there_is_nothing_to_try(sentence: str) -> None:
    assert applied(sentence, LARGE) is None
