"""A sign of life every two seconds, from a thread of its own: what the trainer is at, and for how long."""

import os
import threading
import time
from pathlib import Path

from nnterm.experiment.protocol.events import Heartbeat, Phase
from nnterm.trainer.channel import Channel

PERIOD = 2.0
"""Seconds between two signs."""


class Pulse:
    """What the main thread is at. It beats at every new piece of work; a piece that never ends shows by its age."""

    def __init__(self) -> None:
        self._phase: Phase = "loading"
        self._since = time.monotonic()

    def beat(self, phase: Phase) -> None:
        """Another piece of work begins."""
        self._phase, self._since = phase, time.monotonic()

    def start(self, channel: Channel) -> None:
        """Begin to say `Heartbeat` on `channel`."""
        threading.Thread(target=self._say, args=(channel,), name="heartbeat", daemon=True).start()

    def _say(self, channel: Channel) -> None:
        bell = threading.Event()
        while not bell.wait(PERIOD):
            seconds = time.monotonic() - self._since
            channel.say(Heartbeat(phase=self._phase, seconds=seconds, resident=resident()))


def resident() -> float | None:
    """Memory of this process that is in RAM, in MiB; None where the system does not report it."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
