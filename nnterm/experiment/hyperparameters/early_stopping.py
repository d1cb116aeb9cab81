"""When to stop a training before its last epoch, by the rule of `keras.callbacks.EarlyStopping`."""

import msgspec

from nnterm.errors import HyperparameterError
from nnterm.experiment.nearest import did_you_mean

FALLING = ("loss", "error")
"""A figure whose name ends like this is better when it is smaller; all others when they are larger."""


class EarlyStopping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Stop when `monitor` has not become better for `patience` epochs."""

    monitor: str = "val_loss"
    """A key of the history."""
    patience: int = 0
    """Epochs to wait for something better."""
    min_delta: float = 0.0
    """What counts as better at all."""
    restore_best_weights: bool = False
    """Whether the weights of the best epoch are put back at the end."""
    start_from_epoch: int = 0
    """Epochs at the start that are not looked at."""

    @property
    def falls(self) -> bool:
        """Whether a smaller figure is better."""
        return self.monitor.endswith(FALLING)

    def check(self, metrics: tuple[str, ...], has_validation: bool) -> None:
        """Raise HyperparameterError where a training with `metrics` will not measure what is monitored."""
        own = ("loss", *metrics)
        known = (*own, *(f"val_{name}" for name in own)) if has_validation else own
        if self.monitor not in known:
            why = "" if has_validation or self.monitor.removeprefix("val_") not in own else " without validation rows"
            raise HyperparameterError(
                f"Early stopping watches {self.monitor}, which this training does not measure{why}.",
                f"{did_you_mean(self.monitor, known)}Choose one of {', '.join(known)}.",
            )


class Patience:
    """Watches one training, an epoch at a time."""

    def __init__(self, rule: EarlyStopping) -> None:
        self._rule = rule
        self._wait = 0
        self._best: float | None = None
        self.best_epoch: int | None = None
        """Number (from 1) of the epoch whose weights would be put back."""

    def ends(self, epoch: int, columns: dict[str, float]) -> bool:
        """Take note of what `epoch` (from 1) measured; whether training ends after it."""
        value = columns.get(self._rule.monitor)
        if value is None or epoch <= self._rule.start_from_epoch:
            return False
        if self.best_epoch is None:
            self.best_epoch = epoch
        self._wait += 1
        if self._is_better(value):
            self._best, self.best_epoch, self._wait = value, epoch, 0
            return False
        return self._wait >= self._rule.patience and epoch > 1

    def _is_better(self, value: float) -> bool:
        if self._best is None:
            return True
        if self._rule.falls:
            return value + self._rule.min_delta < self._best
        return value - self._rule.min_delta > self._best
