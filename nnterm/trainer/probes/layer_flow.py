"""How training reaches each layer of a model: sizes of its activations, its gradient, and a step of the optimizer.

The gradient is that of Keras's own loss, penalties included, over a fixed batch, with dropout off and the running
statistics of BatchNormalization: the same rows give the same figures at every look. The step is one that the optimizer
would take from there with that gradient, with all that it remembers; it is taken back at once.
"""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from nnterm.experiment.protocol.gradients_shown import MOST_TRAINED_LAYERS, LayerFlow
from nnterm.trainer.loops.snapshot import Snapshot

Array = NDArray[Any]

Measured = tuple[list[Any], list[Any]]
"""Outputs of the layers, and gradients by every trainable variable, as tensors."""


class FlowProbe:
    """Measures one model on one batch. The model is afterwards what it was, to the last bit."""

    def __init__(self, model: Any, x: Array, y: Array) -> None:
        """`x` (n, ...) and `y` (n, ...) are the rows, encoded as the model is trained on them."""
        self.model = model
        trained = [layer for layer in model.layers if layer.trainable_variables]
        self._layers = [*trained[: MOST_TRAINED_LAYERS - 1], *trained[MOST_TRAINED_LAYERS - 1 :][-1:]]
        self.frozen = sum(bool(layer.weights) and not layer.trainable_variables for layer in model.layers)
        """How many layers have weights and are not trained."""
        self._measure = _measuring(model, [layer.output for layer in self._layers], x, y)

    @property
    def names(self) -> list[str]:
        """Class, width and activation of each layer."""
        return [_name(layer) for layer in self._layers]

    def measure(self, *, with_step: bool = True) -> list[LayerFlow]:
        """The figures of each layer as the model is now; `with_step` where the optimizer is that of this moment."""
        outputs, gradients = self._measure()
        variables = self.model.trainable_variables
        place = {id(variable): at for at, variable in enumerate(variables)}
        before = [_array(variable) for variable in variables]
        after = self._stepped(gradients) if with_step else None
        flows = []
        for layer, output in zip(self._layers, outputs, strict=True):
            own = [place[id(variable)] for variable in layer.trainable_variables]
            weights = rms([before[at] for at in own])
            change = rms([after[at] - before[at] for at in own]) if after is not None else None
            flows.append(
                LayerFlow(
                    rms([_array(output)]),
                    rms([_array(gradients[at]) for at in own]),
                    _finite(change / weights) if change is not None and weights else None,
                    inactive(layer, _array(output)),
                )
            )
        return flows

    def _stepped(self, gradients: list[Any]) -> list[Array]:
        """The trainable variables after one step of the optimizer, which is taken back."""
        present = Snapshot(self.model)
        try:
            self.model.optimizer.apply(gradients, self.model.trainable_variables)
            return [_array(variable) for variable in self.model.trainable_variables]
        finally:
            present.put_back(self.model)


def rms(arrays: list[Array]) -> float | None:
    """The root mean square over all values of `arrays`; None where it is no finite number."""
    squares = sum(float(np.square(array, dtype="float64").sum()) for array in arrays)
    return _finite(float(np.sqrt(squares / max(1, sum(array.size for array in arrays)))))


def inactive(layer: Any, output: Array) -> float:
    """Which part of the units of a relu layer gives 0 for every row; 0 for other layers."""
    if getattr(getattr(layer, "activation", None), "__name__", "") != "relu":
        return 0.0
    largest = np.nan_to_num(output).reshape(-1, output.shape[-1]).max(axis=0)
    return round(float((largest <= 0).mean()), 4)


def _finite(value: float) -> float | None:
    return float(f"{value:.3g}") if np.isfinite(value) else None


def _array(variable: Any) -> Array:
    values: Array = keras.ops.convert_to_numpy(variable)
    return values


def _name(layer: Any) -> str:
    name = type(layer).__name__
    inner = getattr(layer, "forward_layer", layer)
    units = getattr(inner, "units", None) or getattr(inner, "filters", None) or getattr(inner, "output_dim", "")
    activation = getattr(getattr(inner, "activation", None), "__name__", "")
    return " ".join(str(word) for word in (name, units, activation if activation != "linear" else "") if word)[:80]


def _measuring(model: Any, outputs: list[Any], x: Array, y: Array) -> Callable[[], Measured]:
    """A function that gives the outputs of layers and the gradients for these rows, compiled where that helps."""
    whole = keras.Model(model.inputs[0], [*outputs, *model.outputs])
    variables = model.trainable_variables
    backend = keras.backend.backend()

    def loss_of(found: list[Any]) -> Any:
        return model.compute_loss(x=x, y=y, y_pred=found[-1], training=False)

    if backend == "tensorflow":
        import tensorflow as tf

        x, y = tf.constant(x), tf.constant(y)

        def measured() -> Measured:
            with tf.GradientTape() as tape:
                found = whole(x, training=False)
                loss = loss_of(found)
            gradients = tape.gradient(loss, variables)
            return found[:-1], [tf.convert_to_tensor(gradient) for gradient in gradients]

        # Step by step a recurrent layer would take seconds.
        compiled: Callable[[], Measured] = tf.function(measured, autograph=False)
        return compiled
    if backend == "torch":
        return lambda: _torch_measured(whole, loss_of, x, variables)
    return lambda: _jax_measured(whole, model, x, y)


def _torch_measured(whole: Any, loss_of: Callable[[list[Any]], Any], x: Array, variables: list[Any]) -> Measured:
    import torch

    found = whole(x, training=False)
    gradients = torch.autograd.grad(loss_of(found), [variable.value for variable in variables])
    return found[:-1], list(gradients)


def _jax_measured(whole: Any, model: Any, x: Array, y: Array) -> Measured:
    import jax

    fixed = [variable.value for variable in model.non_trainable_variables]

    def loss_of(trained: list[Any]) -> Any:
        pairs = [
            *zip(model.trainable_variables, trained, strict=True),
            *zip(model.non_trainable_variables, fixed, strict=True),
        ]
        # Penalties are computed from the variables, so these must be those of the scope.
        with keras.StatelessScope(state_mapping=pairs):
            return model.compute_loss(x=x, y=y, y_pred=whole(x, training=False)[-1], training=False)

    gradients = jax.grad(loss_of)([variable.value for variable in model.trainable_variables])
    return whole(x, training=False)[:-1], list(gradients)
