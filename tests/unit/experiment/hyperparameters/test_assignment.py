"""`NAME=VALUE` changes exactly what it names, whatever the order, and says what is wrong."""

import itertools

import msgspec
import pytest

from nnterm.errors import DatasetError, HyperparameterError
from nnterm.experiment.experiment import Dataset, Experiment, Split
from nnterm.experiment.hyperparameters.assignment import assign, assign_hyperparameter
from nnterm.experiment.hyperparameters.early_stopping import EarlyStopping
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.hyperparameters.schedules import CosineDecay, ExponentialDecay, InverseTimeDecay
from nnterm.experiment.hyperparameters.table import TABLE
from nnterm.experiment.hyperparameters.values import values_named

BASELINE = Experiment(
    id="e",
    dataset=Dataset("moons", {"noise": 0.2}),
    split=Split(),
    hyperparameters=Hyperparameters(
        layers=(Dense(units=4, activation="relu"), Dense(units=8, activation="tanh"), Dense(units=1)),
        loss="binary_crossentropy",
    ),
)
PERCEPTRON = msgspec.structs.replace(
    BASELINE, hyperparameters=msgspec.structs.replace(BASELINE.hyperparameters, layers=(Dense(units=1),))
)

SAMPLES = {
    "epochs": ("7", 7),
    "batch_size": ("16", 16),
    "learning_rate": ("1e-2", 0.01),
    "momentum": ("0.5", 0.5),
    "clipnorm": ("1", 1.0),
    "optimizer": ("adam", "adam"),
    "dropout": ("0.3", 0.3),
    "l2": ("0.01", 0.01),
    "shuffle": ("no", False),
    "seed": ("9", 9),
    "loss": ("mse", "mean_squared_error"),
    "metrics": ("acc, mae", ("accuracy", "mean_absolute_error")),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_one_assignment_changes_one_value(name: str) -> None:
    text, value = SAMPLES[name]
    changed = assign(BASELINE, [f" {name} = {text} "])
    expected = msgspec.structs.replace(BASELINE.hyperparameters, **{name: value})
    assert changed.hyperparameters == expected
    assert changed.dataset == BASELINE.dataset


def test_the_first_weights_are_set_for_all_hidden_layers_at_once() -> None:
    changed = assign(BASELINE, ["kernel_initializer=he_normal"])
    first, second, output = changed.hyperparameters.layers
    assert (first.kernel_initializer, second.kernel_initializer) == ("he_normal", "he_normal")
    assert output == BASELINE.hyperparameters.output
    assert values_named(changed.dataset, changed.hyperparameters, "kernel_initializer") == ("he_normal",)
    mixed = changed.hyperparameters.with_layer(0, Dense(4))
    assert values_named(changed.dataset, mixed, "kernel_initializer") == ("mixed",)
    with pytest.raises(HyperparameterError, match="'he'"):
        assign(BASELINE, ["kernel_initializer=he"])


def test_every_name_is_tested_here() -> None:
    assert {*SAMPLES, *RULES, "units", "layers", "activation", "kernel_initializer"} == set(TABLE)


RULES: dict[str, tuple[list[str], dict[str, object]]] = {
    "nesterov": (
        ["nesterov=yes", "momentum=0.9", "optimizer=sgd"],
        {"nesterov": True, "momentum": 0.9, "optimizer": "sgd", "learning_rate": 0.01},
    ),
    "beta_1": (["beta_1=0.8", "optimizer=adam"], {"beta_1": 0.8, "optimizer": "adam"}),
    "weight_decay": (["weight_decay=0.1", "optimizer=adamw"], {"weight_decay": 0.1, "optimizer": "adamw"}),
    "schedule": (["schedule=cosine"], {"schedule": CosineDecay()}),
    "decay_steps": (["decay_steps=9", "schedule=exponential"], {"schedule": ExponentialDecay(decay_steps=9)}),
    "decay_rate": (["decay_rate=0.5", "schedule=inverse_time"], {"schedule": InverseTimeDecay(decay_rate=0.5)}),
    "alpha": (["alpha=0.2", "schedule=cosine"], {"schedule": CosineDecay(alpha=0.2)}),
    "patience": (["patience=4"], {"early_stopping": EarlyStopping(patience=4)}),
    "monitor": (["monitor=loss", "patience=4"], {"early_stopping": EarlyStopping(patience=4, monitor="loss")}),
    "min_delta": (["min_delta=0.1", "patience=4"], {"early_stopping": EarlyStopping(patience=4, min_delta=0.1)}),
    "restore_best_weights": (
        ["restore_best_weights=yes", "patience=4"],
        {"early_stopping": EarlyStopping(patience=4, restore_best_weights=True)},
    ),
    "start_from_epoch": (
        ["start_from_epoch=3", "patience=4"],
        {"early_stopping": EarlyStopping(patience=4, start_from_epoch=3)},
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_what_needs_others_is_set_with_them_whatever_the_order(name: str) -> None:
    assignments, expected = RULES[name]
    for order in itertools.permutations(assignments):
        changed = assign(BASELINE, list(order))
        assert changed.hyperparameters == msgspec.structs.replace(BASELINE.hyperparameters, **expected)


def test_a_schedule_and_early_stopping_can_be_turned_off() -> None:
    on = assign(BASELINE, ["schedule=cosine", "patience=4"])
    assert assign(on, ["schedule=constant", "patience=off"]) == BASELINE


def hidden(experiment: Experiment) -> list[tuple[int, str]]:
    layers = experiment.hyperparameters.layers[:-1]
    return [(layer.units, layer.activation) for layer in layers if isinstance(layer, Dense)]


@pytest.mark.parametrize(
    ("assignments", "layers"),
    [
        (["units=16"], [(16, "relu"), (16, "tanh")]),
        (["units=16,2"], [(16, "relu"), (2, "tanh")]),
        (["units=5,6,7"], [(5, "relu"), (6, "tanh"), (7, "tanh")]),
        (["layers=1"], [(4, "relu")]),
        (["layers=0"], []),
        (["activation=elu"], [(4, "elu"), (8, "elu")]),
        (["activation=elu,selu"], [(4, "elu"), (8, "selu")]),
    ],
)
def test_hidden_layers(assignments: list[str], layers: list[tuple[int, str]]) -> None:
    changed = assign(BASELINE, assignments)
    assert hidden(changed) == layers
    assert changed.hyperparameters.output == BASELINE.hyperparameters.output


@pytest.mark.parametrize("order", itertools.permutations(["layers=3", "units=9", "activation=elu,selu,relu"]))
def test_order_of_layers_units_and_activations_does_not_matter(order: tuple[str, ...]) -> None:
    assert hidden(assign(BASELINE, list(order))) == [(9, "elu"), (9, "selu"), (9, "relu")]


@pytest.mark.parametrize("order", itertools.permutations(["learning_rate=0.001", "optimizer=sgd"]))
def test_a_learning_rate_that_was_chosen_stays(order: tuple[str, ...]) -> None:
    changed = assign(BASELINE, list(order)).hyperparameters
    assert (changed.optimizer, changed.learning_rate) == ("sgd", 0.001)


def test_an_optimizer_brings_its_default_learning_rate_in_place_of_a_default() -> None:
    assert assign(BASELINE, ["optimizer=sgd"]).hyperparameters.learning_rate == 0.01
    tuned = assign(BASELINE, ["learning_rate=0.05"])
    assert assign(tuned, ["optimizer=sgd"]).hyperparameters.learning_rate == 0.05


def test_options_of_the_data_set() -> None:
    changed = assign(BASELINE, ["dataset.noise=0.5", "dataset.samples=40"])
    assert changed.dataset == Dataset("moons", {"noise": 0.5, "samples": 40})
    assert changed.hyperparameters == BASELINE.hyperparameters
    gates = msgspec.structs.replace(BASELINE, dataset=Dataset("gate"))
    assert assign(gates, ["dataset.gate=xor"]).dataset.options == {"gate": "xor"}
    irises = msgspec.structs.replace(BASELINE, dataset=Dataset("iris"))
    assert assign(irises, ["dataset.scale=yes"]).dataset.options == {"scale": True}


def test_metrics_are_a_list_without_repetition() -> None:
    assert assign(BASELINE, ["metrics=mae,accuracy,mean_absolute_error"]).hyperparameters.metrics == (
        "mean_absolute_error",
        "accuracy",
    )
    assert assign(BASELINE, ["metrics=none"]).hyperparameters.metrics == ()


def test_a_momentum_that_would_do_nothing_is_refused() -> None:
    with pytest.raises(HyperparameterError, match="adam has no momentum") as caught:
        assign(BASELINE, ["momentum=0.9", "optimizer=adam"])
    assert "sgd or rmsprop" in caught.value.remedy
    assert assign(BASELINE, ["momentum=0.9", "optimizer=sgd"]).hyperparameters.momentum == 0.9
    with pytest.raises(HyperparameterError, match="nesterov does nothing without momentum") as caught:
        assign(BASELINE, ["nesterov=true", "optimizer=sgd"])
    assert "Set momentum" in caught.value.remedy
    # A momentum of the baseline waits for its optimizer to come back.
    with_momentum = assign(BASELINE, ["momentum=0.9"])
    assert assign(with_momentum, ["optimizer=adam"]).hyperparameters.momentum == 0.9


def test_loss_and_metrics_are_judged_together() -> None:
    softmax = Hyperparameters(layers=(Dense(2, "softmax"),), loss="categorical_crossentropy")
    two = msgspec.structs.replace(BASELINE, hyperparameters=softmax)
    integers = ["metrics=sparse_categorical_accuracy", "loss=sparse_categorical_crossentropy"]
    assert assign(two, integers).hyperparameters.loss == "sparse_categorical_crossentropy"
    with pytest.raises(HyperparameterError, match="precision needs one-hot labels"):
        assign(two, ["metrics=precision", integers[1]])


def test_a_first_hidden_layer_can_be_given_units_at_once() -> None:
    assert hidden(assign(PERCEPTRON, ["units=3", "layers=1"])) == [(3, "relu")]
    assert hidden(assign(PERCEPTRON, ["units=3,2"])) == [(3, "relu"), (2, "relu")]


@pytest.mark.parametrize(
    ("assignment", "says", "remedy"),
    [
        ("epochs", "'epochs' sets nothing", "NAME=VALUE"),
        ("epochs=", "sets nothing", "NAME=VALUE"),
        ("=5", "sets nothing", "NAME=VALUE"),
        ("epoch=5", "no hyperparameter 'epoch'", "Did you mean epochs?"),
        ("loss=mean_squared", "loss is 'mean_squared'", "Did you mean mean_squared_error?"),
        ("metrics=accuracy,recal", "metrics is 'recal'", "Did you mean recall?"),
        ("metrics=sparse_categorical_accuracy", "needs integer labels", "metric accuracy"),
        ("metrics=categorical_accuracy", "the output has one unit", "binary_accuracy"),
        ("epochs=many", "epochs is 'many'", "a whole number"),
        ("epochs=1.5", "epochs is '1.5'", "a whole number"),
        ("epochs=0", "epochs is 0", "from 1 to 100000"),
        ("seed=-1", "seed is -1", "from 0"),
        ("learning_rate=fast", "learning_rate is 'fast'", "such as 0.01"),
        ("learning_rate=nan", "learning_rate is nan", "from 1e-07"),
        ("learning_rate=inf", "learning_rate is inf", "to 100"),
        ("dropout=1", "dropout is 1", "to 0.9"),
        ("units=0", "units is 0", "from 1 to 4096"),
        ("units=4,x", "units is 'x'", "a whole number"),
        ("units=" + ",".join("4" * 11), "layers is 11", "to 10"),
        ("layers=11", "layers is 11", "to 10"),
        ("activation=rely", "activation is 'rely'", "Did you mean relu?"),
        ("activation=elu,elu,elu", "3 values, but the model has 2", "one for each"),
        ("optimizer=Adam", "optimizer is 'Adam'", "Did you mean adam?"),
        ("shuffle=maybe", "shuffle is 'maybe'", "true or false"),
    ],
)
def test_wrong_assignments(assignment: str, says: str, remedy: str) -> None:
    with pytest.raises(HyperparameterError) as caught:
        assign(BASELINE, [assignment])
    assert says in caught.value.message
    assert remedy in caught.value.remedy


@pytest.mark.parametrize("assignment", ["units=4", "activation=elu"])
def test_nothing_is_silently_without_effect(assignment: str) -> None:
    with pytest.raises(HyperparameterError, match="the model has none") as caught:
        assign(PERCEPTRON, [assignment])
    assert "layers=1" in caught.value.remedy


@pytest.mark.parametrize(
    ("assignment", "says"),
    [
        ("dataset.noize=1", "no option 'noize'"),
        ("dataset.noise=9", "out of range"),
        ("dataset.samples=0", "out of range"),
    ],
)
def test_wrong_options(assignment: str, says: str) -> None:
    with pytest.raises(DatasetError, match=says):
        assign(BASELINE, [assignment])


def test_option_of_the_wrong_type() -> None:
    with pytest.raises(HyperparameterError, match=r"dataset\.samples is '1\.5'"):
        assign(BASELINE, ["dataset.samples=1.5"])


def test_the_baseline_is_never_touched() -> None:
    before = msgspec.json.encode(BASELINE)
    assign(BASELINE, ["units=1", "epochs=2", "dataset.noise=1"])
    assert msgspec.json.encode(BASELINE) == before
    assert assign(BASELINE, []) == BASELINE


def test_one_hyperparameter_from_the_form() -> None:
    assert assign_hyperparameter(BASELINE.hyperparameters, "epochs", "5").epochs == 5
