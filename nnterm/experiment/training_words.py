"""What is said of a run's training rows: flipped labels that it has learned by heart, and what dropout hides."""

from nnterm.experiment.hyperparameters.losses import short
from nnterm.experiment.run import Run
from nnterm.experiment.verdict.rounding import number


def memorised_words(run: Run, epoch: int) -> str:
    """`memorised 5 of 6 flipped`, as last counted up to `epoch`; empty where no label is flipped."""
    found = run.training_rows.memorised_at(epoch)
    return f"memorised {found.count:,} of {found.of:,} flipped" if found is not None else ""


def judged_epoch(run: Run) -> int:
    """The epoch whose weights the model has after the end."""
    return run.restored_epoch or run.epochs


def gap_without_dropout(run: Run) -> float | None:
    """Validation loss minus training loss after the end, both without dropout; None where the history says it."""
    measured, validation = run.training_rows.evaluate.get("loss"), run.history["val_loss"]
    if measured is None or not run.state.over or not validation:
        return None
    return validation[judged_epoch(run) - 1] - measured


def dropout_words(run: Run) -> str:
    """What the training rows gave with dropout on, as Keras has it, and without; empty where there is no dropout."""
    metrics = run.hyperparameters.metrics
    judged = metrics[0] if metrics else "loss"
    history, measured = run.history[judged], run.training_rows.evaluate.get(judged)
    if measured is None or not run.state.over or not history:
        return ""
    said = f"Training {short(judged)} with dropout on: {number(history[judged_epoch(run) - 1])}"
    return f"{said}; without: {number(measured)}."
