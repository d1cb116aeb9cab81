"""What to try: settings that the form offers, and that the lesson has not shown to be no help."""

import msgspec

from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import activation_of, width

FEWER_UNITS, MORE_UNITS, DROPOUT, L2 = "fewer units", "more units", "dropout", "L2"
EARLY_STOPPING, MORE_EPOCHS = "early stopping", "More epochs"
SMALLER_RATE, TEN_TIMES_SMALLER = "a smaller learning rate", "a learning rate ten times smaller"
OTHER_ACTIVATION, FEWER_LAYERS = "another activation", "fewer layers"
"""The words for each remedy that can be put into effect as it is; see `applying`."""

SATURATING = ("sigmoid", "tanh")
"""Activations that are flat far out: through many layers of them the gradient vanishes."""

DEEP = 3
"""Hidden layers from which on that matters."""

FEW_UNITS = 8
"""Units of the largest hidden layer up to which more of them may be what is missing."""


class Remedies(msgspec.Struct, frozen=True):
    """The remedies of one experiment."""

    hyperparameters: Hyperparameters | None = None
    """What the run trained with; None where it is not known, and nothing is advised about layers."""
    offered: frozenset[str] | None = None
    """Names of hyperparameters that may be changed; None for all."""

    def offers(self, name: str) -> bool:
        """Whether `name` may be advised."""
        return self.offered is None or name in self.offered

    def against_overfitting(self, epoch: int) -> str:
        """What keeps validation loss from rising after `epoch`, where it was lowest."""
        layers = self.hyperparameters
        found = [FEWER_UNITS] if self.offers("units") and layers is not None and layers.hidden else []
        found += [DROPOUT] if self.offers("dropout") and not (layers and layers.dropout) else []
        found += [L2] if self.offers("l2") and not (layers and layers.l2) else []
        if not found and self.offers("patience") and not (layers and layers.early_stopping):
            found = [EARLY_STOPPING]
        if not found and self.offers("epochs"):
            found = [f"{epoch} epoch{'s' if epoch > 1 else ''}"]
        return _sentence(found)

    def against_exploding(self) -> str:
        """What keeps the loss from growing."""
        return _sentence([TEN_TIMES_SMALLER] if self.offers("learning_rate") else [])

    def against_rising(self) -> str:
        """What keeps both losses from rising."""
        return _sentence([SMALLER_RATE] if self.offers("learning_rate") else [])

    def against_guessing(self) -> str:
        """What may help a model that has learned nothing.

        Nothing is advised for one without hidden layers: it has found the best that it can express.
        """
        model = self.hyperparameters
        if model is None:
            return _sentence(["another learning rate"] if self.offers("learning_rate") else [])
        hidden = [model.layers[position] for position in model.hidden]
        activations = [activation_of(layer) for layer in hidden]
        if not hidden:
            return ""
        if all(name == "linear" for name in activations):
            return _sentence([OTHER_ACTIVATION] if self.offers("activation") else [])
        if len(hidden) >= DEEP and all(name in SATURATING for name in activations):
            found = [OTHER_ACTIVATION] if self.offers("activation") else []
            return _sentence(found + ([FEWER_LAYERS] if self.offers("layers") and not model.is_graph else []))
        found = ["another learning rate"] if self.offers("learning_rate") else []
        if self.offers("units") and max(width(layer) or 0 for layer in hidden) <= FEW_UNITS:
            found.append(MORE_UNITS)
        return _sentence(found)

    def against_stopping(self) -> str:
        """What lets a loss go on that still falls at the end."""
        return f" {MORE_EPOCHS} may help." if self.offers("epochs") else ""


def _sentence(found: list[str]) -> str:
    """`Try a, b or c.` with a space before it; empty for nothing."""
    if not found:
        return ""
    return f" Try {', '.join(found[:-1])} or {found[-1]}." if len(found) > 1 else f" Try {found[0]}."
