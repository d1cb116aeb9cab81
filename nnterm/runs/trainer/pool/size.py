"""How many trainers train at once, and where: one a core here, and no more than fit into memory."""

import os
from collections import Counter
from itertools import zip_longest
from typing import NamedTuple

from nnterm.errors import UsageError
from nnterm.experiment.protocol.device import DEVICE_VARIABLE
from nnterm.runs.trainer.chosen_trainer import chosen_trainers
from nnterm.runs.trainer.command import COMMAND
from nnterm.runs.trainer.link import via
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
    commands: tuple[tuple[str, ...], ...] = ()
    """What starts each of them; where it is empty, all are started by the chosen command."""


def pool_size(tasks: int, wanted: int | None = None) -> PoolSize:
    """The trainers for `tasks` runs: as many as `wanted`, else one a core, and as many as there is memory for.

    A trainer elsewhere, or one on a chosen GPU, is alone unless more are wanted. Where several commands are chosen,
    there are `wanted` of each. Raises UsageError for a number that cannot be.
    """
    commands = chosen_trainers()
    if wanted is not None and not 1 <= wanted * len(commands) <= MOST:
        raise UsageError(f"{wanted * len(commands)} trainers cannot train at once.", f"Choose 1 to {MOST}.")
    if len(commands) > 1:
        return _together(commands, tasks, wanted)
    count, why = _of(commands[0], wanted)
    if tasks < count:
        count, why = max(1, tasks), "there is no more to train"
    if (room := _room(commands[0])) is not None and count > room[0]:
        count, why = room
    return PoolSize(count, f"{_subject(count)}: {why}.")


def _together(commands: list[tuple[str, ...]], tasks: int, wanted: int | None) -> PoolSize:
    """Trainers of all `commands`; where there are fewer tasks, they are shared among them."""
    counts = []
    for command in commands:
        count, _ = _of(command, wanted)
        room = _room(command)
        counts.append(min(count, room[0]) if room is not None else count)
    ranks = zip_longest(*([command] * count for command, count in zip(commands, counts, strict=True)))
    chosen = tuple(command for rank in ranks for command in rank if command is not None)[: max(1, min(tasks, MOST))]
    names = Counter(f"through `{name}`" if (name := via(command)) else "here" for command in chosen)
    return PoolSize(
        len(chosen), f"{_subject(len(chosen))}: {', '.join(f'{n} {name}' for name, n in names.items())}.", chosen
    )


def _of(command: tuple[str, ...], wanted: int | None) -> tuple[int, str]:
    """How many trainers `command` is to start, and why, whatever memory there is."""
    if wanted is not None:
        return wanted, "as requested"
    if command != COMMAND:
        return 1, "it is elsewhere, and --jobs says how many may run there"
    if (os.environ.get(DEVICE_VARIABLE) or "cpu") != "cpu":
        return 1, "it has the chosen device for itself"
    return cores(), "one a core"


def _room(command: tuple[str, ...]) -> tuple[int, str] | None:
    """How many trainers of `command` there is memory for, at least one, and why; None where nothing is known."""
    free = available_memory()
    if command != COMMAND or free is None:
        return None
    why = f"{free / 2**30:.1f} GB of memory are free, and each takes about {TRAINER_MEMORY / 2**20:.0f} MB"
    return max(1, free // TRAINER_MEMORY), why


def _subject(count: int) -> str:
    return "1 trainer trains" if count == 1 else f"{count} trainers train at once"


def refusal() -> str:
    """Why no trainer can be started beside those that there are; empty where one can."""
    free = available_memory()
    if COMMAND not in chosen_trainers() or free is None or free >= TRAINER_MEMORY:
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
