"""What guessing gives: the loss and the accuracy of the best answer that is the same for every row."""

from math import log

import msgspec

CROSSENTROPIES = ("binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy")


class BaseRates(msgspec.Struct, frozen=True):
    """What a model must beat to have learned anything. None where it is not known."""

    loss: float | None = None
    """Training loss of the best answer that is the same for every row."""
    accuracy: float | None = None
    """Part of the training rows that are of their largest class, 0 to 1."""
    val_loss: float | None = None
    """Loss of guessing by the training rows' shares, on the validation rows."""
    val_accuracy: float | None = None
    """Part of the validation rows that are of the training rows' largest class, 0 to 1."""
    val_last_value: float | None = None
    """Of a series, loss of saying the last value again, on the validation rows."""
    test_last_value: float | None = None
    """The same on the test rows."""


def of_regression(
    guessing_loss: float | None,
    guessing: dict[str, dict[str, float]] | None = None,
    last_value_loss: dict[str, float] | None = None,
) -> BaseRates:
    """The base rates of a regression, as the trainer measured them.

    `guessing_loss` is the loss of the best answer that is always the same; `guessing` holds figures of the mean for
    each part of the rows, and `last_value_loss` the loss of saying the last value of a series again.
    """
    mean, last = guessing or {}, last_value_loss or {}
    return BaseRates(
        loss=guessing_loss,
        val_loss=mean.get("validation", {}).get("loss"),
        val_last_value=last.get("validation"),
        test_last_value=last.get("test"),
    )


def of_classes(classes: int, class_rows: dict[str, list[int]], loss: str, units: int) -> BaseRates:
    """The base rates of a classification into `classes`; equal shares where the rows of each class are not known.

    `class_rows` holds the rows of each class under `train` and `validation`; `units` are those of the output layer.
    A part that counts another number of classes says nothing: a trainer of another version may have counted it.
    """
    train = _shares(class_rows.get("train", []), classes) or [1 / classes] * classes
    validation = _shares(class_rows.get("validation", []), classes)
    largest = train.index(max(train))
    return BaseRates(
        loss=_loss(train, train, loss, units),
        accuracy=train[largest],
        val_loss=_loss(validation, train, loss, units) if validation else None,
        val_accuracy=validation[largest] if validation else None,
    )


def _shares(rows: list[int], classes: int) -> list[float]:
    total = sum(rows)
    return [count / total for count in rows] if total and len(rows) == classes else []


def _loss(found: list[float], guess: list[float], loss: str, units: int) -> float | None:
    """Mean loss of answering `guess`, the share of each class, to rows with the shares `found`.

    None where a class was never trained on: its crossentropy would be infinite.
    """
    if loss in CROSSENTROPIES:
        pairs = [(share, of) for share, of in zip(found, guess, strict=True) if share]
        return -sum(share * log(of) for share, of in pairs) if all(of for _, of in pairs) else None
    if units == 1 and len(guess) == 2:
        found, guess = found[1:], guess[1:]
    each = [_distance(share, of, loss) for share, of in zip(found, guess, strict=True)]
    return sum(each) / len(each)


def _distance(share: float, guess: float, loss: str) -> float:
    """Mean loss of one output unit that must be 1 for a `share` of the rows and 0 (hinge: -1) for the others."""
    if loss in ("mean_squared_error", "huber"):
        squared = share * (1 - guess) ** 2 + (1 - share) * guess**2
        # Huber with Keras's delta of 1: no error of a share is larger.
        return squared / 2 if loss == "huber" else squared
    wrong = 1 - share if guess >= 0.5 else share
    return 2 * wrong if loss == "hinge" else wrong
