"""What is reported of one `fit` of a learner's program: the model and its rows, then the history while it grows."""

import time
from collections.abc import Callable
from contextlib import suppress
from math import isfinite, prod
from typing import Any

PACE = 0.1
"""Seconds between two reports: a fast training has hundreds of epochs in one."""

MOST_WAITING = 100
"""Epochs that wait for a report at the most, so that its line stays short."""

MOST_EPOCHS = 100_000
"""Epochs of a training that are planned in a report at the most."""

MOST_COLUMNS = 16
"""Columns of a history that are reported."""

MOST_LAYERS = 100
"""Layers that are reported."""

MOST_TARGETS = 5_000_000
"""Targets that are counted by their class: more of them would hold the training up."""

WORDS = 40
"""Characters of a name that are reported."""


class FitReport:
    """Reports one training to `say`. It only reads: whatever cannot be read is left out."""

    def __init__(self, model: Any, arguments: dict[str, Any], callbacks: list[Any], say: Callable[..., Any]) -> None:
        """`arguments` are those of `fit` by name, `callbacks` the learner's own."""
        self._model = model
        self._arguments = arguments
        self._callbacks = callbacks
        self._send = say
        self._began = 0.0
        self._sent = 0.0
        self._epochs = 0
        """Epochs that ended."""
        self._waiting: dict[str, list[float | None]] = {}
        self._is_under_way = False

    def callback(self, keras: Any) -> Any:
        """What Keras calls as the training goes on."""
        return keras.callbacks.LambdaCallback(
            on_train_begin=lambda logs: self._begin(),
            on_epoch_end=lambda epoch, logs: self._take(dict(logs or {})),
            on_train_end=lambda logs: self.end(is_whole=True),
        )

    def _begin(self) -> None:
        self._began = self._sent = time.monotonic()
        self._is_under_way = True
        epochs = _read(lambda: int(self._arguments.get("epochs", 1)) - int(self._arguments.get("initial_epoch", 0)), 1)
        self._say(
            "FitBegan",
            epochs=max(1, min(epochs, MOST_EPOCHS)),
            batch_size=_read(lambda: int(self._arguments.get("batch_size") or 32), 32),
            loss=_read(lambda: _name(self._model.loss), ""),
            optimizer=_read(lambda: _name(type(self._model.optimizer)), ""),
            learning_rate=_read(lambda: _number(self._model.optimizer.learning_rate), None),
            layers=_read(lambda: [_layer(layer) for layer in self._model.layers[:MOST_LAYERS]], []),
            parameters=_read(lambda: sum(prod(each.shape) for each in self._model.trainable_weights), 0),
            **_read(lambda: _rows(self._model, self._arguments), {}),
        )

    def _take(self, logs: dict[str, Any]) -> None:
        """An epoch has ended."""
        self._epochs += 1
        if not self._waiting:
            self._waiting = {key: [] for key in [str(key)[:WORDS] for key in logs][:MOST_COLUMNS]}
        for key, column in self._waiting.items():
            column.append(_number(logs.get(key)))
        waiting = max(map(len, self._waiting.values()), default=0)
        now = time.monotonic()
        if now - self._sent >= PACE or waiting >= MOST_WAITING or self._epochs == 1:
            self._flush()
            self._sent = now

    def _flush(self) -> None:
        if count := max(map(len, self._waiting.values()), default=0):
            seconds = time.monotonic() - self._began
            self._say("FitEpochs", first=self._epochs - count + 1, columns=self._waiting, seconds=seconds)
        self._waiting = {}

    def end(self, *, is_whole: bool = False) -> None:
        """Report that the training is over; not `is_whole` where an error ended it."""
        if not self._is_under_way:
            return
        self._is_under_way = False
        self._flush()
        stopping = _read(lambda: _early_stopping(self._callbacks), {}) if is_whole else {}
        self._say("FitEnded", is_whole=is_whole, seconds=time.monotonic() - self._began, **stopping)

    def _say(self, kind: str, **fields: Any) -> None:
        # The program may have closed what it reports by; it trains on all the same.
        with suppress(OSError, ValueError):
            self._send(kind, **fields)


