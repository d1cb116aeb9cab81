"""The Gradients panel's values: those of `tf.GradientTape` and of a step of Keras's own optimizer."""

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.protocol import commands
from nnterm.experiment.protocol.gradients_shown import GradientsShown
from nnterm.experiment.protocol.inspection_requests import InspectGradients
from nnterm.trainer.checkpoints import Checkpoints
from nnterm.trainer.datasets.dataset import divide
from nnterm.trainer.datasets.targets import targets
from nnterm.trainer.loops.compiled_loops import Loops
from nnterm.trainer.probes import gradients
from trainer.cases import CONVOLUTIONAL, IRIS, MOONS, SENTENCES, Case
from trainer.child import Child
from trainer.oracle import answers, plain_model
from trainer.probes.asking import ask, run


def whole(child: Child, run_id: str, epoch: int | None = None) -> GradientsShown:
    """The answer after as many questions as it takes."""
    shown = ask(child, run_id, InspectGradients(), epoch)
    while shown.missing:
        before, shown = shown, ask(child, run_id, InspectGradients(known=len(shown.flows)), epoch)
        assert shown.missing < before.missing
    return shown


def rms(arrays: list[np.ndarray]) -> float:
    return float(np.sqrt(np.mean(np.concatenate([array.ravel() for array in arrays]).astype("float64") ** 2)))


def by_tape(model: Any, case: Case) -> list[tuple[float, float, float]]:
    """Sizes of outputs, gradients and one step for each layer, the plain way. The model has taken the step then."""
    x, y = divide(case.dataset, case.split).train
    rows = np.unique(np.linspace(0, len(x) - 1, min(128, len(x))).astype(int))
    x, y = x[rows], targets(y[rows], case.dataset, case.hyperparameters)
    with tf.GradientTape() as tape:
        loss = model.compute_loss(x=x, y=y, y_pred=model(x, training=False))
    gradients = [tf.convert_to_tensor(found) for found in tape.gradient(loss, model.trainable_variables)]
    trained = [layer for layer in model.layers if layer.trainable_variables]
    inner = answers(keras.Model(model.inputs[0], [layer.output for layer in trained]), x)
    before = [variable.numpy() for variable in model.trainable_variables]
    model.optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
    changes = [after.numpy() - old for after, old in zip(model.trainable_variables, before, strict=True)]
    found, at = [], 0
    for layer, output in zip(trained, inner, strict=True):
        own = slice(at, at := at + len(layer.trainable_variables))
        sizes = rms([output]), rms([g.numpy() for g in gradients[own]]), rms(changes[own]) / rms(before[own])
        found.append(sizes)
    return found


def test_layers_that_are_not_trained_are_counted_and_have_no_sizes(child: Child) -> None:
    layers = (Dense(6, "relu", trainable=False), Dense(8, "relu", trainable=False), Dense(3, "softmax"))
    shown = whole(child, run(child, IRIS.with_(layers=layers, epochs=1)))
    assert shown.frozen == 2
    assert shown.layers == ["Dense 3 softmax"]


@pytest.mark.parametrize(
    "case",
    [
        MOONS.with_(shuffle=False, epochs=5),
        IRIS.with_(shuffle=False, dropout=0.3, l2=0.01, optimizer="rmsprop", learning_rate=0.01),
        CONVOLUTIONAL.with_(shuffle=False, epochs=1),
        SENTENCES.with_(shuffle=False, epochs=1, clipnorm=0.01),
    ],
    ids=["moons", "penalty", "images", "words"],
)
def test_sizes_are_those_of_a_gradient_tape_and_of_a_step_of_the_optimizer(child: Child, case: Case) -> None:
    shown = whole(child, run(child, case))
    assert shown.epoch == case.hyperparameters.epochs
    # The oracle is trained anew: looking at it takes a step.
    model = plain_model(case)
    x, y = divide(case.dataset, case.split).train
    wanted = targets(y, case.dataset, case.hyperparameters)
    model.fit(x, wanted, epochs=shown.epoch, batch_size=case.hyperparameters.batch_size, shuffle=False, verbose=0)
    rows = min(128, len(x))
    assert (shown.rows, shown.train) == (rows, len(x))
    flows = shown.shown.layers
    for flow, (activation, gradient, update) in zip(flows, by_tape(model, case), strict=True):
        assert flow.activation == pytest.approx(activation, rel=0.02)
        assert flow.gradient == pytest.approx(gradient, rel=0.03, abs=1e-6)
        assert flow.update == pytest.approx(update, rel=0.05)


