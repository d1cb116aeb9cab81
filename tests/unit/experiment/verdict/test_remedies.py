import re

import msgspec
import pytest

from nnterm.experiment.history import History
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.verdict.base_rates import of_classes
from nnterm.experiment.verdict.diagnosis import DiagnosisKind, diagnose
from nnterm.experiment.verdict.known import Known
from nnterm.experiment.verdict.remedies import Remedies

WORDS = {
    "units": "units",
    "layers": "layers",
    "activation": "activation",
    "dropout": "dropout",
    "L2": "l2",
    "learning rate": "learning_rate",
    "epochs may help": "epochs",
    "early stopping": "patience",
}
"""How a remedy names a hyperparameter."""

DEEP = Hyperparameters(layers=(*(Dense(8, "sigmoid"),) * 5, Dense(1, "sigmoid")))
SMALL = Hyperparameters(layers=(Dense(8, "relu"), Dense(1, "sigmoid")))
LINEAR = Hyperparameters(layers=(Dense(8, "linear"), Dense(1, "sigmoid")))
NEURON = Hyperparameters(layers=(Dense(1, "sigmoid"),))
BASE = of_classes(2, {}, "binary_crossentropy", 1)

STUCK = {"loss": [0.693] * 60, "val_loss": [0.694] * 60}
EXPLODED = {"loss": [2e5] * 60, "val_loss": [2e5] * 60}
FALLS = {"loss": [1 - 0.01 * e for e in range(60)], "val_loss": [1 - 0.01 * e for e in range(60)]}
OVERFITS = {
    "loss": [0.7 * 0.9**e for e in range(60)],
    "val_loss": [0.3 + 0.01 * max(10 - e, e - 10) for e in range(60)],
}
BOTH_RISE = {"loss": [0.2 + 0.008 * e for e in range(60)], "val_loss": [0.2 + 0.01 * e for e in range(60)]}
HISTORIES = {"stuck": STUCK, "exploded": EXPLODED, "falls": FALLS, "overfits": OVERFITS, "both rise": BOTH_RISE}


def sentence(columns: dict[str, list[float]], remedies: Remedies) -> str:
    known = Known(classes=2, base=BASE, validation_rows=500, remedies=remedies)
    return diagnose(History(columns), 60, known, over=True).sentence


def advised(text: str) -> set[str]:
    """The hyperparameters that a sentence advises to change."""
    advice = " ".join(re.findall(r"Try .*|More epochs.*", text))
    return {name for word, name in WORDS.items() if word in advice}


@pytest.mark.parametrize("model", [DEEP, SMALL, LINEAR, NEURON], ids=["deep", "small", "linear", "neuron"])
@pytest.mark.parametrize("columns", HISTORIES.values(), ids=HISTORIES)
def test_only_what_the_form_offers_is_advised(columns: dict[str, list[float]], model: Hyperparameters) -> None:
    assert advised(sentence(columns, Remedies(model, frozenset({"seed"})))) == set()
    everything = advised(sentence(columns, Remedies(model, None)))
    for name in everything:
        assert advised(sentence(columns, Remedies(model, frozenset({name, "seed"})))) <= {name}
        assert name not in advised(sentence(columns, Remedies(model, frozenset(WORDS.values()) - {name})))


def test_more_units_are_no_remedy_for_vanishing_gradients_nor_for_one_neuron_nor_for_straight_lines() -> None:
    assert advised(sentence(STUCK, Remedies(DEEP))) == {"activation", "layers"}
    assert advised(sentence(STUCK, Remedies(NEURON))) == set()
    assert advised(sentence(STUCK, Remedies(LINEAR))) == {"activation"}
    assert advised(sentence(STUCK, Remedies(SMALL))) == {"learning_rate", "units"}


def test_a_remedy_that_is_in_use_is_not_advised() -> None:
    used = msgspec.structs.replace(SMALL, dropout=0.5, l2=0.01)
    assert advised(sentence(OVERFITS, Remedies(used))) == {"units"}
    assert "dropout" in sentence(OVERFITS, Remedies(SMALL))


def test_where_only_epochs_are_offered_the_best_number_of_them_is_advised() -> None:
    assert "Try 11 epochs." in sentence(OVERFITS, Remedies(SMALL, frozenset({"epochs"})))


def test_every_history_here_gives_the_verdict_that_its_name_says() -> None:
    kinds = {
        name: diagnose(History(columns), 60, Known(classes=2, base=BASE, validation_rows=500), over=True).kind
        for name, columns in HISTORIES.items()
    }
    assert kinds == {
        "stuck": DiagnosisKind.UNDERFITTING,
        "exploded": DiagnosisKind.DIVERGED,
        "falls": DiagnosisKind.LEARNING,
        "overfits": DiagnosisKind.OVERFITTING,
        "both rise": DiagnosisKind.UNDERFITTING,
    }
