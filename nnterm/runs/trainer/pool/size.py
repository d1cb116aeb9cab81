"""How many trainers train at once: one a core, and no more than fit into memory."""

import os
from typing import NamedTuple

from nnterm.errors import UsageError
from nnterm.experiment.protocol.device import DEVICE_VARIABLE
from nnterm.runs.trainer.chosen_trainer import chosen_trainer
from nnterm.runs.trainer.process import COMMAND
from nnterm.system.memory import available_memory

TRAINER_MEMORY = 700 * 2**20
"""Bytes of one trainer with a small model: 680 MB were measured, most of them TensorFlow itself."""

MOST = 64
"""Trainers at once; more are a mistake."""


class PoolSize(NamedTuple):
    """How many trainers a pool has, and why so many."""

    trainers: int
    reason: str
    """A sentence."""


def pool_size(tasks: int, wanted: int | None = None) -> PoolSize:
    """The trainers for `tasks` runs: as many as `wanted`, else one a core, and as many as there is memory for.

    A trainer elsewhere, or one on a chosen GPU, is alone unless more are wanted. Raises UsageError for a number that
    cannot be.
    """
    if wanted is not None and not 1 <= wanted <= MOST:
        raise UsageError(f"{wanted} trainers cannot train at once.", f"Choose 1 to {MOST}.")
    is_here = chosen_trainer() == COMMAND
    count, why = wanted or cores(), "as requested" if wanted else "one a core"
    if wanted is None and not is_here:
        count, why = 1, "it is elsewhere, and --jobs says how many may run there"
    elif wanted is None and (os.environ.get(DEVICE_VARIABLE) or "cpu") != "cpu":
        count, why = 1, "it has the chosen device for itself"
    if tasks < count:
        count, why = max(1, tasks), "there is no more to train"
    free = available_memory()
    if is_here and free is not None and count > max(1, free // TRAINER_MEMORY):
        count = max(1, free // TRAINER_MEMORY)
        why = f"{free / 2**30:.1f} GB of memory are free, and each takes about {TRAINER_MEMORY / 2**20:.0f} MB"
    subject = "1 trainer trains" if count == 1 else f"{count} trainers train at once"
    return PoolSize(count, f"{subject}: {why}.")


def refusal() -> str:
    """Why no trainer can be started beside those that there are; empty where one can."""
    free = available_memory()
    if chosen_trainer() != COMMAND or free is None or free >= TRAINER_MEMORY:
        return ""
    each = f"{TRAINER_MEMORY / 2**20:.0f} MB"
    return f"No trainer more fits into memory: {free / 2**20:.0f} MB are free, and each takes about {each}."


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def has_room() -> bool:
    """Whether there is memory for one more trainer, as far as the system says."""
    free = available_memory()
    return free is None or free >= TRAINER_MEMORY
