"""Which device training really uses, and why; and how busy a GPU is."""

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pynvml

from nnterm.errors import TrainerError
from nnterm.experiment.protocol.device import Device, DeviceLoad, Wanted
from nnterm.trainer import backends
from nnterm.trainer.backends import Backend

NO_DRIVER = (pynvml.NVMLError_LibraryNotFound, pynvml.NVMLError_DriverNotLoaded)

PERIOD = 1.0
"""Seconds between two samples of the GPU's load."""


@dataclass(frozen=True)
class Chosen:
    """The device that trains."""

    device: Device
    gpus: tuple[int, ...] = ()
    """Numbers of its GPUs among those the backend sees; empty for the CPU."""


def choose_device(backend: Backend, wanted: Wanted) -> Chosen:
    """Set `backend` up for the device that is wanted, and say why it is this one.

    Raises TrainerError where a GPU is requested that is not there.
    """
    count = backend.gpus()
    gpus = choose_gpus(wanted, count, lambda: why_no_gpu(backend))
    if len(gpus) > 1 and not backend.parallel:
        gpus = (freest(count),)
    backend.use(gpus)
    title = backends.title(backend)
    if not gpus:
        also = f"The CPU was requested. {backend.title} also sees {seen(count)}."
        reason = also if count else why_no_gpu(backend)
        if wanted.kind == "all":
            reason = f"All devices were requested, and there is only one. {reason}"
        return Chosen(Device(kind="CPU", name=cpu_name(), reason=reason, backend=title))
    if len(gpus) > 1:
        name = f"{len(gpus)} GPUs {gpu_name(gpus[0])}"
        reason = f"All {len(gpus)} GPUs train together: each takes an equal part of every batch."
        return Chosen(Device(kind="GPU", name=name, reason=reason, backend=title), gpus)
    (index,) = gpus
    which = ""
    if wanted.kind == "all":
        which = ", the only one" if count == 1 else f", one of {count}: only TensorFlow trains on all of them at once"
    elif wanted.index is not None:
        which = ", the one that was requested"
    elif count > 1:
        which = f", the freest of {count}"
    reason = (
        f"{backend.title} has a CUDA build and sees this GPU{which}. {in_use(nvml_handle(index))}"
        "Memory is taken as it is needed."
    )
    return Chosen(Device(kind="GPU", name=f"GPU {index} {gpu_name(index)}", reason=reason, backend=title), gpus)


def choose_gpus(wanted: Wanted, count: int, why_none: Callable[[], str]) -> tuple[int, ...]:
    """Numbers of the GPUs to use among `count` visible ones; empty for the CPU. Raises TrainerError."""
    if wanted.kind == "cpu":
        return ()
    if wanted.kind == "gpu" and (not count or (wanted.index or 0) >= count):
        subject = "A GPU was" if wanted.index is None else f"GPU {wanted.index} was"
        if not count:
            raise TrainerError(f"{subject} requested, but there is none. {why_none()}", "Use --device cpu.")
        there = f"there {'is' if count == 1 else 'are'} {seen(count)}"
        numbers = "gpu:0" if count == 1 else f"one of gpu:0 to gpu:{count - 1}"
        raise TrainerError(f"{subject} requested, but {there}.", f"Use --device cpu, or {numbers}.")
    if not count:
        return ()
    if wanted.kind == "all":
        return tuple(range(count))
    return (freest(count) if wanted.index is None else wanted.index,)


def seen(count: int) -> str:
    """The visible GPUs in words: `2 GPUs (0: NVIDIA H200, 1: NVIDIA H200)`."""
    names = ", ".join(f"{index}: {gpu_name(index)}" for index in range(count))
    return f"{count} GPU{'s' if count != 1 else ''} ({names})"


def gpu_name(index: int) -> str:
    """The name of the visible GPU `index`; `GPU` where NVML does not know."""
    handle = nvml_handle(index)
    return str(pynvml.nvmlDeviceGetName(handle)) if handle is not None else "GPU"


def cpu_name() -> str:
    """`CPU 2 cores`: the cores this process may use."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return f"CPU {cores} core{'s' if cores != 1 else ''}"


def why_no_gpu(backend: Backend) -> str:
    """Why `backend` sees no GPU, with the remedy where there is one."""
    hidden = os.environ.get("CUDA_VISIBLE_DEVICES")
    # CUDA hides every device after the first invalid number.
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
    driver = f"The driver sees {count} GPU{'s' if count > 1 else ''}, but"
    if not backend.has_cuda():
        return f"{driver} this {backend.title} has no CUDA build. Install one with: {backend.cuda}."
    return (
        f"{driver} {backend.title} could not load the CUDA libraries. "
        f"Install them with: {backend.cuda}; the trainer's log names the one that is missing."
    )


def in_use(handle: Any | None) -> str:
    """How much of the GPU's memory other programs hold, as a sentence; empty where NVML does not know."""
    if handle is None:
        return ""
    try:
        memory = pynvml.nvmlDeviceGetMemoryInfo(handle)
    except pynvml.NVMLError:
        return ""
    return f"Others use {memory.used / 2**30:.1f} of its {memory.total / 2**30:.1f} GiB. "


def freest(count: int) -> int:
    """Index of the visible GPU with the most free memory; the first where NVML does not know."""
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


def watch_load(chosen: Chosen, say: Callable[[DeviceLoad], None]) -> None:
    """Report the load of the first GPU in use every second from a thread of its own; nothing for a CPU."""
    if not chosen.gpus:
        return
    handle = nvml_handle(chosen.gpus[0])
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
