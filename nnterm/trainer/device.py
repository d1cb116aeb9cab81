"""Which device training really uses, and why; and how busy a GPU is."""

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pynvml

from nnterm.experiment.device import Device, DeviceLoad

NO_DRIVER = (pynvml.NVMLError_LibraryNotFound, pynvml.NVMLError_DriverNotLoaded)

PERIOD = 1.0
"""Seconds between two samples of the GPU's load."""


def choose_device() -> Device:
    """Set TensorFlow up for the freest GPU it sees, else for the CPU, and say why."""
    import tensorflow as tf

    backend = f"TensorFlow {tf.__version__}"
    gpus = tf.config.list_physical_devices("GPU")
    if not gpus:
        return Device(kind="CPU", name=cpu_name(), reason=why_no_gpu(tf), backend=backend)
    index = freest(len(gpus))
    tf.config.set_visible_devices(gpus[index], "GPU")
    # Memory is taken as it is needed: others on the same card must be able to work.
    tf.config.experimental.set_memory_growth(gpus[index], True)
    # The same seed shall give the same history on a GPU too.
    tf.config.experimental.enable_op_determinism()
    handle = nvml_handle(index)
    name = pynvml.nvmlDeviceGetName(handle) if handle is not None else "GPU"
    others = f", the freest of {len(gpus)}" if len(gpus) > 1 else ""
    reason = f"TensorFlow has a CUDA build and sees this GPU{others}. {in_use(handle)}Memory is taken as it is needed."
    return Device(kind="GPU", name=f"GPU {index} {name}", reason=reason, backend=backend)


def cpu_name() -> str:
    """`CPU 2 cores`: the cores this process may use."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return f"CPU {cores} core{'s' if cores != 1 else ''}"


def why_no_gpu(tf: Any) -> str:
    """Why TensorFlow sees no GPU, with the remedy where there is one."""
    hidden = os.environ.get("CUDA_VISIBLE_DEVICES")
    # CUDA hides every device behind the first number that is none.
    if hidden is not None and (not hidden.strip() or hidden.strip().startswith("-1")):
        return f"GPUs are hidden: CUDA_VISIBLE_DEVICES is {hidden!r}. Unset it to let nnterm see them."
    try:
        pynvml.nvmlInit()
        count = int(pynvml.nvmlDeviceGetCount())
    except NO_DRIVER:
        return "No NVIDIA driver was found, so training runs on the CPU. For these lessons that is fast enough."
    except pynvml.NVMLError_LibRmVersionMismatch:
        return "The NVIDIA driver was updated while the old one is still loaded. Restart the computer to use the GPU."
    except pynvml.NVMLError as error:
        return f"The NVIDIA driver does not answer ({error}), so training runs on the CPU. See what nvidia-smi says."
    if count == 0:
        return "There is an NVIDIA driver, but no GPU behind it. Training runs on the CPU."
    seen = f"The driver sees {count} GPU{'s' if count > 1 else ''}, but"
    if not tf.test.is_built_with_cuda():
        return f"{seen} this TensorFlow has no CUDA build. Install one with: pip install 'nnterm[gpu]'."
    return (
        f"{seen} TensorFlow could not load the CUDA libraries. "
        "Install them with: pip install 'nnterm[gpu]'; the trainer's log names the one that is missing."
    )


def in_use(handle: Any | None) -> str:
    """How much of the GPU's memory other programs hold, as a sentence; empty where NVML cannot tell."""
    if handle is None:
        return ""
    try:
        memory = pynvml.nvmlDeviceGetMemoryInfo(handle)
    except pynvml.NVMLError:
        return ""
    return f"Others use {memory.used / 2**30:.1f} of its {memory.total / 2**30:.1f} GiB. "


def freest(count: int) -> int:
    """Index of the visible GPU with the most free memory; the first where NVML cannot tell."""
    free = []
    for index in range(count):
        handle = nvml_handle(index)
        memory = 0
        if handle is not None:
            with suppress(pynvml.NVMLError):
                memory = int(pynvml.nvmlDeviceGetMemoryInfo(handle).free)
        free.append(memory)
    return free.index(max(free))


def nvml_handle(index: int) -> Any | None:
    """NVML's handle of the visible GPU `index`: CUDA_VISIBLE_DEVICES counts otherwise than NVML does."""
    visible = [part.strip() for part in os.environ.get("CUDA_VISIBLE_DEVICES", "").split(",") if part.strip()]
    try:
        pynvml.nvmlInit()
        if index < len(visible) and not visible[index].isdigit():
            return pynvml.nvmlDeviceGetHandleByUUID(visible[index].encode())
        number = int(visible[index]) if index < len(visible) else index
        return pynvml.nvmlDeviceGetHandleByIndex(number)
    except pynvml.NVMLError:
        return None


def watch_load(device: Device, say: Callable[[DeviceLoad], None]) -> None:
    """Report the load of the GPU in `device` every second from a thread of its own; nothing for a CPU."""
    if device.kind != "GPU":
        return
    handle = nvml_handle(int(device.name.split()[1]))
    if handle is None:
        return

    def watch() -> None:
        bell = threading.Event()
        while not bell.wait(PERIOD):
            try:
                memory = pynvml.nvmlDeviceGetMemoryInfo(handle)
                busy = pynvml.nvmlDeviceGetUtilizationRates(handle).gpu
            except pynvml.NVMLError:
                return
            say(DeviceLoad(utilization=int(busy), memory_used=int(memory.used), memory_total=int(memory.total)))

    threading.Thread(target=watch, name="device-load", daemon=True).start()
