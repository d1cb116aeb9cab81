"""Learning rates that fall while a model trains, as `keras.optimizers.schedules` has them."""

from math import cos, pi

import msgspec


class InverseTimeDecay(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """rate(step) = learning_rate / (1 + decay_rate * step / decay_steps)."""

    decay_steps: int | None = None
    """Steps that count as one; None for the whole training."""
    decay_rate: float = 1.0
    """How fast it falls; 0 not at all."""

    def rate(self, learning_rate: float, step: float, decay_steps: int) -> float:
        """The rate at `step`."""
        return learning_rate / (1 + self.decay_rate * step / decay_steps)


class ExponentialDecay(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """rate(step) = learning_rate * decay_rate ** (step / decay_steps)."""

    decay_steps: int | None = None
    """Steps after which the rate is `decay_rate` times as large; None for the whole training."""
    decay_rate: float = 0.1
    """What is left of the rate after `decay_steps`."""

    def rate(self, learning_rate: float, step: float, decay_steps: int) -> float:
        """The rate at `step`."""
        return float(learning_rate * self.decay_rate ** (step / decay_steps))


class CosineDecay(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Half a cosine from `learning_rate` down to `alpha * learning_rate` after `decay_steps` (arXiv 1608.03983)."""

    decay_steps: int | None = None
    """Steps until the lowest rate; None for the whole training."""
    alpha: float = 0.0
    """The lowest rate as a part of the first, 0 to 1."""

    def rate(self, learning_rate: float, step: float, decay_steps: int) -> float:
        """The rate at `step`."""
        fallen = 0.5 * (1 + cos(pi * min(step, decay_steps) / decay_steps))
        return learning_rate * ((1 - self.alpha) * fallen + self.alpha)


Schedule = InverseTimeDecay | ExponentialDecay | CosineDecay

SCHEDULES: dict[str, type[Schedule]] = {
    "inverse_time": InverseTimeDecay,
    "exponential": ExponentialDecay,
    "cosine": CosineDecay,
}
"""Every schedule by the short name that form and `--set` use; none is called `constant`."""

CONSTANT = "constant"


def name_of(schedule: Schedule | None) -> str:
    """The short name of `schedule`."""
    return next((name for name, kind in SCHEDULES.items() if isinstance(schedule, kind)), CONSTANT)


def resolved(schedule: Schedule, epochs: int, steps_per_epoch: int) -> Schedule:
    """`schedule` with the number of steps filled in for a training of `epochs`."""
    steps = schedule.decay_steps or max(1, epochs * steps_per_epoch)
    return msgspec.structs.replace(schedule, decay_steps=steps)
