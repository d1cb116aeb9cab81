"""One trainer and its run, as whoever trains uses them: folded, kept and announced once, however the process fares."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from one_epoch_trainer import COMMAND

from nnterm.errors import TrainerError
from nnterm.experiment.experiment import Dataset, Experiment, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.protocol.commands import StopRun
from nnterm.experiment.protocol.events import (
    EpochsEnded,
    Heartbeat,
    RunContinued,
    RunEnded,
    RunPaused,
    RunStarted,
    TrainerStarted,
)
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.runs.store.recording import Recording
from nnterm.runs.store.store import RunStore
from nnterm.runs.trainer.client import News, TrainerClient
from nnterm.runs.trainer.plan import Plan
from nnterm.runs.trainer.train_once import new_run

EXPERIMENT = Experiment(
    id="first",
    dataset=Dataset("moons"),
    split=Split(test=0.2, validation=0.1),
    hyperparameters=Hyperparameters(layers=(Dense(1, "sigmoid"),), epochs=4),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RunStore]:
    opened = RunStore.open(tmp_path / "runs.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def news() -> list[News]:
    return []


@pytest.fixture
def client(store: RunStore, news: list[News], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TrainerClient:
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path))
    return TrainerClient(news.append, Recording(store, pytest.fail), COMMAND)


def started(run: Run) -> RunStarted:
    return RunStarted(
        run_id=run.run_id, parameters=33, train=8, validation=1, test=2, steps_per_epoch=1, device="CPU 2 cores"
    )


def epoch(run: Run, first: int, loss: float = 0.5) -> EpochsEnded:
    return EpochsEnded(run_id=run.run_id, first=first, columns={"loss": [loss]}, seconds=0.1)


def ended(run: Run, outcome: str = "completed") -> RunEnded:
    return RunEnded(
        run_id=run.run_id,
        outcome=outcome,  # type: ignore[arg-type]
        epochs=1,
        seconds=0.2,
        evaluate={"loss": 0.4},
        evaluated_on="test",
    )


def kept(store: RunStore) -> dict[str, tuple[RunState, int]]:
    return {run.run_id: (run.state, run.epochs) for run in store.runs("lesson")}


def test_an_event_is_folded_kept_and_announced_once(client: TrainerClient, store: RunStore, news: list[News]) -> None:
    run = new_run(EXPERIMENT, "lesson")
    client.begin(run)
    for event in (started(run), epoch(run, 1)):
        client.receive(event)
        assert news[-1] == News(event, run, True)
        assert news[-1].run is run
    assert run.history["loss"] == [0.5]
    assert [len(found.history) for found in store.runs("lesson")] == [1]
    client.receive(ended(run))
    assert kept(store) == {run.run_id: (RunState.COMPLETED, 1)}
    assert len(news) == 3


def test_what_changes_nothing_is_announced_as_such(client: TrainerClient, news: list[News]) -> None:
    run = new_run(EXPERIMENT, "lesson")
    client.begin(run)
    client.receive(RunPaused(run_id=run.run_id, epoch=0))
    client.receive(RunPaused(run_id=run.run_id, epoch=0))
    client.receive(Heartbeat(phase="idle", seconds=1.0))
    assert [(each.run is run, each.changed) for each in news] == [(True, True), (True, False), (False, False)]


def test_what_an_older_run_still_says_changes_nothing(client: TrainerClient, store: RunStore, news: list[News]) -> None:
    older, run = new_run(EXPERIMENT, "lesson"), new_run(EXPERIMENT, "lesson")
    client.begin(older)
    client.receive(epoch(older, 1))
    client.begin(run)
    assert older.state is RunState.STOPPED
    client.receive(epoch(older, 2))
    client.receive(ended(older))
    assert news[-1] == News(ended(older), None, False)
    assert not client.may_continue
    client.receive(epoch(run, 1))
    assert kept(store) == {older.run_id: (RunState.STOPPED, 1), run.run_id: (RunState.RUNNING, 1)}


def test_the_model_of_a_run_is_there_until_another_begins_or_the_process_ends(client: TrainerClient) -> None:
    run = new_run(EXPERIMENT, "lesson")
    client.begin(run)
    assert not client.has_model
    client.receive(started(run))
    assert (client.has_model, client.may_continue) == (True, False)
    client.receive(ended(run))
    assert (client.has_model, client.may_continue) == (True, True)
    client.train_on()
    client.receive(RunContinued(run_id=run.run_id))
    assert (client.has_model, client.may_continue) == (True, False)
    client.receive(ended(run))
    client.fail(TrainerError("It died."))
    assert (run.state, client.has_model) == (RunState.COMPLETED, False)
    client.begin(run := new_run(EXPERIMENT, "lesson"))
    client.receive(ended(run, "diverged"))
    assert (client.has_model, client.may_continue) == (True, False)


async def test_a_run_that_began_before_the_process_is_trained_by_it(client: TrainerClient, news: list[News]) -> None:
    run = new_run(EXPERIMENT, "lesson")
    client.send(client.begin(run, Plan(pace=5.0)))
    await client.start()
    assert client.listens
    async for _ in client.events():
        if run.epochs:
            break
    await client.stop()
    assert [type(each.event) for each in news] == [TrainerStarted, RunStarted, EpochsEnded]
    assert not client.listens
    assert not run.state.over, "it waits for the next process"


async def test_a_process_that_dies_takes_the_run_with_it_and_what_it_had_is_kept(
    client: TrainerClient, store: RunStore, news: list[News]
) -> None:
    await client.start()
    run = new_run(EXPERIMENT, "lesson")
    client.send(client.begin(run))
    with pytest.raises(TrainerError, match="exit code 7") as raised:
        async for event in client.events():
            if isinstance(event, EpochsEnded):
                client.send(StopRun(run_id=run.run_id))
    client.fail(raised.value)
    assert news[-1] == News(None, run, True)
    assert kept(store) == {run.run_id: (RunState.FAILED, 1)}
    assert "exit code 7" in run.failure
    # The next process begins with the next run, not with this one.
    await client.start()
    other = new_run(EXPERIMENT, "lesson")
    client.send(client.begin(other))
    async for _ in client.events():
        if other.epochs:
            break
    await client.stop()
    assert kept(store)[run.run_id] == (RunState.FAILED, 1)


def test_without_a_store_nothing_is_kept(news: list[News]) -> None:
    client = TrainerClient(news.append)
    run = new_run(EXPERIMENT, "lesson")
    client.begin(run)
    client.receive(epoch(run, 1))
    client.receive(ended(run))
    client.settle()
    assert (run.state, len(news)) == (RunState.COMPLETED, 2)
