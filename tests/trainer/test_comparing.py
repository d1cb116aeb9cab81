"""CPU and GPU are measured on the same training; here two halves of the CPU stand for them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from nnterm.experiment.protocol import commands, events

from .cases import IRIS
from .child import Child

pytestmark = pytest.mark.slow

ALONE = """
import tensorflow as tf
cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
import keras
from nnterm.experiment.protocol.device import comparison
from nnterm.experiment.protocol.commands import CompareDevices
from nnterm.trainer import comparing
from nnterm.trainer.backends import TensorFlow
from nnterm.trainer.device import Chosen
from nnterm.experiment.protocol.device import Device
from tests.trainer.cases import IRIS

class Second(TensorFlow):
    def place(self, gpu):
        return "CPU:1"

said, used = [], []
class Channel:
    waiting = False
    say = staticmethod(said.append)

measure = comparing.measure
def watched(command, loops, name, interrupted):
    made = loops.make
    def make(*arguments):
        loop, tensors = made(*arguments)
        arrays = [tensors["train"][0], *(variable.value for variable in loop.model.variables)]
        used.append({array.device[-5:] for array in arrays})
        return loop, tensors
    loops.make = make
    return measure(command, loops, name, interrupted)
comparing.measure = watched
command = CompareDevices(dataset=IRIS.dataset, split=IRIS.split, hyperparameters=IRIS.hyperparameters)
chosen = Chosen(Device(kind="GPU", name="GPU 0", reason=""), (0,))
comparing.compare(command, Channel, Second(), chosen)
(event,) = said
assert used == [{"CPU:0"}, {"CPU:1"}], used
for found in (event.cpu, event.gpu):
    assert found.steps > 0 and found.seconds >= comparing.MEASURED, found
assert event.operations == 6 * 32 * (4*4+4 + 4*128+128 + 128*3+3), event.operations
Channel.waiting = True
comparing.compare(command, Channel, Second(), chosen)
assert said[-1].cpu is None and "another command" in said[-1].reason, said[-1]
print("fine")
"""


def test_both_devices_are_measured_each_with_its_own_variables() -> None:
    root = Path(__file__).parents[2]
    ran = subprocess.run(
        [sys.executable, "-c", ALONE],
        cwd=root,
        env={**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert ran.stdout.endswith("fine\n"), ran.stderr[-3000:]


def test_without_a_gpu_the_cpu_is_measured_after_the_run_under_way(child: Child) -> None:
    assert isinstance(child.ready, events.TrainerReady)
    run_id = child.start(IRIS.with_(epochs=200))
    child.send(commands.CompareDevices(dataset=IRIS.dataset, split=IRIS.split, hyperparameters=IRIS.hyperparameters))
    seen = child.until(events.DevicesCompared)
    assert [event.run_id for event in seen if isinstance(event, events.RunEnded)] == [run_id]
    compared = seen[-1]
    assert compared.cpu.steps > 0
    if child.ready.device.kind == "CPU":
        assert compared.gpu is None
        assert compared.reason == child.ready.device.reason
