"""A model written from memory beside the lesson's own: what differs, in words. Nothing is imported here."""

import ast
from collections.abc import Callable
from typing import Any

from nnterm.exercise.checks import is_equal, plain

MOST = 3
"""Differences that are named at once."""

SHORT = {"mse": "mean_squared_error", "mae": "mean_absolute_error", "bce": "binary_crossentropy", "acc": "accuracy"}
"""Keras's short names of losses and metrics, and the long ones."""

ACCURACIES = ("accuracy", "binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy")
"""Names under which accuracy may be written: `accuracy` becomes the one that fits the loss."""


class NotComparableError(Exception):
    """The model has nothing to compare in this respect; why is its message."""


def difference(aspect: str, model: Any, equals: str, fit: dict[str, Any] | None) -> str:
    """How `model` differs in `aspect` from the lesson's, of which `equals` is the literal; empty where it does not.

    `fit` holds the arguments of the last `fit` of the program; None where it has none, which is no difference.
    """
    expected = ast.literal_eval(equals)
    try:
        if aspect == "fit":
            return _fit_difference(fit, expected)
        return ASPECTS[aspect](model, expected)
    except NotComparableError as reason:
        return str(reason)


def _layers(model: Any) -> list[Any]:
    """The layers without the input."""
    if not hasattr(model, "layers"):
        raise NotComparableError("`model` is not a Keras model.")
    return [layer for layer in model.layers if type(layer).__name__ != "InputLayer"]


def _input(model: Any, expected: Any) -> str:
    _layers(model)
    try:
        found = tuple(model.input_shape)
    except (AttributeError, ValueError, TypeError):
        return f"Your model does not say what goes in; ours begins with keras.Input({expected[1:]})."
    return "" if found == tuple(expected) else f"Your model takes {found}; ours takes {tuple(expected)}."


def _stack(model: Any, expected: list[tuple[str, dict[str, Any]]]) -> str:
    found = _layers(model)
    names, ours = [type(layer).__name__ for layer in found], [name for name, _ in expected]
    if names != ours:
        return f"Your layers are {', '.join(names) or 'none'}; ours are {', '.join(ours)}."
    said = []
    for place, (layer, (name, wanted)) in enumerate(zip(found, expected, strict=True), 1):
        config = _config(layer)
        for key, value in wanted.items():
            if key in config and not _same(config[key], value):
                said.append(f"Layer {place}, {name}: {key} is {_shown(config[key])}; ours has {_shown(value)}.")
    return " ".join(said[:MOST])


def _config(layer: Any) -> dict[str, Any]:
    """What a layer was made with, as far as it is compared; of a wrapped one that of what it wraps."""
    inner = getattr(layer, "forward_layer", None)
    found = {**(inner if inner is not None else layer).get_config()}
    if inner is not None:
        found["wraps"] = type(inner).__name__
    penalty = found.get("kernel_regularizer")
    found["l2"] = penalty["config"].get("l2", 0.0) if isinstance(penalty, dict) and "config" in penalty else 0.0
    return found


def _same(found: Any, expected: Any) -> bool:
    """Whether two values mean the same: Keras makes (3, 3) of 3."""
    if isinstance(found, list | tuple) and isinstance(expected, int):
        return all(each == expected for each in found)
    return is_equal(plain(found), expected)


def _shown(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _activations(model: Any, expected: list[str]) -> str:
    found = []
    for layer in _layers(model):
        does = getattr(getattr(layer, "forward_layer", layer), "activation", None)
        if does is not None:
            found.append(getattr(does, "__name__", type(does).__name__))
    if len(found) != len(expected):
        return f"Your activations are {', '.join(found) or 'none'}; ours are {', '.join(expected)}."
    pairs = enumerate(zip(found, expected, strict=True), 1)
    said = [f"Activation {place} is {own}; ours is {other}." for place, (own, other) in pairs if own != other]
    return " ".join(said[:MOST])


def _compiled(model: Any) -> Any:
    if getattr(model, "optimizer", None) is None:
        raise NotComparableError("`model` is not compiled.")
    return model


def _named(value: Any) -> str:
    """The long name of a loss or metric, however it was given."""
    if isinstance(value, dict):
        # What Keras makes of an object.
        value = value.get("config", {}).get("name") or value.get("class_name", "")
    if not isinstance(value, str):
        value = getattr(value, "name", None) or getattr(value, "__name__", "")
    snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in value).lstrip("_")
    return SHORT.get(value.lower(), snake if any(letter.islower() for letter in value) else value.lower())


def _loss(model: Any, expected: str) -> str:
    loss = getattr(_compiled(model), "loss", None)
    found = _named(loss) if loss is not None else "none"
    return "" if found == expected else f"Your loss is {found}; ours is {expected}."


def _metrics(model: Any, expected: list[str]) -> str:
    given = _compiled(model).get_compile_config().get("metrics") or []
    given = given if isinstance(given, list | tuple) else [given]
    found = ["accuracy" if _named(each) in ACCURACIES and "accuracy" in expected else _named(each) for each in given]
    if sorted(found) == sorted(expected):
        return ""
    return f"Your metrics are {', '.join(found) or 'none'}; ours are {', '.join(expected) or 'none'}."


def _optimizer(model: Any, expected: tuple[str, dict[str, float]]) -> str:
    optimizer, (name, wanted) = _compiled(model).optimizer, expected
    found = type(optimizer).__name__
    if found != name:
        return f"Your optimizer is {found}; ours is {name}."
    config = {**optimizer.get_config(), "learning_rate": float(plain(optimizer.learning_rate))}
    said = [
        f"Your {key.replace('_', ' ')} is {_shown(config[key])}; ours is {_shown(value)}."
        for key, value in wanted.items()
        if key in config and not _same(config[key], value)
    ]
    return " ".join(said[:MOST])


def _fit_difference(fit: dict[str, Any] | None, expected: dict[str, int]) -> str:
    if fit is None:
        return ""
    said = [
        f"{key.replace('_', ' ').capitalize()}: yours {fit.get(key)}, ours {value}."
        for key, value in expected.items()
        if fit.get(key) != value
    ]
    return " ".join(said)


ASPECTS: dict[str, Callable[[Any, Any], str]] = {
    "input": _input,
    "layers": _stack,
    "activations": _activations,
    "loss": _loss,
    "metrics": _metrics,
    "optimizer": _optimizer,
}
"""What is compared, by the name of it in a check."""
