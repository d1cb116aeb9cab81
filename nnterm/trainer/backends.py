"""The libraries that Keras runs on: which one is chosen, what GPUs it sees, and how it is made to use them.

Nothing here imports Keras: a library must know its device before Keras looks for one.
"""

import os
from importlib.util import find_spec
from typing import Any, Protocol

from nnterm.installed import installed_version


class Backend(Protocol):
    """A library that Keras runs on."""

    name: str
    """As KERAS_BACKEND has it: `tensorflow`, `jax`, `torch`. Also the name of its package."""
    title: str
    """As people write it."""
    cuda: str
    """The command that installs its CUDA libraries."""
    parallel: bool
    """Whether it trains on several GPUs at once here."""

    def gpus(self) -> int:
        """How many GPUs it sees; imports the library."""

    def has_cuda(self) -> bool:
        """Whether it was built for NVIDIA GPUs at all."""

    def use(self, gpus: tuple[int, ...]) -> None:
        """Train on the GPUs of these numbers, on the CPU where there are none; memory is taken as it is needed."""

    def place(self, gpu: int) -> str:
        """What Keras's `device` calls the GPU `gpu` among those in use."""

    def together(self, gpus: tuple[int, ...]) -> Any:
        """A function that opens the scope in which models train on all `gpus` at once, where it is `parallel`."""


class TensorFlow:
    """TensorFlow, the backend that nnterm installs."""

    name, title = "tensorflow", "TensorFlow"
    cuda = "pip install 'nnterm[gpu]'"
    parallel = True

    def gpus(self) -> int:
        """Physical GPUs."""
        import tensorflow as tf

        return len(tf.config.list_physical_devices("GPU"))

    def has_cuda(self) -> bool:
        """Whether this build knows CUDA."""
        import tensorflow as tf

        return bool(tf.test.is_built_with_cuda())

    def use(self, gpus: tuple[int, ...]) -> None:
        """Make these GPUs visible alone."""
        import tensorflow as tf

        physical = tf.config.list_physical_devices("GPU")
        if not physical:
            return
        chosen = [physical[index] for index in gpus]
        tf.config.set_visible_devices(chosen, "GPU")
        for gpu in chosen:
            # Memory is taken as it is needed: others on the same card must be able to work.
            tf.config.experimental.set_memory_growth(gpu, True)
        # The same seed must give the same history on a GPU too.
        tf.config.experimental.enable_op_determinism()

    def place(self, gpu: int) -> str:
        """Hidden GPUs are not counted, and one alone is visible."""
        return "GPU:0"

    def together(self, gpus: tuple[int, ...]) -> Any:
        """The scope of a mirrored strategy over the visible GPUs."""
        import tensorflow as tf

        return tf.distribute.MirroredStrategy([f"GPU:{number}" for number in range(len(gpus))]).scope


class Jax:
    """JAX."""

    name, title = "jax", "JAX"
    cuda = "pip install 'jax[cuda13]'"
    parallel = False

    def gpus(self) -> int:
        """CUDA devices."""
        # Otherwise JAX takes three quarters of a card at once.
        os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
        import jax

        try:
            return len(jax.devices("gpu"))
        except RuntimeError:
            return 0

    def has_cuda(self) -> bool:
        """Whether its plugin for CUDA is installed."""
        return any(find_spec(f"jax_cuda{major}_plugin") for major in (12, 13))

    def use(self, gpus: tuple[int, ...]) -> None:
        """Put arrays there that are not put elsewhere."""
        import jax

        jax.config.update("jax_default_device", jax.devices("gpu")[gpus[0]] if gpus else jax.devices("cpu")[0])

    def place(self, gpu: int) -> str:
        """JAX sees all GPUs."""
        return f"gpu:{gpu}"

    def together(self, gpus: tuple[int, ...]) -> Any:
        """Keras's data parallelism on JAX takes no ragged last batch."""
        raise NotImplementedError


class Torch:
    """PyTorch."""

    name, title = "torch", "PyTorch"
    cuda = "a CUDA build from pytorch.org"
    parallel = False

    def gpus(self) -> int:
        """CUDA devices."""
        import torch

        return int(torch.cuda.device_count())

    def has_cuda(self) -> bool:
        """Whether this build knows CUDA."""
        import torch

        return torch.version.cuda is not None

    def use(self, gpus: tuple[int, ...]) -> None:
        """Tell Keras, which reads it when it is imported."""
        os.environ["KERAS_TORCH_DEVICE"] = f"cuda:{gpus[0]}" if gpus else "cpu"

    def place(self, gpu: int) -> str:
        """PyTorch sees all GPUs."""
        return f"gpu:{gpu}"

    def together(self, gpus: tuple[int, ...]) -> Any:
        """Keras has no data parallelism on PyTorch."""
        raise NotImplementedError


BACKENDS: dict[str, Backend] = {backend.name: backend for backend in (TensorFlow(), Jax(), Torch())}
"""Every backend that can train here, by its name."""


def choose_backend(wanted: str | None) -> tuple[Backend, str]:
    """The backend that KERAS_BACKEND names, and a sentence that is empty unless it is another one than requested."""
    default = BACKENDS["tensorflow"]
    if not wanted or wanted == default.name:
        return default, ""
    found = BACKENDS.get(wanted)
    if found is None:
        known = ", ".join(BACKENDS)
        return default, f"KERAS_BACKEND is {wanted!r}, which cannot train here; TensorFlow does. Known: {known}."
    if find_spec(found.name) is None:
        return default, (
            f"KERAS_BACKEND asks for {found.title}, which is not installed; TensorFlow trains instead. "
            f"Install it with: pip install {found.name}."
        )
    return found, ""


def title(backend: Backend) -> str:
    """Name and version, `JAX 0.10.2`."""
    return f"{backend.title} {installed_version(backend.name)}"
