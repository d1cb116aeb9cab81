"""Which GPUs are used, by whose choice; and training on several devices at once, here two halves of the CPU."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from nnterm.errors import TrainerError, UsageError
from nnterm.experiment.protocol.device import Wanted, parse_wanted
from nnterm.trainer import device
from nnterm.trainer.device import choose_gpus


def none() -> str:
    return "No driver."


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second GPU has the most free memory."""
    monkeypatch.setattr(device, "freest", lambda count: min(1, count - 1))
    monkeypatch.setattr(device, "gpu_name", lambda index: "Card")


@pytest.mark.parametrize(
    ("wanted", "count", "chosen"),
    [
        ("", 0, ()),
        ("", 1, (0,)),
        ("", 3, (1,)),
        ("cpu", 3, ()),
        ("gpu", 3, (1,)),
        ("gpu:2", 3, (2,)),
        ("all", 3, (0, 1, 2)),
        ("all", 1, (0,)),
        ("all", 0, ()),
    ],
)
def test_the_gpus_that_are_used(wanted: str, count: int, chosen: tuple[int, ...], memory: None) -> None:
    assert choose_gpus(parse_wanted(wanted), count, none) == chosen


def test_a_gpu_that_is_not_there_is_refused_with_those_that_are(memory: None) -> None:
    with pytest.raises(TrainerError, match=r"GPU 2 was requested, but there are 2 GPUs \(0: Card, 1: Card\)") as error:
        choose_gpus(Wanted("gpu", 2), 2, none)
    assert "gpu:0 to gpu:1" in error.value.remedy
    with pytest.raises(TrainerError, match=r"A GPU was requested, but there is none\. No driver\."):
        choose_gpus(Wanted("gpu"), 0, none)


@pytest.mark.parametrize("text", ["gpu:", "gpu:-1", "gpu:x", "tpu", "cuda:0", "0"])
def test_what_is_no_device_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a device"):
        parse_wanted(text)


ALONE = """
import json, sys
import tensorflow as tf
cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
tf.config.experimental.enable_op_determinism()
from nnterm.errors import HyperparameterError
from nnterm.trainer.loops.keras_loops import FitLoops
from tests.trainer.cases import CONVOLUTIONAL, MOONS, SENTENCES
from tests.trainer.training import train

def run(case, loops):
    loop, parts = loops.make(case.dataset, loops.load(case.dataset, case.split), case.hyperparameters)
    history = train(loop, case.hyperparameters.epochs)
    answers = loop.predict(parts["train"][0][:3])
    return history, list(loop.evaluate(parts["train"]))[-1], len(answers)

together = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"]).scope
try:
    run(MOONS.with_(batch_size=7), FitLoops(together, 2))
except HyperparameterError as error:
    assert "8" in error.remedy
else:
    sys.exit("a batch of 7 rows on two devices")
for case in (MOONS.with_(epochs=4), MOONS.with_(epochs=3, batch_size=58), CONVOLUTIONAL, SENTENCES):
    (one, evaluated, rows), (two, also, both) = run(case, FitLoops()), run(case, FitLoops(together, 2))
    assert rows == both == 3
    assert list(one) == list(two)
    for key in one:
        for a, b in zip(one[key], two[key], strict=True):
            assert abs(a - b) < 1e-4, (case, key, one[key], two[key])
    assert abs(evaluated["loss"] - also["loss"]) < 1e-4
"""


@pytest.mark.slow
def test_two_devices_train_like_one() -> None:
    # A process of its own: TensorFlow cannot divide a device that it has used.
    root = Path(__file__).parents[2]
    ran = subprocess.run(
        [sys.executable, "-c", ALONE],
        cwd=root,
        env={**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"},
        capture_output=True,
        text=True,
        timeout=800,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
