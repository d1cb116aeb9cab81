"""A run, read: its diagnosis with everything the run itself knows."""

from nnterm.experiment.datasets import catalog
from nnterm.experiment.run import Run
from nnterm.experiment.verdict.diagnosis import Diagnosis, diagnose


def diagnosis_of(run: Run) -> Diagnosis | None:
    """What the curves of `run` say; None without an epoch."""
    if not run.epochs:
        return None
    return diagnose(
        run.history,
        run.planned,
        validation_rows=run.validation,
        over=run.state.over,
        classes=len(catalog.entry(run.dataset).classes),
        diverged_at=run.diverged_at,
        guessing_loss=run.guessing_loss,
    )
