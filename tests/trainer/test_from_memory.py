"""A model written from memory beside the lesson's own: the same one passes, and every difference is named."""

from typing import Any

import msgspec
import pytest

from nnterm.exercise.comparing import difference
from nnterm.experiment.experiment import Experiment
from nnterm.lesson.course_loader import load_course
from nnterm.lesson.loader import load_lesson
from nnterm.paths import course
from nnterm.runs.exercise.from_memory import memory_block

COURSE = load_course(course())
EXPERIMENTS = [(head.id, experiment) for head in COURSE.lessons for experiment in load_lesson(head).experiments]


def experiment(lesson: str, id: str) -> Experiment:
    return load_lesson(COURSE.find(lesson)).experiment(id)


def compared(code: str, wanted: Experiment, fit: dict[str, Any] | None = None) -> dict[str, str]:
    """What differs in each respect between the model of `code` and that of `wanted`."""
    names: dict[str, Any] = {}
    exec(code, names)
    checks = memory_block(wanted).checks
    found = {check.aspect: difference(check.aspect, names["model"], check.equals, fit) for check in checks}
    return {aspect: said for aspect, said in found.items() if said}


@pytest.mark.parametrize(("lesson", "wanted"), EXPERIMENTS, ids=[f"{id}-{each.id}" for id, each in EXPERIMENTS])
def test_the_lesson_s_own_model_passes(lesson: str, wanted: Experiment) -> None:
    if wanted.dataset.name == "csv":
        pytest.skip("its shape is known when a file was chosen")
    assert compared(memory_block(wanted).solution, wanted) == {}


IRIS = """
import keras
from keras import layers
model = keras.Sequential([
    keras.Input((4,)),
    layers.Dense(4, activation="relu"),
    layers.Dense(128, activation="relu"),
    layers.Dense(3, activation="softmax"),
])
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
"""

DIFFERENCES = [
    ("(4,)", "(5,)", "input", "Your model takes (None, 5); ours takes (None, 4)."),
    ("keras.Input((4,)),", "", "input", "Your model does not say what goes in; ours begins with keras.Input((4,))."),
    ("Dense(128", "Dense(12", "layers", "Layer 2, Dense: units is 12; ours has 128."),
    (
        '    layers.Dense(128, activation="relu"),\n',
        "",
        "layers",
        "Your layers are Dense, Dense; ours are Dense, Dense, Dense.",
    ),
    (
        'layers.Dense(128, activation="relu")',
        'layers.Dense(128, "relu", kernel_regularizer=keras.regularizers.L2(0.01))',
        "layers",
        "Layer 2, Dense: l2 is 0.01; ours has 0.",
    ),
    ('(4, activation="relu")', "(4)", "activations", "Activation 1 is linear; ours is relu."),
    (
        '"categorical',
        '"sparse_categorical',
        "loss",
        "Your loss is sparse_categorical_crossentropy; ours is categorical_",
    ),
    (
        '"categorical_crossentropy"',
        '"mse"',
        "loss",
        "Your loss is mean_squared_error; ours is categorical_crossentropy.",
    ),
    (', metrics=["accuracy"]', "", "metrics", "Your metrics are none; ours are accuracy."),
    ('["accuracy"]', '["mae"]', "metrics", "Your metrics are mean_absolute_error; ours are accuracy."),
    ('"adam"', '"sgd"', "optimizer", "Your optimizer is SGD; ours is Adam."),
    ('"adam"', "keras.optimizers.Adam(0.01)", "optimizer", "Your learning rate is 0.01; ours is 0.001."),
    ("model.compile", "model.get_config; (lambda **_: 0)", "loss", "`model` is not compiled."),
]


@pytest.mark.parametrize(("change", "to", "aspect", "said"), DIFFERENCES)
def test_every_difference_is_named(change: str, to: str, aspect: str, said: str) -> None:
    assert change in IRIS
    assert compared(IRIS.replace(change, to, 1), experiment("dense-iris", "iris-20"))[aspect].startswith(said)


@pytest.mark.parametrize(
    ("change", "to"),
    [
        ("keras.Input((4,)),", "keras.Input(shape=(4,)),"),
        ('"categorical_crossentropy"', "keras.losses.CategoricalCrossentropy()"),
        ('"categorical_crossentropy"', "keras.losses.categorical_crossentropy"),
        ('["accuracy"]', '["acc"]'),
        ('["accuracy"]', "[keras.metrics.CategoricalAccuracy()]"),
        ('"adam"', "keras.optimizers.Adam()"),
        ('activation="relu"', "activation=keras.activations.relu"),
        (
            "model = keras",
            "i = keras.Input((4,)); h = layers.Dense(4, 'relu')(i); h = layers.Dense(128, 'relu')(h)\n"
            "model = keras.Model(i, layers.Dense(3, 'softmax')(h)); _ = keras",
        ),
    ],
)
def test_other_ways_to_write_the_same_pass(change: str, to: str) -> None:
    assert change in IRIS
    assert compared(IRIS.replace(change, to, 1), experiment("dense-iris", "iris-20")) == {}


def test_a_fit_is_compared_where_there_is_one() -> None:
    wanted = experiment("dense-iris", "iris-20")
    assert compared(IRIS, wanted, {"epochs": 20, "batch_size": 32}) == {}
    said = compared(IRIS, wanted, {"epochs": 2, "batch_size": 1})["fit"]
    assert said == "Epochs: yours 2, ours 20. Batch size: yours 1, ours 32."


def test_what_is_no_model_is_said_to_be_none() -> None:
    assert "`model` is not a Keras model." in compared("model = 3", experiment("dense-iris", "iris-20"))["layers"]


def test_layers_that_are_to_be_frozen_are_compared() -> None:
    wanted = experiment("dense-iris", "iris-100")
    first, *rest = wanted.hyperparameters.layers
    layers = (msgspec.structs.replace(first, trainable=False), *rest)
    frozen = msgspec.structs.replace(
        wanted, hyperparameters=msgspec.structs.replace(wanted.hyperparameters, layers=layers)
    )
    assert compared(IRIS, frozen) == {"layers": "Layer 1, Dense: trainable is True; ours has False."}
    assert compared(IRIS.replace("Dense(4,", "Dense(4, trainable=False,"), frozen) == {}
