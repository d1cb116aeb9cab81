"""What goes to a worker and what comes back, as JSON; and a cluster that cannot be used, in words."""

import math
import sys
from pathlib import Path

import msgspec
import pytest
from good_lesson import GOOD, write
from scripted_process import losses, run_with

from nnterm import __version__
from nnterm.commands.training import sweep
from nnterm.errors import TrainerError, UsageError
from nnterm.experiment.protocol.events import EpochsEnded, RunEnded, RunStarted
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.runs.trainer.cluster.task import (
    Answer,
    Task,
    answer_with,
    answer_without,
    finished_run,
    task_of,
    version_of,
    wanted_run,
)

WORKER = "tcp://10.0.0.7:40001"


def trained(run: Run) -> Run:
    """What a worker makes of `run`: its second loss is no number."""
    run.apply(
        RunStarted(run_id=run.run_id, parameters=3, train=8, validation=0, test=2, steps_per_epoch=1, device="CPU")
    )
    run.apply(EpochsEnded(run_id=run.run_id, first=1, columns={"loss": [0.5, None, *losses(1)]}, seconds=0.25))
    ended = {"outcome": "diverged", "epochs": 5, "seconds": 0.5, "evaluate": {"loss": None}, "evaluated_on": "test"}
    run.apply(RunEnded(run_id=run.run_id, diverged_at=2, **ended))
    return run


def test_a_task_is_the_run_that_is_wanted() -> None:
    wanted = run_with(3)
    task = msgspec.json.decode(task_of(wanted, "session"), type=Task)
    assert wanted_run(task) == wanted
    assert (task.session, version_of(task_of(wanted, "session"))) == ("session", __version__)


def test_the_finished_run_comes_back_as_it_was() -> None:
    wanted = run_with(3)
    whole = trained(wanted_run(msgspec.json.decode(task_of(wanted, "session"), type=Task)))
    found = finished_run(wanted, msgspec.json.decode(answer_with(whole, WORKER), type=Answer))
    assert found.state is RunState.DIVERGED
    assert repr(found.history.columns) == repr(whole.history.columns), "NaN is no equal of itself"
    assert math.isnan(found.evaluate["loss"])
    assert found.device == "CPU via 10.0.0.7:40001"
    alike = {"device": "", "history": whole.history, "evaluate": whole.evaluate}
    assert msgspec.structs.replace(found, **alike) == msgspec.structs.replace(whole, **alike)


def test_an_answer_without_a_run_has_the_reason() -> None:
    reason = TrainerError("The trainer could not be started.", "See `nnterm doctor`.")
    answer = msgspec.json.decode(answer_without(WORKER, reason), type=Answer)
    assert (answer.message, answer.remedy, answer.worker) == (*reason.args, reason.remedy, WORKER)
    assert not answer.outcome
    assert version_of(b'{"version": "9.0", "something": ["new"]}') == "9.0"
    assert version_of(b"{}") == ""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NNTERM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NNTERM_TRAINER", "")
    write(tmp_path, GOOD)
    return tmp_path


def test_without_dask_the_line_that_installs_it_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError) as raised:
        sweep.run("dense-iris/iris-20", [], ["units=2,3"], 1, form="csv", folder=str(home), dask="tcp://127.0.0.1:8786")
    assert "pip install 'nnterm[cluster]'" in raised.value.remedy


def test_how_many_a_worker_trains_is_said_where_it_is_started(home: Path) -> None:
    with pytest.raises(UsageError) as raised:
        sweep.run("dense-iris/iris-20", [], ["units=2,3"], 1, form="csv", folder=str(home), jobs=2, dask="tcp://x:1")
    assert "--nthreads" in raised.value.remedy
