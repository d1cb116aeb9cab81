"""Residual and functional graphs: trained as `model.fit` trains the same model, resumed, exported, and looked at."""

import keras
import numpy as np
import pytest

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.layers import (
    Activation,
    Add,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Dense,
    GlobalAveragePooling2D,
    Multiply,
)
from nnterm.experiment.protocol.inspection_requests import InspectFeatures, InspectGradients, InspectNetwork
from nnterm.experiment.protocol.inspection_results import NotInspected
from nnterm.runs.export.model import model as model_code
from nnterm.trainer.checkpoints import Checkpoints
from nnterm.trainer.loops.compiled_loops import Loops
from nnterm.trainer.loops.cost import Path
from nnterm.trainer.loops.keras_loops import FitLoops
from trainer.cases import CONVOLUTIONAL, IRIS, MOONS, Case
from trainer.child import Child
from trainer.oracle import fit, plain_model
from trainer.probes.asking import ask, run
from trainer.training import start, train, trained

WHOLE, STEPS = Path(xla=False, whole_epochs=True), Path(xla=False, whole_epochs=False)

RESIDUAL = IRIS.with_(
    layers=(
        Dense(8, "relu", kernel_initializer="he_normal", node="start"),
        Dense(8),
        BatchNormalization(),
        Activation("relu"),
        Dense(8),
        Add(joined=("start",), node="block"),
        Dense(8, "relu"),
        Add(joined=("block",)),
        Dense(3, "softmax"),
    ),
    shuffle=False,
)
BRANCHES = IRIS.with_(
    layers=(
        Dense(6, "tanh", node="left"),
        Dense(6, "sigmoid", source="input", node="right"),
        Multiply(joined=("left",)),
        Concatenate(joined=("right", "input")),
        Dense(3, "softmax"),
    ),
    shuffle=False,
    l2=0.01,
)
IMAGES = CONVOLUTIONAL.with_(
    layers=(
        Conv2D(4, activation="relu", padding="same", node="maps"),
        Conv2D(4, padding="same"),
        Add(joined=("maps",)),
        GlobalAveragePooling2D(),
        Dense(10, "softmax"),
    ),
    shuffle=False,
    epochs=2,
)
CASES = {"residual": (RESIDUAL, WHOLE), "branches": (BRANCHES, STEPS), "images": (IMAGES, STEPS)}


@pytest.mark.parametrize("name", CASES)
def test_the_history_is_that_of_fit(name: str, loops: Loops) -> None:
    case, path = CASES[name]
    expected, evaluated = fit(case)
    loop = start(case, loops, path)
    assert train(loop, case.hyperparameters.epochs) == expected
    parts = loops.load(case.dataset, case.split)
    part = loops.tensors(case.dataset, parts, case.hyperparameters)["test" if case.split.test else "validation"]
    assert list(loop.evaluate(part))[-1] == evaluated


@pytest.mark.slow
def test_with_xla_a_graph_is_nearly_that_of_fit(loops: Loops) -> None:
    expected, _ = fit(RESIDUAL)
    for key, values in trained(RESIDUAL, loops, Path(xla=True, whole_epochs=True)).items():
        np.testing.assert_allclose(values, expected[key], atol=1e-3, rtol=1e-3, err_msg=key)


def test_dropout_after_a_hidden_layer_goes_to_all_that_take_its_output(loops: Loops) -> None:
    model = start(BRANCHES.with_(dropout=0.3), loops, WHOLE).model
    dropped = [layer.output for layer in model.layers if isinstance(layer, keras.layers.Dropout)]
    assert len(dropped) == 2
    [product] = [layer for layer in model.layers if isinstance(layer, keras.layers.Multiply)]
    assert {id(tensor) for tensor in product.input} == {id(tensor) for tensor in dropped}


def test_keras_own_fit_trains_a_graph_too() -> None:
    expected, _ = fit(BRANCHES)
    loops = FitLoops()
    parts = loops.load(BRANCHES.dataset, BRANCHES.split)
    loop, _ = loops.make(BRANCHES.dataset, parts, BRANCHES.hyperparameters)
    for key, values in train(loop, BRANCHES.hyperparameters.epochs).items():
        np.testing.assert_allclose(values, expected[key], atol=1e-4, rtol=1e-4, err_msg=key)


def test_an_earlier_epoch_of_a_graph_is_what_it_was(loops: Loops) -> None:
    case = RESIDUAL.with_(epochs=12)
    loop, checkpoints = start(case, loops, WHOLE), Checkpoints()
    checkpoints.take(loop, always=True)
    train(loop, 4)
    wanted = loop.model.get_weights()
    train(loop, 12)
    with checkpoints.model_at(loop, 4, seconds_per_epoch=0.0) as found:
        assert found == 4
        assert all(np.array_equal(one, other) for one, other in zip(loop.model.get_weights(), wanted, strict=True))


@pytest.mark.parametrize("case", [RESIDUAL, BRANCHES], ids=["residual", "branches"])
def test_the_exported_code_builds_the_same_model(case: Case) -> None:
    experiment = Experiment(id="e", dataset=case.dataset, split=case.split, hyperparameters=case.hyperparameters)
    names: dict[str, object] = {"keras": keras}
    keras.utils.set_random_seed(case.hyperparameters.seed)
    exec(model_code(experiment).replace("model.summary()", ""), names)
    rebuilt, plain = names["model"], plain_model(case, seed=keras.utils.set_random_seed)
    assert isinstance(rebuilt, keras.Model) and not isinstance(rebuilt, keras.Sequential)
    x = np.random.default_rng(0).normal(size=(5, 4)).astype("float32")
    np.testing.assert_array_equal(rebuilt(x), plain(x))


def test_panels_look_into_a_graph_or_say_why_not(child: Child) -> None:
    run_id = run(child, IMAGES)
    gradients = ask(child, run_id, InspectGradients())
    assert gradients.layers == ["Conv2D 4 relu", "Conv2D 4", "Dense 10 softmax"]
    maps = ask(child, run_id, InspectFeatures())
    assert [layer.name for layer in maps.layers] == ["Conv2D", "Conv2D", "Add"]


def test_the_network_of_a_graph_is_not_drawn_as_a_list(child: Child) -> None:
    layers = (Dense(4, "relu", node="a"), Dense(4, "relu"), Add(joined=("a",)), Dense(1, "sigmoid"))
    run_id = run(child, MOONS.with_(layers=layers, epochs=1))
    answer = ask(child, run_id, InspectNetwork())
    assert isinstance(answer, NotInspected)
