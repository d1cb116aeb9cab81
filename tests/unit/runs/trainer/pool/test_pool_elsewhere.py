"""A pool whose trainers are started by several commands: one that vanishes is replaced, or the others do without it."""

import threading
from collections.abc import Iterator
from concurrent.futures import wait
from contextlib import contextmanager
from pathlib import Path

import pytest
from scripted_process import Script, losses, run_with

from nnterm.errors import ProtocolError, TrainerError
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.runs.trainer.link import other_version
from nnterm.runs.trainer.pool.pool import TrainerPool
from nnterm.runs.trainer.pool.size import PoolSize
from nnterm.runs.trainer.pool.train_all import train_all
from nnterm.runs.trainer.pool.warm_trainer import train_here

NEAR, FAR = ("ssh", "near"), ("ssh", "far")
REFUSED = TrainerError("far refuses the connection.", "Look at the port.")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path))


class LeftOut(list[TrainerError]):
    """The reasons why trainers were left out; those that are near train nothing before the first of them."""

    def __init__(self) -> None:
        self._first = threading.Event()

    def append(self, error: TrainerError) -> None:
        super().append(error)
        self._first.set()

    def dies(self, seed: int, attempt: int) -> bool:
        """For a trainer that is near: never, once it is known that another is left out."""
        return not self._first.wait(10)


@contextmanager
def pool_of(
    script: Script, *commands: tuple[str, ...], left_out: LeftOut | None = None
) -> Iterator[tuple[TrainerPool, list[TrainerError]]]:
    left_out = left_out if left_out is not None else LeftOut()
    size = PoolSize(len(commands), "", commands)
    with TrainerPool(size, on_left_out=left_out.append, new_process=script) as pool:
        try:
            yield pool, left_out
        finally:
            pool.stop()


def whole(trained: list[Run], seeds: int) -> bool:
    """Whether all of them were trained to their ends, in their order."""
    assert {run.state for run in trained} == {RunState.COMPLETED}
    return [run.history["loss"] for run in trained] == [losses(seed) for seed in range(seeds)]


def test_each_command_has_its_trainers() -> None:
    script = Script(waits=lambda seed: True)
    with pool_of(script, NEAR, FAR, FAR) as (pool, _):
        futures = [pool.submit(train_here, run_with(seed)) for seed in range(3)]
        for _ in futures:
            assert script.waiting.acquire(timeout=10)
        pool.stop()
        wait(futures, 10)
    assert sorted(script.trained_by.values()) == ["ssh far", "ssh far", "ssh near"]


def test_one_that_cannot_be_reached_is_left_out_with_one_sentence_and_its_runs_are_trained_elsewhere() -> None:
    left_out = LeftOut()
    script = Script(left_out.dies, away=lambda command, process: REFUSED if command == "ssh far" else None)
    with pool_of(script, FAR, NEAR, FAR, left_out=left_out) as (pool, _):
        assert whole(list(pool.map(train_here, [run_with(seed) for seed in range(8)])), 8)
    assert [str(error) for error in left_out] == [str(REFUSED)]
    assert set(script.trained_by.values()) == {"ssh near"}
    assert set(script.attempts.values()) == {1}


def test_one_that_vanishes_and_comes_back_goes_on() -> None:
    # The near one is busy until the end: whatever is lost comes back to the far one.
    script = Script(dies=lambda seed, attempt: seed == 3 and attempt == 1, waits=lambda seed: seed == 0)
    with pool_of(script, NEAR, FAR) as (pool, left_out):
        futures = [pool.submit(train_here, run_with(seed)) for seed in range(6)]
        trained = [future.result(10).history["loss"] for future in futures[1:]]
        assert trained == [losses(seed) for seed in range(1, 6)]
        pool.stop()
        wait(futures, 10)
    assert (left_out, script.attempts[3]) == ([], 2)


def test_one_that_vanishes_for_good_is_left_out_and_what_it_was_at_is_trained_elsewhere() -> None:
    left_out = LeftOut()
    script = Script(
        dies=lambda seed, attempt: script.trained_by[seed] == "ssh far" or left_out.dies(seed, attempt),
        away=lambda command, process: REFUSED if command == "ssh far" and process > 1 else None,
    )
    with pool_of(script, FAR, NEAR, left_out=left_out) as (pool, _):
        assert whole(list(pool.map(train_here, [run_with(seed) for seed in range(8)])), 8)
    assert len(left_out) == 1
    assert script.processes == 3
    assert sorted(script.attempts.values()) == [1] * 7 + [2]


def test_one_of_another_version_is_named_and_the_others_go_on() -> None:
    left_out = LeftOut()
    away = {"ssh far": other_version(FAR, 5, 6)}
    script = Script(left_out.dies, away=lambda command, process: away.get(command))
    with pool_of(script, FAR, NEAR, left_out=left_out) as (pool, _):
        assert whole(list(pool.map(train_here, [run_with(seed) for seed in range(4)])), 4)
    (error,) = left_out
    assert "`ssh far` speaks protocol 5" in error.message
    assert script.started["ssh far"] == 1


@pytest.mark.parametrize(("reason", "processes"), [(REFUSED, 3), (other_version(FAR, 5, 6), 2)])
def test_where_nobody_is_left_every_run_that_waits_hears_why(
    reason: TrainerError | ProtocolError, processes: int
) -> None:
    script = Script(away=lambda command, process: reason)
    with pool_of(script, NEAR, FAR) as (pool, left_out):
        futures = [pool.submit(train_here, run_with(seed)) for seed in range(5)]
        assert not wait(futures, 10).not_done
        assert {str(future.exception()) for future in futures} == {str(reason)}
        assert str(pool.submit(train_here, run_with(9)).exception(10)) == str(reason)
    assert len(left_out) == 1
    assert not script.attempts
    assert script.processes == processes, "the last one is tried once more where that may help"


def test_a_run_lost_while_the_pool_closes_is_trained_by_those_that_are_left() -> None:
    is_closed, near_is_done = threading.Event(), threading.Event()
    script = Script(
        dies=lambda seed, attempt: script.trained_by[seed] == "ssh far" and is_closed.wait(10),
        away=lambda command, process: REFUSED if command == "ssh far" and process > 1 else None,
    )
    pool = TrainerPool(PoolSize(2, "", (FAR, NEAR)), new_process=script)
    futures = [pool.submit(train_here, run_with(seed)) for seed in range(2)]
    for future in futures:
        future.add_done_callback(lambda _: near_is_done.set())
    assert near_is_done.wait(10)
    pool.shutdown(wait=False)
    is_closed.set()
    assert not wait(futures, 10).not_done
    assert whole([future.result(0) for future in futures], 2)


def test_the_sentence_reaches_whoever_trains_all() -> None:
    left_out, over = LeftOut(), []
    script = Script(left_out.dies, away=lambda command, process: REFUSED if command == "ssh far" else None)
    runs = [run_with(seed) for seed in range(4)]
    train_all(runs, PoolSize(2, "", (FAR, NEAR)), over.append, report=left_out.append, new_process=script)
    assert {run.run_id for run in over} == {run.run_id for run in runs}
    assert [error.message for error in left_out] == ["far refuses the connection."]
