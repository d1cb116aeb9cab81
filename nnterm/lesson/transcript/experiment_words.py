"""An experiment in words: what is trained on what, for whoever has no screen to see it on."""

import msgspec

from nnterm.experiment.datasets import catalog
from nnterm.experiment.experiment import Dataset, Experiment
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Bidirectional, Layer
from nnterm.experiment.hyperparameters.optimizer_arguments import given
from nnterm.experiment.hyperparameters.table import label


def in_words(experiment: Experiment) -> list[tuple[str, str]]:
    """What there is to say, by what it is about: data, rows, model, training."""
    chosen = experiment.hyperparameters
    train, validation, test = catalog.split_rows(experiment.dataset, experiment.split)
    rows = [f"{train:,} to train on"]
    rows += [f"{validation:,} for validation"] if validation else []
    rows += [f"{test:,} for the test"] if test else []
    return [
        ("data", _dataset(experiment.dataset)),
        ("rows", "as many as your own table has" if catalog.awaits_file(experiment.dataset) else ", ".join(rows)),
        ("model", ", then ".join(_layer(layer) for layer in chosen.stack())),
        ("training", ", ".join(_training(chosen))),
    ]


def _dataset(dataset: Dataset) -> str:
    options = ", ".join(f"{name} {_value(value)}" for name, value in dataset.options.items())
    summary = catalog.entry(dataset).summary.rstrip(".")
    return f"{dataset.name}{f' ({options})' if options else ''}: {summary}"


def _layer(layer: Layer) -> str:
    """A layer as Keras writes it, with what is not the default."""
    if isinstance(layer, Bidirectional):
        return f"Bidirectional({_layer(layer.wraps)})"
    given = []
    for field in msgspec.structs.fields(layer):
        value = getattr(layer, field.name)
        if value != field.default:
            given.append(f"{field.encode_name}={_value(value)}")
    return f"{layer.name}({', '.join(given)})"


def _training(chosen: Hyperparameters) -> list[str]:
    said = []
    if chosen.pretraining is not None:
        said.append(f"weights from {chosen.pretraining.experiment}, which is trained first")
    said += [f"{chosen.optimizer} at learning rate {chosen.learning_rate:g}"]
    if chosen.schedule is not None:
        said.append(f"falling by {type(chosen.schedule).__name__}")
    said += [f"{label(name)} {_value(value)}" for name, value in given(chosen).items()]
    said += [
        f"loss {chosen.loss}",
        f"{chosen.epochs:,} epochs",
        f"batches of {chosen.batch_size:,}",
        f"seed {chosen.seed}",
    ]
    if chosen.l2:
        said.append(f"L2 {chosen.l2:g}")
    if chosen.early_stopping is not None:
        stop = chosen.early_stopping
        said.append(f"early stopping on {stop.monitor} with patience {stop.patience}")
    return said


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return " and ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
