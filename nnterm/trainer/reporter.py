"""What a run says while it trains: many epochs a message, a few messages a second."""

import math
import time
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from nnterm.experiment.protocol.events import EpochsEnded, StepsEnded
from nnterm.trainer.channel import Channel
from nnterm.trainer.checkpoints import Checkpoints
from nnterm.trainer.loops.protocol import Columns, Loop
from nnterm.trainer.probes.while_training import Probes

REPORT = 0.05
"""Seconds between two reports, at the least."""

MOST_VALUES = 4096
"""Values in one report at the most, of all columns together: short epochs of many metrics make several of it."""

MAP = 0.25
"""Seconds between two decision maps, or two counts of memorised rows, at the least."""

COUNT_SHARE = 100
"""How many times as long as a count took the training goes on before the next one: a cost of 1 %."""


BACK = 0.25
"""Seconds after the training in which counts are made up for."""


MOST_BACK = 200
"""Counts that are made up for at the most: more than a chart has columns on most screens."""


class Reporter:
    """Gathers the epochs of one run and sends them, at once for the first and then now and then."""

    def __init__(
        self,
        channel: Channel,
        run_id: str,
        loop: Loop,
        probes: Probes,
        *,
        epochs: int = 0,
        seconds: float = 0.0,
    ) -> None:
        """`epochs` are known already, and took `seconds`: they are those of another run."""
        self.epochs = epochs
        """Epochs sent so far."""
        self.seconds = seconds
        """Training time so far, pauses and compiling not counted."""
        self._channel = channel
        self._run_id = run_id
        self._loop = loop
        self._probes = probes
        self._columns: dict[str, list[float | None]] = {}
        self._reported_at = 0.0
        self._mapped_at = 0.0
        self._mapped: tuple[int, int] | None = None
        self._stepped: tuple[int, int] | None = None
        self._counted: set[int] = {0}
        """Epochs after which the memorised rows were counted."""
        self._next_count = 0.0
        self._has_counted = False

    def follow(self, loop: Loop, probes: Probes) -> None:
        """Report on another loop, to which the training was carried over."""
        self._loop, self._probes, self._has_counted = loop, probes, False

    def take(self, columns: Columns, seconds: float) -> int | None:
        """Keep the epochs that ended after `seconds` of training, for the next report.

        Returns the number of the first one whose loss is not finite; epochs after it are left out.
        """
        self.seconds += seconds
        losses = columns.get("loss", [])
        first = self._loop.done - len(losses) + 1
        diverged = next((i for i, loss in enumerate(losses) if not math.isfinite(loss)), None)
        for name, values in columns.items():
            kept = values if diverged is None else values[: diverged + 1]
            self._columns.setdefault(name, []).extend(finite(value) for value in kept)
        return None if diverged is None else first + diverged

    def report(self) -> None:
        """Say what is new, unless something was said a moment ago."""
        now = time.perf_counter()
        first = self._columns and not self.epochs
        if first or now - self._reported_at >= REPORT:
            self._reported_at = now
            self._send_epochs()
            self._send_step()
            if now - self._mapped_at >= MAP:
                self._send_map()
        if now >= self._next_count:
            self._send_count()

    def flush(self) -> None:
        """Say everything that was not said yet: before a pause, and at the end."""
        self._send_epochs()
        self._send_step()
        self._send_map()
        self._send_count()

    def count_back(self, checkpoints: Checkpoints) -> None:
        """Count the memorised rows at epochs that passed too fast, in the order of `back_order`.

        The training is over, and its states are kept. It takes a moment at the most.
        """
        probe, until = self._probes.memorising, time.perf_counter() + BACK
        if probe is None:
            return
        self._loop.settle()
        seconds = self.seconds / max(1, self.epochs)
        for wanted in islice(back_order(checkpoints.epochs, self._loop.done), MOST_BACK):
            if time.perf_counter() > until:
                return
            if wanted in self._counted:
                continue
            with checkpoints.model_at(self._loop, wanted, seconds) as epoch:
                if epoch not in self._counted:
                    self._counted.add(epoch)
                    self._channel.say(probe.compute(self._run_id, epoch))

    def _send_step(self) -> None:
        step = self._loop.done, self._loop.step
        if self._loop.step and step != self._stepped:
            self._stepped = step
            self._channel.say(
                StepsEnded(
                    run_id=self._run_id,
                    epoch=self._loop.done + 1,
                    step=self._loop.step,
                    steps_per_epoch=self._loop.steps_per_epoch,
                    metrics={name: finite(value) for name, value in self._loop.partial().items()},
                )
            )

    def _send_epochs(self) -> None:
        columns, self._columns = self._columns, {}
        most = max(1, MOST_VALUES // max(1, len(columns)))
        for start in range(0, len(columns.get("loss", ())), most):
            sent = {name: values[start : start + most] for name, values in columns.items()}
            first, self.epochs = self.epochs + 1, self.epochs + len(sent["loss"])
            self._channel.say(EpochsEnded(run_id=self._run_id, first=first, columns=sent, seconds=self.seconds))

    def _send_map(self) -> None:
        """Draw the decision map, if the model was trained since the last one."""
        state = self._loop.done, self._loop.step
        if self._probes.map is None or state in ((0, 0), self._mapped):
            return
        self._mapped, self._mapped_at = state, time.perf_counter()
        self._channel.say(self._probes.map.compute(self._run_id, self._loop.done))

    def _send_count(self) -> None:
        """Count the memorised rows where an epoch has just ended that was not counted yet."""
        if self._probes.memorising is None or self._loop.step or self._loop.done in self._counted:
            return
        began = time.perf_counter()
        self._channel.say(self._probes.memorising.compute(self._run_id, self._loop.done))
        ended = time.perf_counter()
        # What is compiled for the first count says nothing about the next.
        rest = max(MAP, COUNT_SHARE * (ended - began)) if self._has_counted else MAP
        self._counted.add(self._loop.done)
        self._next_count, self._has_counted = ended + rest, True


def back_order(kept: Sequence[int], done: int) -> Iterator[int]:
    """Epochs before `done`, those first whose states are `kept`: any other one has to be trained again.

    On a busy machine the time would be over after a few of those, and a chart would show as many steps.
    """
    return chain(evenly(kept), evenly(range(1, done)))


def evenly(epochs: Sequence[int]) -> Iterator[int]:
    """All of `epochs`, in an order in which each beginning is spread over the whole: the middle, the quarters ..."""
    step = 1 << len(epochs).bit_length()
    seen: set[int] = set()
    while step >= 1:
        for at in range(step - 1, len(epochs), step):
            if at not in seen:
                seen.add(at)
                yield epochs[at]
        step //= 2


def finite(value: float) -> float | None:
    """`value`, or None for what JSON has no number for."""
    return value if math.isfinite(value) else None
