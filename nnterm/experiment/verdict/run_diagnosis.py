"""A run, read: its diagnosis with everything the run itself knows."""

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.layers import width
from nnterm.experiment.hyperparameters.table import TABLE
from nnterm.experiment.run import Run
from nnterm.experiment.verdict.base_rates import of_classes, of_regression
from nnterm.experiment.verdict.diagnosis import Diagnosis, diagnose
from nnterm.experiment.verdict.known import Known
from nnterm.experiment.verdict.remedies import Remedies


def diagnosis_of(run: Run, experiment: Experiment | None = None, *, test: bool = True) -> Diagnosis | None:
    """What the curves of `run` say, and without validation rows its `test` rows; None without an epoch.

    What to try is taken from what the form of `experiment` offers, from all hyperparameters without one.
    """
    if not run.epochs:
        return None
    return diagnose(run.history, run.planned, known_of(run, experiment, test=test), over=run.state.over)


def known_of(run: Run, experiment: Experiment | None = None, *, test: bool = True) -> Known:
    """What `run` knows beside its history; what its test rows gave only with `test`."""
    hyperparameters, classes = run.current, len(catalog.entry(run.dataset).classes)
    if classes:
        units = width(hyperparameters.output) or 1
        base = of_classes(classes, run.class_rows, hyperparameters.loss, units)
    else:
        base = of_regression(run.guessing_loss, run.target.guessing, run.last_value_loss)
    stopping = hyperparameters.early_stopping
    is_tested = test and run.evaluated_on == "test"
    return Known(
        classes=classes,
        base=base,
        train_rows=run.train,
        validation_rows=run.validation,
        train_loss=run.training_rows.evaluate.get("loss") if run.state.over else None,
        test_rows=run.test if is_tested else 0,
        test_loss=run.evaluate.get("loss") if is_tested else None,
        diverged_at=run.diverged_at,
        restored_epoch=run.restored_epoch,
        monitor=stopping.monitor if stopping is not None else "val_loss",
        remedies=Remedies(hyperparameters, offered(experiment)),
    )


def offered(experiment: Experiment | None) -> frozenset[str] | None:
    """The settings that a verdict may advise in `experiment`; None for all, where there is no form."""
    if experiment is None:
        return None
    in_form = experiment.tune or [name for name, entry in TABLE.items() if entry.form != "tuned"]
    return frozenset(in_form) - set(experiment.no_remedy)
