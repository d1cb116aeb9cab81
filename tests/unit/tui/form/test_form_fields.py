"""The fields of the form: natural steps, bounds, and what is typed."""

import msgspec
import pytest

from nnterm.errors import NntermError
from nnterm.experiment.experiment import Dataset, Experiment, Split, Tune
from nnterm.experiment.hyperparameters.early_stopping import EarlyStopping
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Conv2D, Dense, Flatten, width
from nnterm.tui.drawing.changes import changes
from nnterm.tui.form.form_fields import assigned, layer_fields, other_fields, stepped, value_of
from nnterm.tui.form.restored_value import restored

BASELINE = Experiment(
    id="moons",
    dataset=Dataset("moons"),
    split=Split(validation=0.2),
    hyperparameters=Hyperparameters(
        layers=(Dense(4, "relu"), Dense(12, "tanh"), Dense(1, "sigmoid")),
        optimizer="adam",
        loss="binary_crossentropy",
        epochs=70,
    ),
)


@pytest.mark.parametrize(
    ("name", "steps", "values"),
    [
        ("units:0", (1, 1, -1, -1, -1, -1, -1), ["8", "16", "8", "4", "2", "1", "1"]),
        ("units:1", (1, -1, -1), ["16", "8", "4"]),
        ("epochs", (1, 1, -1, -1, -1), ["100", "200", "100", "50", "20"]),
        ("learning_rate", (1, 1, -1, -1, -1), ["0.003", "0.01", "0.003", "0.001", "0.0003"]),
        ("batch_size", (1, -1), ["64", "32"]),
        ("dropout", (1, 1, -1), ["0.1", "0.2", "0.1"]),
        ("seed", (1, -1, -1), ["1", "0", "0"]),
        ("dataset.noise", (1, -1, -1, -1), ["0.15", "0.1", "0.05", "0"]),
        (
            "dataset.label_noise",
            (1, -1, -1, *[1] * 11),
            ["0.05", "0", "0", *(f"{n / 20:g}" for n in range(1, 11)), "0.5"],
        ),
        ("optimizer", (1, 1, 1), ["adamw", "sgd", "rmsprop"]),
    ],
)
def test_arrows_walk_natural_steps_and_stop_at_the_ends(name: str, steps: tuple[int, ...], values: list[str]) -> None:
    experiment, seen = BASELINE, []
    for direction in steps:
        experiment = stepped(experiment, name, direction)
        seen.append(value_of(experiment, name))
    assert seen == values


def test_any_number_may_be_typed_within_bounds() -> None:
    assert value_of(assigned(BASELINE, "units:0", "37"), "units:0") == "37"
    assert value_of(assigned(BASELINE, "learning_rate", "0.0042"), "learning_rate") == "0.0042"
    for name, text in (("units:0", "0"), ("units:0", "5000"), ("epochs", "1e9"), ("learning_rate", "-1")):
        with pytest.raises(NntermError):
            assigned(BASELINE, name, text)


def test_tune_narrows_fields_values_and_choices() -> None:
    tune = {"units": Tune(low=2, high=8), "activation": Tune(choices=("relu", "tanh")), "seed": Tune()}
    narrowed = Experiment(**{**{n: getattr(BASELINE, n) for n in Experiment.__struct_fields__}, "tune": tune})
    assert [field.name for field in other_fields(narrowed, narrowed)] == ["seed"]
    grown = stepped(stepped(narrowed, "units:0", 1), "units:0", 1)
    assert value_of(grown, "units:0") == "8"
    with pytest.raises(NntermError):
        assigned(narrowed, "units:0", "16")
    assert value_of(stepped(stepped(narrowed, "activation:0", 1), "activation:0", 1), "activation:0") == "relu"


def test_a_changed_field_knows_its_baseline() -> None:
    changed = assigned(BASELINE, "units:1", "64")
    first, second = layer_fields(changed, BASELINE)
    assert not first[0].changed
    assert (second[0].value, second[0].baseline, second[0].changed) == ("64", "12", True)


def test_layers_without_units_are_no_fields_and_survive_more_layers() -> None:
    layers = (Conv2D(8), Flatten(), Dense(16, "relu"), Dense(10, "softmax"))
    image = Experiment(
        id="x",
        dataset=Dataset("mnist10k"),
        split=Split(),
        hyperparameters=Hyperparameters(layers=layers),
    )
    assert [row[0].name for row in layer_fields(image, image)] == ["units:0", "units:2"]
    more = assigned(image, "layers", "3")
    assert [width(layer) for layer in more.hyperparameters.layers] == [8, None, 16, 16, 10]


def test_changes_are_told_in_the_words_of_the_form() -> None:
    from nnterm.runs.trainer.train_once import new_run

    changed = assigned(assigned(assigned(BASELINE, "units:0", "8"), "dropout", "0.2"), "dataset.noise", "0.3")
    assert changes(new_run(changed), BASELINE) == ["units 8-12", "dropout 0.2", "noise 0.3"]
    assert changes(new_run(BASELINE), BASELINE) == []


PATIENT = Experiment(
    id="moons",
    dataset=Dataset("moons"),
    split=Split(validation=0.2),
    hyperparameters=Hyperparameters(layers=(Dense(1, "sigmoid"),), optimizer="adam", loss="binary_crossentropy"),
    tune={"patience": Tune()},
)


def test_patience_is_typed_or_walked() -> None:
    field = next(field for field in other_fields(PATIENT, PATIENT) if field.name == "patience")
    assert field.typed
    assert field.value == "off"


def test_what_comes_back_after_stopping_is_asked_once_something_stops() -> None:
    tune = {"patience": Tune(), "restore_best_weights": Tune()}
    experiment = msgspec.structs.replace(PATIENT, tune=tune)
    assert "restore_best_weights" not in [field.name for field in other_fields(experiment, experiment)]
    stops = assigned(experiment, "patience", "10")
    field = next(field for field in other_fields(stops, experiment) if field.name == "restore_best_weights")
    assert (field.label, field.value) == ("restore best", "false")
    back = stepped(stops, "restore_best_weights", 1)
    assert back.hyperparameters.early_stopping == EarlyStopping(patience=10, restore_best_weights=True)
    field = next(field for field in other_fields(back, experiment) if field.name == "restore_best_weights")
    assert (field.value, field.baseline) == ("true", "false")
    assert restored(back, experiment, "restore_best_weights") == stops
    assert restored(stops, experiment, "patience") == experiment


@pytest.mark.parametrize(("typed", "right", "left"), [("15", "20", "10"), ("3", "5", "2"), ("150", "off", "100")])
def test_arrows_go_on_from_a_typed_patience(typed: str, right: str, left: str) -> None:
    experiment = assigned(PATIENT, "patience", typed)
    assert value_of(experiment, "patience") == typed
    assert value_of(stepped(experiment, "patience", 1), "patience") == right
    assert value_of(stepped(experiment, "patience", -1), "patience") == left
