"""A hyperparameter and a layer that nnterm does not have, put into the table alone: everything else takes them."""

import ast
from pathlib import Path
from typing import ClassVar

import pytest

from nnterm.errors import HyperparameterError, LessonError, ModelError
from nnterm.experiment.experiment import Dataset, Experiment, Split, Tune
from nnterm.experiment.hyperparameters.assignment import assign
from nnterm.experiment.hyperparameters.hyperparameter import Hyperparameter
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import LAYER_TYPES, Dense, Flatten, activation_of, validate_layer, width
from nnterm.experiment.hyperparameters.layers.base import ActivationName, Bounds, LayerBase, Shape
from nnterm.experiment.hyperparameters.live import compiled_values, differences, is_live, needs_other_graph
from nnterm.experiment.hyperparameters.shapes import summarize
from nnterm.experiment.hyperparameters.table import TABLE
from nnterm.experiment.hyperparameters.timeline import timeline
from nnterm.experiment.hyperparameters.values import values_named
from nnterm.experiment.run import Run
from nnterm.lesson.blocks import experiment_block
from nnterm.lesson.loader import load_lesson
from nnterm.lesson.transcript.experiment_words import in_words
from nnterm.runs.export.script import script
from nnterm.tui.drawing.changes import changes
from nnterm.tui.form.form_fields import assigned, layer_fields, other_fields, stepped

LESSON = """\
---
format: 1
id: made-up
title: T
summary: S
minutes: 1
objectives: [Say it]
---

## One

Text.

```{{experiment}}
id: e
dataset: moons
model: [{model}{{Dense: {{units: 1, activation: sigmoid}}}}]
compile: {{optimizer: {optimizer}, loss: binary_crossentropy{compiled}}}
fit: {{epochs: 9}}
{rest}
```
"""


class WithRho(Hyperparameters, frozen=True, kw_only=True):
    """The hyperparameters with RMSprop's `rho`, which nnterm does not have."""

    rho: float = 0.9


class Maxout(LayerBase, frozen=True, tag=True):
    """The largest of several weighted sums: no layer of Keras."""

    width_field: ClassVar[str] = "sums"
    activation_field: ClassVar[str] = "squashed_by"
    bounds: ClassVar[Bounds] = {"pieces": (2, 9)}
    examples: ClassVar[dict[str, str]] = {"sums": "4", "pieces": "2"}
    positional: ClassVar[tuple[str, ...]] = ("sums",)

    sums: int
    pieces: int = 2
    squashed_by: ActivationName = "linear"

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) != 1:
            raise ModelError("needs one row of numbers.", "Put Flatten before it.")
        return (self.sums,)

    def parameters(self, shape: Shape) -> int:
        return (shape[0] + 1) * self.sums * self.pieces


@pytest.fixture(autouse=True)
def made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """One entry of the table with its field, and one layer among the others."""
    entry = Hyperparameter(
        kind="number",
        help="How long RMSprop remembers.",
        label="memory",
        bounds=(0.0, 0.999),
        steps=(0.0, 0.5, 0.9, 0.99),
        form="always",
        live=True,
        key="compile",
        optimizers=("rmsprop",),
    )
    monkeypatch.setitem(TABLE, "rho", entry)
    monkeypatch.setattr(experiment_block, "Hyperparameters", WithRho)
    monkeypatch.setitem(LAYER_TYPES, "Maxout", Maxout)


def made(**changes: object) -> Experiment:
    chosen = WithRho(
        layers=(Maxout(4, squashed_by="relu"), Dense(1, "sigmoid")), epochs=9, loss="binary_crossentropy", **changes
    )
    return Experiment(id="e", dataset=Dataset("moons"), split=Split(), hyperparameters=chosen)


def lesson(folder: Path, model: str = "", compiled: str = "", rest: str = "", optimizer: str = "rmsprop") -> Experiment:
    path = folder / "01-made-up.md"
    path.write_text(LESSON.format(model=model, compiled=compiled, rest=rest, optimizer=optimizer), encoding="utf-8")
    found = load_lesson(path).steps[0].experiment
    assert found is not None
    return found


def test_it_can_be_set_by_name() -> None:
    changed = assign(made(), ["rho=0.5"])
    assert changed == made(rho=0.5)
    assert values_named(changed.dataset, changed.hyperparameters, "rho") == (0.5,)
    with pytest.raises(HyperparameterError, match="adam has no rho"):
        assign(made(), ["rho=0.5", "optimizer=adam"])
    with pytest.raises(HyperparameterError) as caught:
        assign(made(), ["roh=0.5"])
    assert caught.value.remedy.startswith("Did you mean rho?")


