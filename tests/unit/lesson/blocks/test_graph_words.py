"""Graphs in a lesson file: what is read, and each way to write one wrongly, with its line and a remedy."""

from pathlib import Path

import pytest
from good_lesson import GOOD, write

from nnterm.errors import LessonError
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.layers import Add, Bidirectional, Concatenate, Dense
from nnterm.lesson.authoring.reference import layers as table_of_layers
from nnterm.lesson.loader import load_lesson
from nnterm.lesson.transcript.experiment_words import in_words
from nnterm.runs.export.model import model as model_code
from nnterm.tui.form.form_fields import tunable
from nnterm.tui.lab.model_table import ModelTable

PLAIN = "  - Dense: {units: 8, activation: tanh}\n  - Dense: {units: 1, activation: sigmoid}\n"
RESIDUAL = """\
  - Dense: {units: 8, activation: relu, name: start}
  - Dense: {units: 8, activation: relu, kernel_initializer: he_normal}
  - Add: {with: start, name: block}
  - Dense: {units: 4, from: input, name: beside}
  - Concatenate: {with: [block, start]}
  - Dense: {units: 1, activation: sigmoid}
"""


def read(folder: Path, model: str) -> Experiment:
    assert PLAIN in GOOD
    text = GOOD.replace(PLAIN, model).replace("tune: [units, dataset.noise]\n", "")
    steps = load_lesson(write(folder, text)).steps
    return next(step.experiment for step in steps if step.experiment is not None and step.experiment.id == "moons")


def test_names_and_inputs_are_read(tmp_path: Path) -> None:
    experiment = read(tmp_path, RESIDUAL)
    assert experiment.hyperparameters.layers == (
        Dense(8, "relu", node="start"),
        Dense(8, "relu", kernel_initializer="he_normal"),
        Add(joined=("start",), node="block"),
        Dense(4, source="input", node="beside"),
        Concatenate(joined=("block", "start")),
        Dense(1, "sigmoid"),
    )
    assert experiment.hyperparameters.is_graph
    assert not read(tmp_path, PLAIN).hyperparameters.is_graph


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("{with: start, name: block}", "{with: strat, name: block}", 3, ("no layer is called 'strat'", "mean start?")),
        ("{with: start, name: block}", "{with: beside, name: block}", 3, ("'beside' does not come before", "circle")),
        ("{with: start, name: block}", "{with: block, name: block}", 3, ("'block' does not come before", "circle")),
        ("from: input", "from: inputs", 4, ("no layer is called 'inputs'", "mean input?")),
        ("name: beside", "name: start", 4, ("the name 'start' is that of a layer above", "a name of its own")),
        (
            "units: 8, activation: relu, kernel",
            "units: 5, activation: relu, kernel",
            3,
            ("(5,) and (8,)", "as many units"),
        ),
        ("{with: start, name: block}", "{with: start}", 5, ("no layer is called 'block'", "Named above it: input")),
        ("with: [block, start]", "with: [start]", 3, ("no layer takes its output", "`from` or `with`")),
        ("{with: start, name: block}", "{name: block}", 3, ("lacks the key `with`", "with: block")),
        ("{with: start, name: block}", "{with: start, name: block, axis: 1}", 3, ("no key 'axis'", "Known")),
        ("with: [block, start]", "with: []", 5, ("`with` names nothing", "with: block")),
        ("from: input", "from: [input, start]", 4, ("several names; expected one", "Add, Concatenate or Multiply")),
        ("name: start}", "name: The start}", 1, ("'The start', which is no name", "small letter")),
        ("name: start}", "name: input}", 1, ("the model's own input", "another name")),
        ("activation: sigmoid}", "activation: sigmoid, with: start}", 6, ("no key 'with'", "Known")),
    ],
)
def test_what_is_wrong_is_said_at_its_layer(
    old: str, new: str, line: int, said: tuple[str, str], tmp_path: Path
) -> None:
    assert RESIDUAL.count(old) == 1
    broken = RESIDUAL.replace(old, new)
    with pytest.raises(LessonError) as caught:
        read(tmp_path, broken)
    text = write(tmp_path, GOOD.replace(PLAIN, broken)).read_text().splitlines()
    at = text.index(broken.splitlines()[line - 1]) + 1
    [found] = [problem for problem in str(caught.value).splitlines() if said[0] in problem]
    assert f":{at}:" in found
    assert said[1] in str(caught.value)


def test_what_is_wrapped_has_no_place_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(LessonError, match="no key 'name'"):
        read(tmp_path, "  - Bidirectional: {LSTM: {units: 3, name: inner}}\n" + PLAIN)
    assert "`name" not in table_of_layers()
    assert Bidirectional.__name__ in table_of_layers()


def test_it_is_exported_as_a_functional_model(tmp_path: Path) -> None:
    assert model_code(read(tmp_path, RESIDUAL)) == (
        "inputs = keras.Input((2,))\n"
        'start = keras.layers.Dense(8, activation="relu")(inputs)\n'
        'x = keras.layers.Dense(8, activation="relu", kernel_initializer="he_normal")(start)\n'
        "block = keras.layers.Add()([x, start])\n"
        "beside = keras.layers.Dense(4)(inputs)\n"
        "x = keras.layers.Concatenate()([beside, block, start])\n"
        'outputs = keras.layers.Dense(1, activation="sigmoid")(x)\n'
        "model = keras.Model(inputs, outputs)\n"
        "model.summary()"
    )


def test_the_table_and_the_text_of_a_model_show_its_connections(tmp_path: Path) -> None:
    experiment = read(tmp_path, RESIDUAL)
    table = ModelTable()
    table.set_experiment(experiment)
    lines = ["".join(text for text, _ in row) for row in table.rows(80, 24)]
    for said in ("relu as start", "with start as block", "linear from input as beside", "with block, start"):
        assert any(said in line for line in lines), said
    assert "Concatenate(with=block and start)" in dict(in_words(experiment))["model"]
    assert "name=start" in dict(in_words(experiment))["model"]


def test_the_form_offers_no_layers_for_a_graph(tmp_path: Path) -> None:
    experiment = read(tmp_path, RESIDUAL)
    assert tunable(experiment, "units")
    assert not tunable(experiment, "layers")
    assert tunable(read(tmp_path, PLAIN), "layers")


def test_any_layer_may_be_frozen(tmp_path: Path) -> None:
    model = RESIDUAL.replace("name: start}", "name: start, trainable: false}").replace(
        "[block, start]}", "[block, start], trainable: no}"
    )
    layers = read(tmp_path, model).hyperparameters.layers
    assert [layer.trainable for layer in layers] == [False, True, True, True, False, True]
    with pytest.raises(LessonError) as caught:
        read(tmp_path, RESIDUAL.replace("name: start}", "name: start, trainable: sometimes}"))
    assert "`trainable`" in str(caught.value)
