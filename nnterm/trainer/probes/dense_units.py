"""The units of a network of dense layers: in which layers they are, and what they answer, by a sub-model."""

from typing import Any, NamedTuple

import keras
import numpy as np
from numpy.typing import NDArray

from nnterm.errors import ModelError
from nnterm.trainer.probes.rows.judging import AT_ONCE

Array = NDArray[Any]

BESIDE = ("Activation", "Dropout", "BatchNormalization", "LayerNormalization")
"""Layers that change what the units before them say, and have no units of their own."""

BEFORE = ("Flatten", "Reshape", "BatchNormalization", "LayerNormalization", "Dropout")
"""Layers that may come before the first dense one."""


class Units(NamedTuple):
    """A dense layer, with what belongs to it."""

    layer: Any
    activation: str
    output: Any
    """The Keras tensor of what it hands on, after the layers that follow it without units of their own."""
    relu: Any
    """The Keras tensor that relu gives, where there is one: its units may be dead."""


def units_of(model: Any) -> list[Units]:
    """The dense layers of `model` in order. Raises ModelError where it has others, or they see more than rows."""
    found: list[Units] = []
    for layer in model.layers:
        kind = type(layer).__name__
        if kind == "Dense" and len(layer.output.shape) == 2:
            name = layer.activation.__name__
            found.append(Units(layer, name, layer.output, layer.output if name == "relu" else None))
        elif found and kind in BESIDE:
            last = found[-1]._replace(output=layer.output)
            if kind == "Activation":
                name = layer.activation.__name__
                last = last._replace(activation=name, relu=layer.output if name == "relu" else last.relu)
            found[-1] = last
        elif found or kind not in BEFORE:
            raise ModelError(f"A network with a {kind} is not drawn.", "Open the panel where all layers are Dense.")
    if not found:
        raise ModelError("This model has no Dense layer.", "Open the panel where all layers are Dense.")
    return found


class UnitModel:
    """A sub-model whose outputs are those of every unit; it shares the weights and trains nothing."""

    def __init__(self, model: Any) -> None:
        """Raises ModelError for a model that is not made of dense layers."""
        self.units = units_of(model)
        relus = [(place, units.relu) for place, units in enumerate(self.units, 1) if units.relu is not None]
        self.may_die = [place for place, _ in relus]
        """The places of the layers with relu, the inputs being 0."""
        outputs = [self.units[0].layer.input, *(units.output for units in self.units)]
        self._model = keras.Model(model.inputs[0], [*outputs, *(relu for _, relu in relus)])
        self.sizes = [int(output.shape[-1]) for output in outputs]
        """How many units each layer has, the inputs first."""

    def answers(self, x: Array) -> tuple[list[Array], list[Array]]:
        """What each layer gives (n, units) for rows, the inputs first; and relu in the layers that `may_die`."""
        found = [keras.ops.convert_to_numpy(output) for output in self._model(x, training=False)]
        return found[: len(self.sizes)], found[len(self.sizes) :]

    def over_rows(self, x: Array, sights: list[slice]) -> tuple[list[Array], dict[int, Array]]:
        """For rows the values (n, units) of the units in sight, and by layer which units are 0 for all of the rows."""
        values: list[list[Array]] = [[] for _ in sights]
        largest: list[Array] = []
        for start in range(0, len(x), AT_ONCE):
            layers, relus = self.answers(x[start : start + AT_ONCE])
            for kept, layer, sight in zip(values, layers, sights, strict=True):
                kept.append(np.nan_to_num(layer[:, sight]))
            tops = [relu.max(axis=0) for relu in relus]
            largest = [np.maximum(*pair) for pair in zip(largest, tops, strict=True)] if largest else tops
        dead = {place: np.flatnonzero(top <= 0) for place, top in zip(self.may_die, largest, strict=True)}
        return [np.concatenate(kept) for kept in values], dead
