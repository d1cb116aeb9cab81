"""A learner's own `model.fit` in a real process: it is followed while it trains, and is what it would be unfollowed."""

import asyncio

import pytest

from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.lesson.blocks.structs import Code
from nnterm.runs.exercise.code_events import FitBegan, FitEpochs
from nnterm.runs.exercise.run import CodeRun, run_code

MODEL = """
import keras
import numpy as np
from keras import layers
x = np.random.default_rng(0).normal(size=(60, 2)).astype("float32")
y = (x[:, 0] > 0).astype(int)
def model():
    keras.utils.set_random_seed(1)
    built = keras.Sequential([keras.Input((2,)), layers.Dense(4, activation="relu"), layers.Dropout(0.2),
                              layers.Dense(1, activation="sigmoid")])
    built.compile(optimizer="adam", loss="bce", metrics=["acc"])
    return built
"""

SAME = """
plain = keras.Model.fit.__wrapped__
def stopping():
    return [keras.callbacks.EarlyStopping("val_loss", patience=1, min_delta=10.0, restore_best_weights=True)]
same = []
for kwargs in (
    {"epochs": 3, "batch_size": 7, "validation_data": (x[:9], y[:9]), "verbose": 0},
    {"epochs": 9, "validation_split": 0.25, "verbose": 0, "callbacks": stopping},
):
    found = []
    for fit in (plain, keras.Model.fit):
        own = {**kwargs, "callbacks": kwargs["callbacks"]()} if "callbacks" in kwargs else kwargs
        built = model()
        history = fit(built, x, y, **own)
        found.append((history.history, history.epoch, [each.tolist() for each in built.get_weights()]))
        assert len(own.get("callbacks", [0])) == 1
    same.append(found[0] == found[1])
try:
    model().fit(x, y, epochz=3)
except TypeError as error:
    print("epochz" in str(error))
print(same, history.history == keras.Model.fit(model(), x, y, 32, 9, 0, stopping(), 0.25).history)
print(keras.__spec__.loader is keras.__loader__, keras.Model.fit.__name__, type(keras.__loader__).__name__)
"""


def block(seconds: float = 100.0) -> Code:
    return Code(id="c", start="", checks=(), seconds=seconds)


@pytest.mark.slow
async def test_a_fit_is_the_same_to_the_last_bit_whether_it_is_followed_or_not() -> None:
    run = CodeRun(MODEL + SAME, block())
    trained: list[Run] = []
    async for event in run.events():
        if isinstance(event, FitBegan) and run.report.trainings.run is not None:
            trained.append(run.report.trainings.run)
    report = run.report
    assert report.trouble == ""
    # TensorFlow warns of as many models in one program.
    output = [line for line in report.output if not line.startswith("WARNING")]
    assert output == ["True", "[True, True] True", "True fit SourceFileLoader"]
    # Those that were not followed are not here.
    assert [run.epochs for run in trained] == [3, 2, 2]
    assert [(run.train, run.validation) for run in trained] == [(60, 9), (45, 15), (45, 15)]
    assert [(run.stopped_early_at, run.restored_epoch) for run in trained] == [(None, None), (2, 1), (2, 1)]
    assert {run.state for run in trained} == {RunState.COMPLETED}
    last = report.trainings
    assert last.run is not None
    assert sorted(last.run.history) == ["accuracy", "loss", "val_accuracy", "val_loss"]
    assert (last.run.parameters, last.run.hyperparameters.loss) == (17, "binary_crossentropy")
    assert [(layer.name, layer.detail, layer.shape, layer.parameters) for layer in last.layers] == [
        ("Dense", "relu", "(None, 4)", 12),
        ("Dropout", "rate 0.2", "(None, 4)", 0),
        ("Dense", "sigmoid", "(None, 1)", 5),
    ]


async def test_stopping_the_code_stops_its_training() -> None:
    run = CodeRun(MODEL + "model().fit(x, y, epochs=100_000, verbose=0)", block())
    seen = 0
    async for event in run.events():
        if isinstance(event, FitEpochs):
            seen += 1
            run.stop()
    assert seen
    assert run.report.trouble == "stopped."
    trained = run.report.trainings.run
    assert trained is not None
    assert trained.state is RunState.STOPPED
    assert 0 < trained.epochs < trained.planned


async def test_an_error_while_it_trains_is_said_as_ever() -> None:
    ending = """
class Breaks(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if epoch == 1:
            raise ValueError("enough")
model().fit(x, y, epochs=5, verbose=0, callbacks=[Breaks()])
"""
    report = await run_code(MODEL + ending, block())
    assert "ValueError: enough" in report.trouble
    trained = report.trainings.run
    assert trained is not None
    # The callback of the learner comes first: the second epoch never ended.
    assert (trained.state, trained.epochs) == (RunState.STOPPED, 1)


BEGAN = (
    '{"type":"FitBegan","epochs":100000,"batch_size":1,"loss":"mse","optimizer":"Adam","learning_rate":null,'
    '"parameters":1,"layers":[]}\\n'
)


async def test_a_flood_of_made_up_epochs_neither_hangs_nor_fills_the_app() -> None:
    program = f"""
import json, os
os.write(3, b'{BEGAN}')
for at in range(20_000):
    said = {{"type": "FitEpochs", "first": at + 1, "columns": {{"loss": [0.5]}}, "seconds": 1}}
    os.write(3, json.dumps(said).encode() + b"\\n")
print("through")
"""
    report = await asyncio.wait_for(run_code(program, block(5.0)), 60)
    assert report.output == ["through"]
    assert report.trouble == ""
    trained = report.trainings.run
    assert trained is not None
    assert 0 < trained.epochs < 1000


async def test_a_module_that_is_called_keras_and_is_none_is_left_alone() -> None:
    program = """
import pathlib, sys
pathlib.Path("keras.py").write_text("name = 'not Keras'")
sys.path.insert(0, "")
import keras
print(keras.name)
"""
    report = await run_code(program, block(20.0))
    assert (report.output, report.trouble) == (["not Keras"], "")
