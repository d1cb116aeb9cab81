"""A remedy that a verdict names, put into an experiment: what the sentence says is what is done."""

from collections.abc import Callable

from msgspec.structs import replace

from nnterm.experiment.hyperparameters.early_stopping import EarlyStopping
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import activation_of, width
from nnterm.experiment.hyperparameters.table import bounds_of
from nnterm.experiment.verdict import remedies

FEWER = 4
"""A remedy of fewer units leaves one in four of them, since half of many overfits as well."""

FEWEST = 2
"""Units of a layer at the least."""

DROPOUT, L2, PATIENCE = 0.3, 0.01, 10
"""Values that usually show what the remedy does."""

SMALLER = 10
"""How many times smaller a smaller learning rate is."""


def applied(sentence: str, hyperparameters: Hyperparameters) -> tuple[str, Hyperparameters] | None:
    """The first remedy of a verdict's `sentence` that can be put into effect, and what is trained with it then.

    None where the sentence names none, or only such as leave open what to do.
    """
    named = sorted((sentence.find(remedy), remedy) for remedy in APPLIED if remedy in sentence)
    for _, remedy in named:
        changed = APPLIED[remedy](hyperparameters)
        if changed != hyperparameters:
            # Within a sentence of its own it begins with a capital letter.
            return ("more epochs" if remedy == remedies.MORE_EPOCHS else remedy), changed
    return None


def _fewer_units(now: Hyperparameters) -> Hyperparameters:
    return _resized(now, lambda units: max(FEWEST, units // FEWER))


def _more_units(now: Hyperparameters) -> Hyperparameters:
    most = int(bounds_of("units")[1])
    return _resized(now, lambda units: min(most, units * FEWER))


def _resized(now: Hyperparameters, size: Callable[[int], int]) -> Hyperparameters:
    for position in now.hidden:
        now = now.with_hidden_units(position, size(width(now.layers[position]) or 0))
    return now


def _smaller_rate(now: Hyperparameters) -> Hyperparameters:
    low, _ = bounds_of("learning_rate")
    return replace(now, learning_rate=max(low, now.learning_rate / SMALLER))


def _other_activation(now: Hyperparameters) -> Hyperparameters:
    for position in now.hidden:
        if activation_of(now.layers[position]) is not None:
            now = now.with_hidden_activation(position, "relu")
    return now


def _more_epochs(now: Hyperparameters) -> Hyperparameters:
    return replace(now, epochs=min(int(bounds_of("epochs")[1]), 2 * now.epochs))


def _early_stopping(now: Hyperparameters) -> Hyperparameters:
    return replace(now, early_stopping=EarlyStopping(patience=PATIENCE, restore_best_weights=True))


APPLIED: dict[str, Callable[[Hyperparameters], Hyperparameters]] = {
    remedies.FEWER_UNITS: _fewer_units,
    remedies.DROPOUT: lambda now: replace(now, dropout=DROPOUT),
    remedies.L2: lambda now: replace(now, l2=L2),
    remedies.EARLY_STOPPING: _early_stopping,
    remedies.TEN_TIMES_SMALLER: _smaller_rate,
    remedies.SMALLER_RATE: _smaller_rate,
    remedies.OTHER_ACTIVATION: _other_activation,
    # Half of ten layers of sigmoid learn as little as all of them.
    remedies.FEWER_LAYERS: lambda now: now.with_hidden_layers(max(1, min(len(now.hidden) // 2, remedies.DEEP - 1))),
    remedies.MORE_UNITS: _more_units,
    remedies.MORE_EPOCHS: _more_epochs,
}
"""What each remedy changes, by the words that the verdict has for it."""
