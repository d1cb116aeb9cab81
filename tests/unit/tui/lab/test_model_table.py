"""The model as a table: its columns stay in line, whatever the layers are called, and say what is not trained."""

from nnterm.experiment.experiment import Dataset, Experiment, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import (
    Activation,
    BatchNormalization,
    Conv2D,
    Dense,
    GlobalAveragePooling2D,
    Layer,
    Reshape,
)
from nnterm.tui.lab.model_table import ModelTable

NORMALIZED: tuple[Layer, ...] = (
    Reshape((28, 28, 1)),
    Conv2D(8, padding="same"),
    BatchNormalization(),
    Activation("relu"),
    GlobalAveragePooling2D(),
    Dense(10, "softmax"),
)


def drawn(layers: tuple[Layer, ...]) -> list[str]:
    experiment = Experiment(
        id="e",
        dataset=Dataset("mnist10k", {"flatten": True}),
        split=Split(),
        hyperparameters=Hyperparameters(layers=layers),
    )
    table = ModelTable()
    table.set_experiment(experiment)
    return ["".join(text for text, _ in row) for row in table.rows(60, 40)]


def test_parameters_are_in_one_column_and_those_that_are_not_trained_are_counted() -> None:
    rows = drawn(NORMALIZED)
    found = {row.split()[0]: row for row in rows if row.strip()}
    assert {len(found[layer.name]) for layer in NORMALIZED} == {len(found["total"])} == {57}
    assert found["BatchNormalization"].split() == ["BatchNormalization", "(None,", "28,", "28,", "8)", "32"]
    assert found["total"].split()[-1] == "202"
    assert [row.split()[-1] for row in rows if "not trained" in row] == ["16"]


def test_nothing_is_said_of_parameters_that_are_not_trained_where_all_are() -> None:
    assert not [row for row in drawn((Dense(10, "softmax"),)) if "not trained" in row]


def test_a_frozen_layer_says_so_and_counts_as_not_trained() -> None:
    rows = drawn((Dense(4, "relu", trainable=False), Dense(10, "softmax")))
    assert next(row for row in rows if "784" not in row and "relu" in row).split()[:3] == ["Dense", "relu", "frozen"]
    assert [row.split()[-1] for row in rows if "not trained" in row] == ["3,140"]
