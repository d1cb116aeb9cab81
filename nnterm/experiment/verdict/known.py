"""What is known of a run beside its history, as far as a verdict needs it."""

import msgspec

from nnterm.experiment.verdict.base_rates import BaseRates
from nnterm.experiment.verdict.remedies import Remedies


class Known(msgspec.Struct, frozen=True):
    """Every default means that it is not known."""

    classes: int = 0
    """0 for a regression."""
    base: BaseRates = BaseRates()
    """What guessing gives."""
    train_rows: int = 0
    validation_rows: int = 0
    train_loss: float | None = None
    """Training loss after the end without dropout; None where the history says it."""
    test_rows: int = 0
    test_loss: float | None = None
    """Loss on the test rows, measured after the end."""
    diverged_at: int | None = None
    """The epoch whose loss was no number, as the trainer reported it."""
    restored_epoch: int | None = None
    """The epoch whose weights early stopping put back."""
    monitor: str = "val_loss"
    """The column that early stopping watched."""
    remedies: Remedies = Remedies()
    """What may be advised."""
