"""Training on a Dask cluster: a real scheduler and two workers, one of which is killed midway."""

import io
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import wait
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from dask_cluster import DaskCluster, until
from plane_lesson import LONG, write_lesson
from terminal_app import NNTERM

from nnterm import cli
from nnterm.errors import TrainerError
from nnterm.experiment.experiment import Dataset, Experiment, Split
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.runs.store.recording import Recording
from nnterm.runs.store.store import RunStore
from nnterm.runs.trainer.pool.warm_trainer import train_here
from nnterm.runs.trainer.train_once import run_of, train_each

pytest.importorskip("distributed", reason="Dask is not installed (nnterm[cluster])")
from nnterm.runs.trainer.cluster.pool import ClusterPool

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    """A cluster with one worker that stays, called `first`."""
    with DaskCluster(tmp_path_factory.mktemp("cluster")) as cluster:
        cluster.join("first")
        cluster.has_workers(1)
        yield cluster


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NNTERM_TRAINER", "")
    return tmp_path / "home"


def experiment(seed: int, epochs: int) -> Experiment:
    chosen = Hyperparameters(
        layers=(Dense(8, "relu"), Dense(1, "sigmoid")), loss="binary_crossentropy", epochs=epochs, seed=seed
    )
    dataset, split = Dataset("moons", {"samples": 80}), Split(validation=0.25)
    return Experiment(id="points", dataset=dataset, split=split, hyperparameters=chosen)


def runs(count: int, epochs: int = 3) -> list[Run]:
    return [run_of(experiment(seed, epochs), "lesson") for seed in range(count)]


def test_every_run_once_though_a_worker_is_killed_midway(cluster: DaskCluster, tmp_path: Path) -> None:
    second = cluster.join("second")
    cluster.has_workers(2)
    store = RunStore.open(tmp_path / "runs.sqlite")
    # Long enough that both workers are in the midst of one when the second one is killed.
    wanted = [*runs(8), *(run_of(experiment(seed, 4000), "lesson") for seed in range(8, 11))]
    with ClusterPool(cluster.address, recording=Recording(store, pytest.fail)) as pool:
        futures = [pool.submit(train_here, run) for run in wanted]
        until(lambda: sum(future.done() for future in futures) >= 4 and cluster.trainers(second))
        cluster.end(second)
        trained = [future.result(120) for future in futures]
    assert [run.run_id for run in trained] == [run.run_id for run in wanted]
    assert {run.state for run in trained} == {RunState.COMPLETED}
    kept = {run.run_id: run.history.columns for run in store.runs("lesson")}
    assert len(store.runs("lesson")) == len(kept) == len(wanted)
    assert kept == {run.run_id: run.history.columns for run in trained}
    (alone,) = train_each([("lesson", experiment(5, 3))])
    assert trained[5].history.columns == alone.history.columns
    assert (trained[5].evaluate, trained[5].parameters) == (alone.evaluate, alone.parameters)
    assert " via 127.0.0.1:" in trained[5].device
    store.close()


def test_trainers_stay_warm_and_leave_no_memory_taken_at_the_end(cluster: DaskCluster) -> None:
    (worker,) = cluster.workers[:1]
    with ClusterPool(cluster.address) as pool:
        pool.submit(train_here, runs(1)[0]).result(60)
        first = cluster.trainers(worker)
        pool.submit(train_here, runs(1)[0]).result(60)
        assert cluster.trainers(worker) == first
        assert len(first) == 1
    until(lambda: not cluster.trainers(worker))


def test_stopping_keeps_what_is_under_way_and_begins_nothing_more(cluster: DaskCluster, tmp_path: Path) -> None:
    store = RunStore.open(tmp_path / "runs.sqlite")
    with ClusterPool(cluster.address, recording=Recording(store, pytest.fail)) as pool:
        first = pool.submit(train_here, runs(1)[0])
        first.result(60)
        futures = [pool.submit(train_here, run) for run in runs(4, LONG)]
        until(cluster.trains)
        pool.stop()
        assert not wait(futures, 30).not_done
    under_way = [future.result() for future in futures if not future.cancelled()]
    assert {run.state for run in under_way} == {RunState.STOPPED}
    assert len(under_way) == 1
    kept = sorted(run.state.value for run in store.runs("lesson"))
    assert kept == ["completed", "stopped"]
    store.close()


def test_a_worker_with_another_nnterm_is_named_once_and_left_out(cluster: DaskCluster, tmp_path: Path) -> None:
    other = tmp_path / "other" / "nnterm"
    other.mkdir(parents=True)
    (other / "__init__.py").write_text('__version__ = "0.0.9"\n')
    old = cluster.join("old", PYTHONPATH=str(other.parent))
    cluster.has_workers(2)
    left_out: list[TrainerError] = []
    with ClusterPool(cluster.address, on_left_out=left_out.append) as pool:
        assert pool.size == 1
        trained = list(pool.map(train_here, runs(5)))
    cluster.end(old)
    assert {run.state for run in trained} == {RunState.COMPLETED}
    (error,) = left_out
    assert "has nnterm 0.0.9" in error.message


def test_a_cluster_that_vanishes_ends_the_sweep_with_a_sentence_and_keeps_what_is_done(
    tmp_path: Path, home: Path
) -> None:
    lessons = write_lesson(tmp_path / "lessons", epochs=4)
    sweep = ("sweep", "planes", "--over", f"epochs=2,{LONG}", "--seeds", "1", "--csv", "--lessons", str(lessons))
    with DaskCluster(tmp_path) as cluster:
        cluster.join("one")
        cluster.has_workers(1)
        process = subprocess.Popen(
            [*NNTERM, *sweep, "--dask", cluster.address], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.readline()
        cluster.end(cluster.scheduler)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert f"The cluster at {cluster.address} is gone." in err
    assert "the same command trains the rest" in err
    assert "Traceback" not in err
    with closing(RunStore.open()) as store:
        assert [run.state for run in store.runs("planes")] == [RunState.COMPLETED]


def test_ctrl_c_stops_a_sweep_in_order(cluster: DaskCluster, tmp_path: Path) -> None:
    lessons = write_lesson(tmp_path / "lessons", epochs=4)
    sweep = ("sweep", "planes", "--over", f"epochs=2,{LONG}", "--seeds", "1", "--csv", "--lessons", str(lessons))
    process = subprocess.Popen(
        [*NNTERM, *sweep, "--dask", cluster.address], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.readline()
    until(cluster.trains)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "1 of 2 runs were trained, and one for" in err
    assert "trains what is missing" in err


@pytest.mark.parametrize(
    ("address", "words", "code"),
    [("tcp://127.0.0.1:1", "No Dask scheduler answers", 1), ("nonsense://x", "no address of a Dask scheduler", 2)],
)
def test_an_address_without_a_scheduler_is_reported(address: str, words: str, code: int, tmp_path: Path) -> None:
    lessons = write_lesson(tmp_path / "lessons", epochs=4)
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        sweep = ["sweep", "planes", "--over", "units=2,3", "--lessons", str(lessons), "--dask", address]
        assert cli.run(sweep) == code
    assert words in err.getvalue()
