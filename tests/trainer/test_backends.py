"""Other backends than TensorFlow: chosen by KERAS_BACKEND, said, and driven by the same commands to the same events."""

import math
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.hyperparameters.early_stopping import EarlyStopping
from nnterm.experiment.hyperparameters.live import Change
from nnterm.experiment.protocol import commands, events
from nnterm.experiment.protocol.inspection_results import MapComputed
from nnterm.trainer.backends import BACKENDS, choose_backend

from .cases import CONVOLUTIONAL, DROPOUT, IRIS, MOONS, RECURRENT, Case
from .child import Child, history, only

LONG = MOONS.with_(epochs=100_000)


def test_without_a_wish_tensorflow_trains() -> None:
    assert choose_backend(None) == choose_backend("") == choose_backend("tensorflow") == (BACKENDS["tensorflow"], "")


def test_a_backend_that_cannot_train_is_named() -> None:
    backend, note = choose_backend("openvino")
    assert backend.name == "tensorflow"
    assert "'openvino'" in note


def test_a_backend_that_is_not_installed_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nnterm.trainer.backends.find_spec", lambda name: None)
    backend, note = choose_backend("jax")
    assert backend.name == "tensorflow"
    assert "pip install jax" in note


@pytest.fixture(scope="module", params=["jax", "torch"])
def other(request: pytest.FixtureRequest) -> Iterator[Child]:
    """A child on another backend."""
    if find_spec(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    child = Child(environment={**os.environ, "KERAS_BACKEND": request.param, "TF_CPP_MIN_LOG_LEVEL": "3"})
    child.ready = child.until(events.TrainerReady)[-1]
    yield child
    child.kill()


@pytest.mark.slow
def test_the_backend_is_named(other: Child) -> None:
    assert isinstance(other.ready, events.TrainerReady)
    assert other.ready.device.backend.split()[0] in ("JAX", "PyTorch")
    assert {"jax", "torch"} & other.ready.versions.keys()
    assert "tensorflow" not in other.ready.versions


@pytest.mark.slow
@pytest.mark.parametrize("case", [IRIS, DROPOUT, CONVOLUTIONAL, RECURRENT], ids=["dense", "dropout", "cnn", "rnn"])
def test_every_kind_of_model_trains_the_same_twice(other: Child, case: Case) -> None:
    seen = other.run(case)
    columns = history(seen)
    assert list(columns) == ["loss", "accuracy", "val_loss", "val_accuracy"]
    assert len(columns["loss"]) == case.hyperparameters.epochs
    assert columns["loss"][-1] < columns["loss"][0]
    ended = only(seen, events.RunEnded)
    assert ended.outcome == "completed"
    assert math.isfinite(ended.evaluate["loss"])
    assert history(other.run(case)) == columns


@pytest.mark.slow
def test_pause_step_resume_and_stop_change_nothing_about_the_history(other: Child) -> None:
    whole = history(other.run(MOONS.with_(epochs=6)))
    run_id = other.start(MOONS.with_(epochs=6), pause_after=2, probes=("map",))
    seen = other.until(events.RunPaused)
    assert seen[-1].epoch == 2
    other.send(commands.StepEpoch(run_id=run_id))
    seen += other.until(events.RunPaused)
    assert seen[-1].epoch == 3
    other.send(commands.ResumeRun(run_id=run_id))
    seen += other.to_end(run_id)
    assert history(seen) == whole
    assert any(isinstance(event, MapComputed) for event in seen)


@pytest.mark.slow
def test_a_long_run_is_stopped_and_evaluated(other: Child) -> None:
    run_id = other.start(LONG)
    other.until(events.EpochsEnded)
    other.send(commands.PauseRun(run_id=run_id))
    other.until(events.RunPaused)
    other.send(commands.StopRun(run_id=run_id))
    ended = other.to_end(run_id)[-1]
    assert ended.outcome == "stopped"
    assert math.isfinite(ended.evaluate["loss"])


@pytest.mark.slow
def test_a_run_is_changed_stepped_through_continued_and_stopped_early(other: Child) -> None:
    wanted = MOONS.with_(batch_size=20, dropout=0.2, epochs=6).hyperparameters
    seen = other.run(MOONS.with_(epochs=6), changes=(Change(3, wanted),))
    changed = history(seen)
    assert only(seen, events.HyperparametersChanged).epoch == 3
    assert history(other.run(MOONS.with_(epochs=6), changes=(Change(3, wanted),))) == changed
    whole = history(other.run(MOONS.with_(epochs=8)))
    assert changed["loss"][:3] == whole["loss"][:3]
    run_id = other.start(MOONS.with_(epochs=5), pause_after=1)
    seen = other.until(events.RunPaused)
    for _ in range(3):
        other.send(commands.StepBatch(run_id=run_id))
        seen += other.until(events.RunPaused)
    assert next(event for event in reversed(seen) if isinstance(event, events.StepsEnded)).step == 3
    other.send(commands.ResumeRun(run_id=run_id))
    seen += other.to_end(run_id)
    other.send(commands.ContinueRun(run_id=run_id, hyperparameters=MOONS.with_(epochs=8).hyperparameters))
    seen += other.to_end(run_id)
    assert history(seen) == whole
    rule = EarlyStopping(monitor="loss", min_delta=1.0, patience=2, restore_best_weights=True)
    ended = other.run(MOONS.with_(early_stopping=rule))[-1]
    assert (ended.outcome, ended.stopped_early_at, ended.restored_epoch) == ("completed", 3, 1)


@pytest.mark.slow
def test_a_stop_in_the_middle_of_an_epoch_is_obeyed_there(other: Child) -> None:
    # 10,000 batches take seconds on any machine.
    case = Case(Dataset("mnist10k"), Split(), CONVOLUTIONAL.hyperparameters).with_(batch_size=1, epochs=50)
    run_id = other.start(case)
    other.until(events.StepsEnded)
    other.send(commands.StopRun(run_id=run_id))
    ended = other.to_end(run_id)[-1]
    assert (ended.outcome, ended.epochs) == ("stopped", 0)


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_nothing_of_tensorflow_is_imported(backend: str) -> None:
    if find_spec(backend) is None:
        pytest.skip(f"{backend} is not installed")
    code = """
import os, sys
from nnterm.trainer import channel, worker
def end(self, *wait):
    import nnterm.trainer.session
    print("tensorflow" in sys.modules, file=sys.stderr, flush=True)
    os._exit(0)
channel.Channel.next = end
channel.Channel.listen = lambda self, stdin: None
worker.main()
"""
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "KERAS_BACKEND": backend},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.stderr.splitlines()[-1] == "False"
