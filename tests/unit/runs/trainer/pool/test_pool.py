"""The pool: several trainers at once, each run trained once whatever becomes of them."""

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, wait
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from scripted_process import Script, losses, run_with

from nnterm.errors import TrainerError
from nnterm.experiment.protocol.events import EpochsEnded, Event
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.runs.store.recording import Recording
from nnterm.runs.store.store import RunStore
from nnterm.runs.trainer.pool import pool as module
from nnterm.runs.trainer.pool.pool import TrainerPool
from nnterm.runs.trainer.pool.size import PoolSize
from nnterm.runs.trainer.pool.warm_trainer import train_here


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path))
    monkeypatch.setenv("NNTERM_TRAINER", "")


@contextmanager
def pool_of(trainers: int, script: Script, recording: Recording | None = None) -> Iterator[TrainerPool]:
    with TrainerPool(PoolSize(trainers, ""), recording=recording, new_process=script) as pool:
        try:
            yield pool
        finally:
            pool.stop()


def test_every_run_comes_back_whole_under_its_id() -> None:
    script = Script()
    wanted = [run_with(seed) for seed in range(7)]
    with pool_of(3, script) as pool:
        trained = list(pool.map(train_here, wanted))
    assert [run.run_id for run in trained] == [run.run_id for run in wanted]
    assert [run.history["loss"] for run in trained] == [losses(seed) for seed in range(7)]
    assert {run.state for run in trained} == {RunState.COMPLETED}
    assert {run.state for run in wanted} == {RunState.REQUESTED}, "what was asked for stays as it is"
    assert sorted(script.ended) == list(range(7))


def test_runs_are_trained_at_once() -> None:
    script = Script()
    script.meeting = threading.Barrier(2)
    with pool_of(2, script) as pool:
        wait([pool.submit(train_here, run_with(seed)) for seed in (1, 2)])
    assert not script.meeting.broken


def test_it_is_an_executor_that_calls_anything() -> None:
    with pool_of(1, Script()) as pool:
        assert isinstance(pool, Executor)
        assert pool.submit(divmod, 7, 2).result() == (3, 1)
        with pytest.raises(ZeroDivisionError):
            pool.submit(divmod, 7, 0).result()
    with pytest.raises(RuntimeError):
        pool.submit(divmod, 7, 2)


def test_a_trainer_that_dies_is_replaced_and_its_run_trained_again(tmp_path: Path) -> None:
    script = Script(dies=lambda seed, attempt: seed == 1 and attempt == 1)
    store = RunStore.open(tmp_path / "runs.sqlite")
    with pool_of(1, script, Recording(store, pytest.fail)) as pool:
        first, second = pool.map(train_here, [run_with(1), run_with(2)])
    assert (first.state, first.history["loss"]) == (RunState.COMPLETED, losses(1))
    assert script.attempts == {1: 2, 2: 1}
    assert script.processes == 2
    kept = {run.run_id: (run.state, run.history["loss"]) for run in store.runs("lesson")}
    assert kept == {run.run_id: (RunState.COMPLETED, run.history["loss"]) for run in (first, second)}
    store.close()


def test_a_run_that_its_trainer_dies_of_twice_is_a_failed_one() -> None:
    script = Script(dies=lambda seed, attempt: seed == 1)
    with pool_of(1, script) as pool:
        first, second = pool.map(train_here, [run_with(1), run_with(2)])
    assert first.state is RunState.FAILED
    assert "ended" in first.failure
    assert second.state is RunState.COMPLETED
    assert script.attempts == {1: 2, 2: 1}


def test_where_memory_is_short_a_dead_trainer_is_not_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "has_room", lambda: False)
    script = Script(dies=lambda seed, attempt: attempt == 1 and seed < 3)
    with pool_of(3, script) as pool:
        trained = list(pool.map(train_here, [run_with(seed) for seed in range(9)]))
        assert pool.size == 1, "the last one is replaced all the same"
    assert [run.history["loss"] for run in trained] == [losses(seed) for seed in range(9)]


def test_one_run_is_cancelled_and_the_others_go_on() -> None:
    script = Script(waits=lambda seed: seed == 1)
    with pool_of(1, script) as pool:
        futures = [pool.submit(train_here, run_with(seed)) for seed in (1, 2, 3)]
        assert script.waiting.acquire(timeout=10)
        pool.cancel(futures[1])
        pool.cancel(futures[0])
        stopped, last = futures[0].result(10), futures[2].result(10)
    assert futures[1].cancelled()
    assert (stopped.state, stopped.epochs) == (RunState.STOPPED, 1)
    assert last.state is RunState.COMPLETED
    assert script.attempts == {1: 1, 3: 1}


def test_stopping_keeps_what_is_done_and_begins_nothing_more(tmp_path: Path) -> None:
    script = Script(waits=lambda seed: seed in (2, 3))
    store = RunStore.open(tmp_path / "runs.sqlite")
    with pool_of(2, script, Recording(store, pytest.fail)) as pool:
        futures = [pool.submit(train_here, run_with(seed)) for seed in range(1, 7)]
        for _ in range(2):
            assert script.waiting.acquire(timeout=10)
        pool.stop()
        assert not wait(futures, 10).not_done
    states = ["cancelled" if future.cancelled() else future.result().state.value for future in futures]
    assert states == ["completed", "stopped", "stopped", "cancelled", "cancelled", "cancelled"]
    assert sorted(run.state.value for run in store.runs("lesson")) == ["completed", "stopped", "stopped"]
    store.close()


def test_events_of_all_runs_are_announced_one_call_at_a_time() -> None:
    busy = threading.Lock()
    heard: dict[str, list[float]] = {}
    collisions: list[Event] = []

    def listen(run: Run, event: Event) -> None:
        if not busy.acquire(blocking=False):
            collisions.append(event)
            return
        for _ in range(2000):
            """Time for another thread to come in."""
        if isinstance(event, EpochsEnded):
            heard[run.run_id] = list(run.history["loss"])
        busy.release()

    wanted = [run_with(seed) for seed in range(40)]
    before = sys.getswitchinterval()
    # Threads that may call at once then do.
    sys.setswitchinterval(1e-6)
    try:
        with TrainerPool(PoolSize(8, ""), listener=listen, new_process=Script()) as pool:
            list(pool.map(train_here, wanted))
    finally:
        sys.setswitchinterval(before)
    assert not collisions
    assert heard == {run.run_id: losses(run.hyperparameters.seed) for run in wanted}


def test_a_trainer_that_cannot_be_started_says_so_once_for_each_run() -> None:
    with pool_of(2, Script(startable=False)) as pool, pytest.raises(TrainerError, match="no such trainer"):
        pool.submit(train_here, run_with(1)).result(10)


def test_each_model_is_compiled_by_one_trainer_as_long_as_there_are_others() -> None:
    script = Script(key=lambda chosen: chosen.batch_size)
    script.meeting = threading.Barrier(2)
    seeds = [run_with(seed) for seed in range(3)]
    wanted = [
        msgspec.structs.replace(
            run,
            run_id=f"{size}-{run.run_id}",
            hyperparameters=msgspec.structs.replace(run.hyperparameters, batch_size=size),
        )
        for size in (8, 16, 32, 64)
        for run in seeds
    ]
    with pool_of(2, script) as pool:
        list(pool.map(train_here, wanted))
    # In step with each other, they take a size each with all its seeds.
    assert [sorted(script.begun[pair : pair + 2]) for pair in range(0, 12, 2)] == [[8, 16]] * 3 + [[32, 64]] * 3