def test_its_bounds_hold_wherever_it_comes_from(tmp_path: Path) -> None:
    with pytest.raises(HyperparameterError, match="rho is 2"):
        made(rho=2.0).hyperparameters.validate()
    with pytest.raises(HyperparameterError, match="rho is 2"):
        assign(made(), ["rho=2"])
    with pytest.raises(HyperparameterError, match="rho is 2"):
        assigned(made(), "rho", "2")
    with pytest.raises(LessonError, match="rho is 2"):
        lesson(tmp_path, compiled=", rho: 2")


def test_the_form_shows_and_steps_it() -> None:
    before, after = made(), stepped(made(), "rho", 1)
    assert after == made(rho=0.99)
    field = next(field for field in other_fields(after, before) if field.name == "rho")
    assert (field.label, field.value, field.baseline, field.typed) == ("memory", "0.99", "0.9", True)
    assert "rho" not in [field.name for field in other_fields(made(optimizer="adam"), before)]
    run = Run(
        run_id="r",
        lesson="l",
        experiment="e",
        dataset=after.dataset,
        split=after.split,
        hyperparameters=after.hyperparameters,
    )
    assert changes(run, before) == ["memory 0.99"]


def test_a_lesson_writes_and_tunes_it(tmp_path: Path) -> None:
    read = lesson(tmp_path, compiled=", rho: 0.5", rest="tune: {rho: {low: 0.5, high: 0.9}}")
    assert read.hyperparameters.value("rho") == 0.5
    assert read.tune == {"rho": Tune(low=0.5, high=0.9)}
    assert stepped(read, "rho", -1) == read
    assert "memory 0.5" in dict(in_words(read))["training"]
    with pytest.raises(LessonError, match=r"tune.rho.high.* is 2"):
        lesson(tmp_path, rest="tune: {rho: {low: 0.5, high: 2}}")
    with pytest.raises(LessonError, match="adam has no rho"):
        lesson(tmp_path, compiled=", rho: 0.5", optimizer="adam")


def test_a_run_may_go_on_with_another_value_on_another_graph() -> None:
    before, after = made().hyperparameters, made(rho=0.5).hyperparameters
    assert is_live(before, after)
    assert [tuple(difference) for difference in differences(before, after)] == [("rho", 0.9, 0.5)]
    assert needs_other_graph(before, after)
    assert compiled_values(before) != compiled_values(after)
    assert timeline(made(), ["4:rho=0.5"])[0].hyperparameters == after


def test_it_is_exported_where_it_differs_from_the_default() -> None:
    assert "rho" not in script(made())
    assert "keras.optimizers.RMSprop(learning_rate=0.001, rho=0.5)" in script(made(rho=0.5))


def test_the_layer_is_counted_and_set_like_any_other() -> None:
    experiment = made()
    table = summarize(experiment.hyperparameters.layers, (2,))
    assert [(row.layer, row.output_shape, row.parameters) for row in table] == [
        ("Maxout", (4,), 24),
        ("Dense", (1,), 5),
    ]
    changed = assign(experiment, ["units=6,8", "activation=tanh"]).hyperparameters
    assert changed.layers[:2] == (Maxout(6, squashed_by="tanh"), Maxout(8, squashed_by="tanh"))
    assert [width(layer) for layer in changed.layers] == [6, 8, 1]
    assert activation_of(changed.layers[0]) == "tanh"
    with pytest.raises(HyperparameterError, match="pieces is 99"):
        validate_layer(Maxout(4, pieces=99))
    with pytest.raises(ModelError, match=r"Layer 1 \(Maxout\): needs one row"):
        summarize((Maxout(4), Flatten()), (3, 3))


def test_the_form_has_a_row_for_the_layer() -> None:
    row = layer_fields(made(), made())[0]
    assert [(field.name, field.value) for field in row] == [("units:0", "4"), ("activation:0", "relu")]
    assert stepped(made(), "units:0", 1).hyperparameters.layers[0] == Maxout(8, squashed_by="relu")


def test_a_lesson_writes_the_layer_and_a_script_has_it(tmp_path: Path) -> None:
    read = lesson(tmp_path, model="{Maxout: {sums: 3, pieces: 4}}, ")
    assert read.hyperparameters.layers[0] == Maxout(3, pieces=4)
    exported = script(read)
    ast.parse(exported)
    assert "keras.layers.Maxout(3, pieces=4)," in exported
    with pytest.raises(LessonError, match="sums"):
        lesson(tmp_path, model="Maxout, ")
    assert compiled_values(read.hyperparameters) != compiled_values(made().hyperparameters)
