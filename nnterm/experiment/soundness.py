"""Whether an experiment can be trained at all, as far as that is known before its rows are loaded."""

from nnterm.errors import DatasetError
from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters import outputs
from nnterm.experiment.hyperparameters.shapes import summarize
from nnterm.experiment.hyperparameters.transfer import check_transfer


def check_sound(experiment: Experiment) -> None:
    """Raise HyperparameterError, ModelError or DatasetError for what would keep every training of `experiment` away.

    A command that is wrong is then refused before anything starts, and not by a run that failed.
    """
    dataset, chosen = experiment.dataset, experiment.hyperparameters
    if catalog.awaits_file(dataset):
        raise DatasetError("No file was chosen.", "Choose one with --set dataset.path=FILE.")
    chosen.validate()
    summarize(chosen.layers, catalog.input_shape(dataset))
    check_transfer(dataset, chosen)
    outputs.check_output(dataset, chosen)
    outputs.check_loss(dataset, chosen)
    outputs.check_metrics(dataset, chosen)
    if chosen.early_stopping is not None:
        chosen.early_stopping.check(chosen.metrics, experiment.split.validation > 0)
    _check_rows(experiment)


def _check_rows(experiment: Experiment) -> None:
    """Raise DatasetError where the split leaves a part without rows."""
    catalog.check_split(experiment.dataset, experiment.split)
    train, validation, test = catalog.split_rows(experiment.dataset, experiment.split)
    taken = f"The split takes {test:,} test and {validation:,} validation rows of {train + validation + test:,}"
    if train < 1:
        raise DatasetError(f"{taken}: nothing is left to train on.", "Use more samples or another split.")
    if experiment.split.validation and validation < 1:
        raise DatasetError(f"{taken}: nothing is left to validate on.", "Use more samples or another split.")
