"""The app's side of training, without an app."""

import asyncio
from pathlib import Path

import pytest
from one_epoch_trainer import COMMAND
from textual.message import Message

from nnterm.experiment.experiment import Dataset, Experiment, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.runs.store.store import RunStore
from nnterm.runs.trainer.train_once import new_run
from nnterm.tui.messages import RunAdvanced
from nnterm.tui.session.training import Training

EXPERIMENT = Experiment(
    id="first",
    dataset=Dataset("moons"),
    split=Split(test=0.2, validation=0.1),
    hyperparameters=Hyperparameters(layers=(Dense(1, "sigmoid"),), epochs=4),
)


async def test_a_run_that_begins_while_its_process_is_ended_is_trained_by_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a GPU is given back at the very moment that somebody wants it."""
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path))
    epochs: asyncio.Queue[str] = asyncio.Queue()

    def post(message: Message) -> None:
        if isinstance(message, RunAdvanced) and message.run.epochs:
            epochs.put_nowait(message.run.run_id)

    store = RunStore.open()
    training = Training(post, store, COMMAND)
    run, other = new_run(EXPERIMENT), new_run(EXPERIMENT)
    training.start(run)
    assert await epochs.get() == run.run_id
    process = training.client.process
    stopping = asyncio.ensure_future(training.client.stop())
    await asyncio.sleep(0)
    training.start(other)
    assert await epochs.get() == other.run_id
    assert training.client.process is not process
    await stopping
    await training.close()
    assert not training.client.alive
    store.close()
