"""What Keras's own `fit` and `evaluate` make of a case: the truth that the trainer is compared with."""

import math
import random
from collections.abc import Callable, Iterator
from typing import Any

import keras
import msgspec
import numpy as np

from nnterm.experiment.datasets import catalog
from nnterm.experiment.hyperparameters import layers
from nnterm.trainer.datasets.dataset import divide
from nnterm.trainer.datasets.targets import targets
from nnterm.trainer.position_embedding import PositionEmbedding

from .cases import Case

History = dict[str, list[float]]


def plain_model(case: Case, seed: Callable[[int], object] = random.seed) -> Any:
    """The case's model, written with Keras alone.

    Keras draws the seed of every layer from Python's generator. Its own `set_random_seed`, which `test_model.py` gives
    as `seed`, seeds TensorFlow too, and that makes TensorFlow forget what it has compiled for other models.
    """
    chosen = case.hyperparameters
    seed(chosen.seed)
    dtype = "int32" if catalog.vocabulary(case.dataset) else "float32"
    inputs = keras.Input(catalog.input_shape(case.dataset), dtype=dtype)
    made = keras_layers(case)
    attends = any(isinstance(layer, layers.MultiHeadAttention) for layer in chosen.layers)
    model = graph(case, inputs, made) if chosen.is_graph or attends else keras.Sequential([inputs, *made])
    model.compile(optimizer=optimizer(case), loss=chosen.loss, metrics=[metric(name, case) for name in chosen.metrics])
    return model


def keras_layers(case: Case) -> Iterator[Any]:
    """The layers with dropout after hidden ones; each made when the one before was called, as a script does it."""
    chosen = case.hyperparameters
    for position, layer in enumerate(chosen.layers):
        hidden = position in chosen.hidden
        arguments = arguments_of(layer)
        if hidden and chosen.l2:
            arguments["kernel_regularizer"] = keras.regularizers.L2(chosen.l2)
        if isinstance(layer, layers.Bidirectional):
            arguments = {"layer": getattr(keras.layers, layer.wraps.name)(**arguments_of(layer.wraps))}
        kind = PositionEmbedding if isinstance(layer, layers.PositionEmbedding) else getattr(keras.layers, layer.name)
        yield kind(**arguments)
        if hidden and chosen.dropout:
            yield keras.layers.Dropout(chosen.dropout)


CONNECTING = ("node", "source", "joined", "use_causal_mask")
"""Fields of a layer that say how it is called, and not how it is made."""


def arguments_of(layer: layers.Layer) -> dict[str, Any]:
    """The arguments of the Keras class: all fields but those that connect layers."""
    return {name: getattr(layer, name) for name in layer.__struct_fields__ if name not in CONNECTING}


def graph(case: Case, inputs: Any, made: Iterator[Any]) -> Any:
    """The functional model, by the names that layers have in a lesson file."""
    named, above = {"input": inputs}, inputs
    for layer, keras_layer in zip(case.hyperparameters.layers, made, strict=True):
        incoming = named[layer.source] if layer.source else above
        if isinstance(layer, layers.Join):
            incoming = [incoming, *(named[node] for node in layer.joined)]
        if isinstance(layer, layers.MultiHeadAttention):
            above = keras_layer(query=incoming, value=incoming, key=incoming, use_causal_mask=layer.use_causal_mask)
        else:
            above = keras_layer(incoming)
        named[layer.node] = above
    return keras.Model(inputs, above)


def optimizer(case: Case) -> Any:
    """The optimizer, written with all of its arguments."""
    chosen, rate = case.hyperparameters, learning_rate(case)
    clipnorm = chosen.clipnorm or None
    match chosen.optimizer:
        case "sgd":
            return keras.optimizers.SGD(rate, momentum=chosen.momentum, nesterov=chosen.nesterov, clipnorm=clipnorm)
        case "rmsprop":
            return keras.optimizers.RMSprop(rate, momentum=chosen.momentum, clipnorm=clipnorm)
        case "adam":
            return keras.optimizers.Adam(rate, beta_1=chosen.beta_1, clipnorm=clipnorm)
        case "adamw":
            return keras.optimizers.AdamW(
                rate, beta_1=chosen.beta_1, weight_decay=chosen.weight_decay, clipnorm=clipnorm
            )


