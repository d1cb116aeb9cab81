"""What is said of the device: true on this machine, whatever it has."""

import os

import pynvml
import pytest

from nnterm.experiment.protocol.events import TrainerReady
from nnterm.trainer.backends import TensorFlow
from nnterm.trainer.device import NO_DRIVER, cpu_name, why_no_gpu

from .child import Child


def test_the_device_is_the_one_tensorflow_uses(child: Child) -> None:
    import tensorflow as tf

    assert isinstance(child.ready, TrainerReady)
    device = child.ready.device
    assert device.kind == ("GPU" if tf.config.list_physical_devices("GPU") else "CPU")
    assert tf.__version__ in device.backend
    assert device.reason
    if device.kind == "CPU":
        assert device.name == cpu_name()
        assert device.reason == why_no_gpu(TensorFlow())


def test_cores_are_those_this_process_may_use() -> None:
    allowed = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(allowed)})
        assert cpu_name() == "CPU 1 core"
    finally:
        os.sched_setaffinity(0, allowed)
    assert cpu_name().startswith(f"CPU {len(allowed)} core")


def test_gpus_hidden_by_the_environment_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for hidden in ("", "-1", "-1,0"):
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", hidden)
        assert "CUDA_VISIBLE_DEVICES" in why_no_gpu(TensorFlow())


def test_a_missing_driver_is_distinguished_from_hidden_gpus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    reason = why_no_gpu(TensorFlow())
    try:
        pynvml.nvmlInit()
    except NO_DRIVER:
        assert "No NVIDIA driver" in reason
    else:
        assert "No NVIDIA driver" not in reason