def test_the_epochs_are_spread_over_the_run_and_the_one_looked_at_is_among_them(child: Child) -> None:
    run_id = run(child, MOONS.with_(epochs=300))
    shown = whole(child, run_id, epoch=123)
    epochs = [flow.epoch for flow in shown.flows]
    assert shown.epoch in epochs
    assert (epochs[0], epochs[-1]) == (0, 300)
    assert 2 <= len(epochs) <= 41
    assert len({flow.layers[0].gradient for flow in shown.flows}) > len(epochs) / 2


def test_an_answer_that_takes_too_long_has_one_more_epoch_all_the_same(
    loops: Loops, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gradients, "PATIENCE", 0.0)
    parts = loops.load(MOONS.dataset, MOONS.split)
    loop, _ = loops.make(MOONS.dataset, parts, MOONS.hyperparameters)
    list(loop.compile(ahead=True))
    checkpoints = Checkpoints()
    for epoch in range(6):
        while loop.done < epoch:
            loop.advance(epoch)
        checkpoints.take(loop, always=True)
    history = gradients.GradientHistory("a", MOONS.dataset, parts, MOONS.hyperparameters, checkpoints)
    answers = [history.compute(loop, loop.done) for _ in range(5)]
    assert [len(answer.flows) for answer in answers] == [2, 3, 4, 5, 6]
    assert [answer.missing for answer in answers] == [4, 3, 2, 1, 0]


def test_an_epoch_is_seen_as_a_run_that_ended_there_sees_it(child: Child) -> None:
    then = whole(child, run(child, MOONS.with_(epochs=60)), epoch=25)
    now = whole(child, run(child, MOONS.with_(epochs=then.epoch)))
    assert then.shown == now.shown


def test_sigmoid_after_sigmoid_makes_gradients_vanish(child: Child) -> None:
    layers = (*[Dense(8, "sigmoid")] * 5, Dense(1, "sigmoid"))
    flows = whole(child, run(child, MOONS.with_(layers=layers, epochs=2))).flows[0].layers
    gradients = [flow.gradient for flow in flows]
    assert gradients == sorted(gradients)
    assert gradients[0] < gradients[-1] / 1000


def test_units_that_are_never_active_are_counted(child: Child) -> None:
    run_id = run(child, IRIS.with_(learning_rate=0.3, epochs=8))
    shown = whole(child, run_id)
    assert shown.layers == ["Dense 4 relu", "Dense 128 relu", "Dense 3 softmax"]
    assert shown.shown.layers[1].inactive > 0
    assert shown.shown.layers[2].inactive == 0


def test_it_goes_on_after_other_settings_made_another_model(child: Child) -> None:
    case = IRIS.with_(epochs=4, dropout=0.2)
    run_id = run(child, case)
    before = whole(child, run_id)
    other = case.with_(epochs=6, dropout=0.5).hyperparameters
    child.send(commands.ContinueRun(run_id=run_id, hyperparameters=other))
    child.to_end(run_id)
    after = whole(child, run_id)
    assert after.flows[-1].epoch == 6
    known = {flow.epoch: flow for flow in before.flows}
    assert all(known[flow.epoch] == flow for flow in after.flows if flow.epoch in known and flow.epoch < 4)
