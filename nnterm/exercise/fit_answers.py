"""What a learner's program may report of its trainings: each field is checked, and no more passes than can be shown."""

from typing import Any

from nnterm.exercise.fit_report import MOST_COLUMNS, MOST_EPOCHS, MOST_LAYERS, MOST_WAITING, WORDS

ROOM = 300
"""Reports that are passed on of any program."""

ROOM_A_SECOND = 12
"""Reports that are passed on beside these for each second that it may run."""

LARGEST = 1e15
"""Largest count."""

NUMBERS = 1e100
"""Largest measured value."""


class FitAnswers:
    """Reads what a program says of its trainings, in their order."""

    def __init__(self, seconds: float) -> None:
        """`seconds` is how long the program may run."""
        self._room = ROOM + int(ROOM_A_SECOND * seconds)
        self._is_training = False

    def read(self, said: dict[str, Any]) -> dict[str, Any] | None:
        """The message `said`, as it may be passed on; None where it is out of shape, place or room."""
        kind = said.get("type")
        if self._room <= 0 or self._is_training is (kind == "FitBegan"):
            return None
        read = {"FitBegan": _began, "FitEpochs": _epochs, "FitEnded": _ended}[str(kind)]
        try:
            found = read(said)
        except (AttributeError, KeyError, TypeError, ValueError):
            return None
        self._room -= 1
        self._is_training = kind != "FitEnded"
        return {"type": kind, **found}


def _began(said: dict[str, Any]) -> dict[str, Any]:
    return {
        "epochs": _count(said["epochs"], MOST_EPOCHS, 1),
        "batch_size": _count(said["batch_size"]),
        "loss": _text(said["loss"]),
        "optimizer": _text(said["optimizer"]),
        "learning_rate": _number(said["learning_rate"]),
        "parameters": _count(said["parameters"]),
        "train": _count(said.get("train", 0)),
        "validation": _count(said.get("validation", 0)),
        "classes": _count(said.get("classes", 0), 1000),
        "class_rows": {
            part: [_count(rows) for rows in _items(said.get("class_rows", {}).get(part, []), 1000)]
            for part in ("train", "validation")
        },
        "guessing_loss": _number(said.get("guessing_loss")),
        "layers": [
            [_text(name), _text(detail), _text(shape), _count(parameters)]
            for name, detail, shape, parameters in _items(said["layers"], MOST_LAYERS)
        ],
    }


def _epochs(said: dict[str, Any]) -> dict[str, Any]:
    columns = said["columns"]
    if not isinstance(columns, dict) or not 0 < len(columns) <= MOST_COLUMNS:
        raise ValueError("no columns")
    found = {_text(key): [_number(value) for value in _items(column, MOST_WAITING)] for key, column in columns.items()}
    if len({len(column) for column in found.values()}) != 1:
        raise ValueError("columns of different lengths")
    return {"first": _count(said["first"], MOST_EPOCHS, 1), "columns": found, "seconds": _seconds(said["seconds"])}


def _ended(said: dict[str, Any]) -> dict[str, Any]:
    optional = {
        name: None if said.get(name) is None else _count(said[name], MOST_EPOCHS)
        for name in ("stopped_early_at", "restored_epoch")
    }
    return {"is_whole": said["is_whole"] is True, "seconds": _seconds(said["seconds"]), **optional}


def _items(value: Any, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise ValueError("no list, or too long")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value[:WORDS].encode("utf-8", "replace").decode()


def _count(value: Any, most: float = LARGEST, least: int = 0) -> int:
    if type(value) is not int or not least <= value <= most:
        raise ValueError("no count")
    return value


def _number(value: Any) -> float | None:
    """A measured value; None where it is no number that can be drawn."""
    if value is None:
        return None
    if type(value) not in (int, float):
        raise TypeError("no number")
    # Compared before it is converted: a whole number may be larger than any float. Not even NaN passes.
    return float(value) if abs(value) <= NUMBERS else None


def _seconds(value: Any) -> float:
    return min(1e6, max(0.0, _number(value) or 0.0))
