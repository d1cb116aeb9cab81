from math import exp, inf, log, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnterm.experiment.diagnosis import DiagnosisKind, diagnose
from nnterm.experiment.run import History


def history(loss: list[float], val_loss: list[float] | None = None, accuracy: list[float] | None = None) -> History:
    columns = {"loss": loss}
    if val_loss is not None:
        columns["val_loss"] = val_loss
    if accuracy is not None:
        columns["accuracy"] = accuracy
    return History(columns)


def falling(count: int, end: float = 0.1, start: float = 1.0) -> list[float]:
    return [end + (start - end) * exp(-5 * i / count) for i in range(count)]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_few_epochs_are_too_early(count: int) -> None:
    assert diagnose(history([1.0] * count, [1.0] * count), 100).kind is DiagnosisKind.TOO_EARLY


def test_a_loss_that_is_no_number_has_diverged_and_says_where() -> None:
    verdict = diagnose(history([1.0, 5.0, nan], [1.0, 9.0, nan]), 10, diverged_at=3)
    assert verdict.kind is DiagnosisKind.DIVERGED
    assert verdict.since == 3
    assert "epoch 3" in verdict.sentence
    assert "learning rate" in verdict.sentence


def test_a_loss_that_explodes_has_diverged_though_it_is_a_number() -> None:
    assert diagnose(history([1.0, 4.0, 90.0, 4000.0]), 10, classes=2).kind is DiagnosisKind.DIVERGED


def test_guessing_for_long_is_underfitting_and_names_the_base_rate() -> None:
    stuck = [log(2) + 0.001 * (i % 3) for i in range(60)]
    verdict = diagnose(history(stuck, stuck, [0.5] * 60), 60, over=True, classes=2)
    assert verdict.kind is DiagnosisKind.UNDERFITTING
    assert "0.693" in verdict.sentence


def test_a_low_loss_is_no_underfitting() -> None:
    curve = falling(60)
    verdict = diagnose(history(curve, curve, [0.95] * 60), 60, over=True, classes=2)
    assert verdict.kind is not DiagnosisKind.UNDERFITTING


def test_validation_that_still_falls_is_learning() -> None:
    curve = [1 - 0.008 * i for i in range(100)]
    assert diagnose(history(curve, curve), 100, classes=2).kind is DiagnosisKind.LEARNING


def test_validation_that_has_settled_is_a_good_fit() -> None:
    curve = falling(200)
    assert diagnose(history(curve, curve), 200, over=True, classes=2).kind is DiagnosisKind.GOOD_FIT


def test_validation_that_rises_far_is_overfitting_since_its_best() -> None:
    val = [0.4 + 0.6 * exp(-i / 8) + 0.004 * max(0, i - 40) for i in range(200)]
    verdict = diagnose(history(falling(200, 0.01), val), 200, over=True, classes=2)
    assert verdict.kind is DiagnosisKind.OVERFITTING
    assert verdict.since == val.index(min(val)) + 2


def test_few_validation_rows_are_said_to_be_noisy() -> None:
    val = [0.4 + 0.6 * exp(-i / 8) + 0.004 * max(0, i - 40) for i in range(200)]
    assert "noise" in diagnose(history(falling(200, 0.01), val), 200, validation_rows=12).sentence


def test_without_validation_overfitting_is_not_claimed() -> None:
    verdict = diagnose(history(falling(50)), 50, over=True, classes=2)
    assert verdict.kind is DiagnosisKind.LEARNING
    assert "validation" in verdict.sentence


NUMBERS = st.one_of(st.floats(), st.sampled_from([nan, inf, -inf, 0.0]))


@given(st.lists(NUMBERS, max_size=150), st.data(), st.booleans(), st.sampled_from([0, 2, 10]))
def test_any_numbers_give_a_verdict_in_words(loss: list[float], data: st.DataObject, over: bool, classes: int) -> None:
    val = data.draw(st.one_of(st.none(), st.lists(NUMBERS, min_size=len(loss), max_size=len(loss))))
    verdict = diagnose(history(loss, val), max(1, len(loss)), over=over, classes=classes)
    assert 10 < len(verdict.sentence) < 400


def test_a_long_history_costs_no_more_than_a_short_one() -> None:
    class Counted(list):  # type: ignore[type-arg]
        read = 0

        def __getitem__(self, key):  # type: ignore[no-untyped-def]
            found = list.__getitem__(self, key)
            Counted.read += len(found) if isinstance(found, list) else 1
            return found

    long = History({"loss": Counted(falling(100_000)), "val_loss": Counted(falling(100_000))})
    diagnose(long, 100_000, classes=2)
    Counted.read = 0
    diagnose(long, 100_000, classes=2)
    assert Counted.read < 20_000