def _read(look: Callable[[], Any], otherwise: Any) -> Any:
    """What `look` finds; `otherwise` where the learner's own classes are in the way."""
    try:
        return look()
    except Exception:  # noqa: BLE001 - a learner's own layer or loss may raise anything when it is looked at
        return otherwise


def _name(value: Any) -> str:
    """The name of a loss, a function or a class; empty for several of them."""
    if isinstance(value, list | tuple | dict):
        return ""
    named = value if isinstance(value, str) else getattr(value, "name", None) or getattr(value, "__name__", "")
    return str(named)[:WORDS]


def _number(value: Any) -> float | None:
    """`value` as a number that can be sent; None where it is none, or not finite."""
    number = _read(lambda: float(value), None)
    return number if isinstance(number, float) and isfinite(number) else None


def _layer(layer: Any) -> list[Any]:
    """Class, what it does to a sum, output shape and parameters of a layer."""
    does = getattr(layer, "activation", None)
    detail = _name(does) if does is not None else ""
    if not detail and isinstance(rate := getattr(layer, "rate", None), float):
        detail = f"rate {rate:g}"
    shape = _read(lambda: str(tuple(layer.output.shape)), "")
    return [type(layer).__name__[:WORDS], detail, shape[:WORDS], _read(lambda: int(layer.count_params()), 0)]


def _rows(model: Any, arguments: dict[str, Any]) -> dict[str, Any]:
    """How many rows there are, what class they are of, and what guessing costs, as far as arrays say it."""
    targets: Any = arguments.get("y")
    if not _is_array(targets):
        return {}
    count = len(targets)
    validation, given, part = None, arguments.get("validation_data"), arguments.get("validation_split") or 0.0
    if given is not None:
        validation = given[1] if isinstance(given, list | tuple) and len(given) > 1 and _is_array(given[1]) else None
    elif part:
        # As Keras divides them.
        at = int(count * (1.0 - part))
        targets, validation = targets[:at], targets[at:]
    found: dict[str, Any] = {"train": len(targets), "validation": 0 if validation is None else len(validation)}
    loss, units = _name(model.loss).lower().replace("_", ""), int(model.output_shape[-1])
    if "crossentropy" in loss:
        found["classes"] = 2 if units == 1 else units
        parts = {"train": targets, "validation": validation}
        found["class_rows"] = {
            name: counted for name, rows in parts.items() if (counted := _class_rows(rows, found["classes"]))
        }
    elif (guess := _guessing_loss(targets, loss)) is not None:
        found["guessing_loss"] = guess
    return found


def _is_array(value: Any) -> bool:
    return type(value).__module__ == "numpy" and getattr(value, "ndim", 0) > 0


def _class_rows(targets: Any, classes: int) -> list[int]:
    """Rows of each class among one-hot or numbered `targets`; empty where it cannot be said."""
    if targets is None or targets.size > MOST_TARGETS or classes > 1000:
        return []
    if targets.ndim > 1 and targets.shape[-1] == classes:
        return [int(count) for count in targets.sum(axis=0)]
    if targets.size != len(targets):
        return []
    numbered = targets.reshape(-1)
    counts = [int((numbered == place).sum()) for place in range(classes)]
    return counts if sum(counts) == len(numbered) else []


def _guessing_loss(targets: Any, loss: str) -> float | None:
    """Mean squared or absolute error of the best answer that is the same for every row; None for other losses."""
    if targets.size > MOST_TARGETS or not targets.size:
        return None
    if loss in ("mse", "meansquarederror"):
        return _number(((targets - targets.mean(axis=0)) ** 2).mean())
    if loss in ("mae", "meanabsoluteerror"):
        middle = sorted(targets.reshape(-1).tolist())[targets.size // 2]
        return _number(abs(targets - middle).mean())
    return None


def _early_stopping(callbacks: list[Any]) -> dict[str, Any]:
    """Where early stopping ended the training, and which epoch's weights it put back."""
    for each in callbacks:
        if type(each).__name__ == "EarlyStopping":
            restored = each.best_epoch + 1 if each.restore_best_weights and each.best_weights is not None else None
            found = {"stopped_early_at": each.stopped_epoch + 1 if each.stopped_epoch else None}
            return {**found, "restored_epoch": restored}
    return {}
