import pytest

from nnterm.experiment.experiment import Dataset, Experiment, Split, Tune
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.tui.form.form_fields import assigned, other_fields, stepped, value_of

BASELINE = Experiment(
    id="moons",
    dataset=Dataset("moons"),
    split=Split(validation=0.2),
    hyperparameters=Hyperparameters(layers=(Dense(1, "sigmoid"),), optimizer="adam", loss="binary_crossentropy"),
    tune={"patience": Tune()},
)


def test_patience_is_typed_or_walked() -> None:
    field = next(field for field in other_fields(BASELINE, BASELINE) if field.name == "patience")
    assert field.typed
    assert field.value == "off"


@pytest.mark.parametrize(("typed", "right", "left"), [("15", "20", "10"), ("3", "5", "2"), ("150", "off", "100")])
def test_arrows_go_on_from_a_typed_patience(typed: str, right: str, left: str) -> None:
    experiment = assigned(BASELINE, "patience", typed)
    assert value_of(experiment, "patience") == typed
    assert value_of(stepped(experiment, "patience", 1), "patience") == right
    assert value_of(stepped(experiment, "patience", -1), "patience") == left
