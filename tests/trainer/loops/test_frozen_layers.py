"""Layers that are frozen: trained around as `model.fit` does, their weights as they were."""

import msgspec
import numpy as np
import pytest

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import LSTM, BatchNormalization, Bidirectional, Dense, Embedding, Layer
from nnterm.experiment.hyperparameters.shapes import summarize
from nnterm.experiment.protocol.inspection_requests import (
    InspectConfusion,
    InspectGradients,
    InspectionRequest,
    InspectWeights,
)
from nnterm.experiment.protocol.inspection_results import NotInspected
from nnterm.runs.export.model import model as model_code
from nnterm.trainer.loops.compiled_loops import Loops
from nnterm.trainer.loops.cost import Path
from nnterm.trainer.loops.keras_loops import FitLoops
from nnterm.trainer.model import build
from trainer.cases import IRIS, Case
from trainer.child import Child
from trainer.oracle import fit
from trainer.probes.asking import ask, run
from trainer.training import start, train


def frozen(layer: Layer) -> Layer:
    return msgspec.structs.replace(layer, trainable=False)


CASE = IRIS.with_(
    layers=(frozen(Dense(8, "relu")), frozen(BatchNormalization()), Dense(6, "relu"), Dense(3, "softmax")),
    shuffle=False,
)


@pytest.mark.parametrize("whole_epochs", [True, False])
@pytest.mark.parametrize("xla", [True, False])
def test_the_compiled_loops_train_what_fit_trains_and_leave_frozen_weights_alone(
    loops: Loops, xla: bool, whole_epochs: bool
) -> None:
    loop = start(CASE, loops, Path(xla=xla, whole_epochs=whole_epochs))
    before = [layer.get_weights() for layer in loop.model.layers]
    history = train(loop, CASE.hyperparameters.epochs)
    expected, _ = fit(CASE)
    for name, values in expected.items():
        # XLA rounds otherwise.
        np.testing.assert_allclose(history[name], values, rtol=1e-4 if xla else 0)
    after = [layer.get_weights() for layer in loop.model.layers]
    moved = [
        any(not np.array_equal(a, b) for a, b in zip(old, new, strict=True))
        for old, new in zip(before, after, strict=True)
    ]
    assert moved == [False, False, True, True]


def test_keras_loop_trains_the_same() -> None:
    loops = FitLoops()
    parts = loops.load(CASE.dataset, CASE.split)
    loop, _ = loops.make(CASE.dataset, parts, CASE.hyperparameters)
    assert train(loop, CASE.hyperparameters.epochs) == fit(CASE)[0]
    loop.close()


def test_a_model_without_frozen_layers_is_not_trained_by_the_graphs_of_one_with() -> None:
    loops = Loops()
    thawed = CASE.with_(
        layers=tuple(msgspec.structs.replace(each, trainable=True) for each in CASE.hyperparameters.layers)
    )
    for case in (CASE, thawed, CASE):
        assert train(start(case, loops, Path(xla=False, whole_epochs=True)), 2)["loss"] == fit(case)[0]["loss"][:2]


def test_what_is_not_trained_is_counted_as_keras_counts_it() -> None:
    layers = (Embedding(9, 4), frozen(Bidirectional(LSTM(3))), BatchNormalization(), frozen(Dense(2)), Dense(2))
    model = build(Hyperparameters(layers=layers), (5,), "int32")
    rows = summarize(layers, (5,))
    assert sum(row.untrained for row in rows) == sum(int(np.prod(w.shape)) for w in model.non_trainable_weights)
    assert sum(row.parameters for row in rows) == model.count_params()


def test_an_exported_model_has_the_same_layers_frozen() -> None:
    layers = (Embedding(9, 4), frozen(Bidirectional(LSTM(3))), frozen(Dense(2, "relu")), Dense(1))
    case = Case(IRIS.dataset, IRIS.split, Hyperparameters(layers=layers))
    code = model_code(Experiment(id="e", dataset=case.dataset, split=case.split, hyperparameters=case.hyperparameters))
    assert "keras.layers.Bidirectional(keras.layers.LSTM(3), trainable=False)," in code
    assert 'keras.layers.Dense(2, activation="relu", trainable=False),' in code
    assert code.count("trainable") == 2


@pytest.mark.parametrize("question", [InspectWeights(), InspectGradients(), InspectConfusion()], ids=type)
def test_a_model_can_be_looked_at_where_all_or_some_of_it_is_frozen(child: Child, question: InspectionRequest) -> None:
    assert not isinstance(ask(child, run(child, CASE), question), NotInspected)
    everything = CASE.with_(layers=tuple(frozen(layer) for layer in CASE.hyperparameters.layers))
    # There may be nothing to show of it. The trainer goes on.
    ask(child, run(child, everything), question)