def learning_rate(case: Case) -> Any:
    """The rate, or Keras's own schedule over the whole training."""
    chosen = case.hyperparameters
    if chosen.schedule is None:
        return chosen.learning_rate
    arguments = {name: getattr(chosen.schedule, name) for name in chosen.schedule.__struct_fields__}
    if arguments["decay_steps"] is None:
        rows = len(divide(case.dataset, case.split).train[0])
        arguments["decay_steps"] = chosen.epochs * math.ceil(rows / chosen.batch_size)
    return getattr(keras.optimizers.schedules, type(chosen.schedule).__name__)(chosen.learning_rate, **arguments)


def callbacks(case: Case) -> list[Any]:
    """Keras's own early stopping, where the case has it."""
    rule = case.hyperparameters.early_stopping
    if rule is None:
        return []
    arguments = {name: getattr(rule, name) for name in rule.__struct_fields__}
    return [keras.callbacks.EarlyStopping(**arguments)]


def metric(name: str, case: Case) -> Any:
    """The metric as Keras users write it: F1 needs arguments for one number, and for one unit."""
    if name != "f1_score":
        return name
    one_unit = getattr(case.hyperparameters.output, "units", 0) == 1
    return keras.metrics.F1Score(average="macro", threshold=0.5 if one_unit else None, name=name)


def fit(case: Case) -> tuple[History, dict[str, float]]:
    """The history of `model.fit(shuffle=False)`, and what `model.evaluate` then says of test or validation rows."""
    _, history, evaluated = _fitted(case)
    return history, evaluated


def fitted_model(case: Case) -> Any:
    """The model as `model.fit(shuffle=False)` leaves it, to be looked at and not to be trained on.

    Its weights do not depend on validation, which `fit` then leaves out: it would compile for that too.
    """
    key = msgspec.msgpack.encode(case)
    if key in _kept or case.hyperparameters.early_stopping is not None:
        return _fitted(case)[0]
    if key not in _models:
        model, chosen = plain_model(case), case.hyperparameters
        x, labels = divide(case.dataset, case.split).train
        y = targets(labels, case.dataset, chosen)
        model.fit(x, y, epochs=chosen.epochs, batch_size=chosen.batch_size, shuffle=False, verbose=0)
        _models[key] = model
    return _models[key]


def answers(model: Any, x: Any) -> Any:
    """What `model.predict` gives for `x` but for rounding: called as it is, the model needs no graph of its own."""
    found = model(x, training=False)
    return [np.asarray(one) for one in found] if isinstance(found, list) else np.asarray(found)


_kept: dict[bytes, tuple[Any, History, dict[str, float]]] = {}
"""Every case is trained once: Keras takes a second to compile even the smallest."""

_models: dict[bytes, Any] = {}
"""Models that were trained to be looked at alone."""


def _fitted(case: Case) -> tuple[Any, History, dict[str, float]]:
    key = msgspec.msgpack.encode(case)
    if key not in _kept:
        _kept[key] = _train(case)
    return _kept[key]


def _train(case: Case) -> tuple[Any, History, dict[str, float]]:
    chosen = case.hyperparameters
    parts = divide(case.dataset, case.split)
    model = plain_model(case)

    def encoded(part: Any) -> Any:
        return None if part is None else (part[0], targets(part[1], case.dataset, chosen))

    x, y = encoded(parts.train)
    history = model.fit(
        x,
        y,
        validation_data=encoded(parts.validation),
        epochs=chosen.epochs,
        batch_size=chosen.batch_size,
        shuffle=False,
        callbacks=callbacks(case),
        verbose=0,
    )
    held_out = encoded(parts.test or parts.validation or parts.train)
    evaluated = model.evaluate(*held_out, batch_size=chosen.batch_size, verbose=0, return_dict=True)
    return model, history.history, evaluated
