from math import exp, inf, log, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnterm.experiment.history import History
from nnterm.experiment.verdict.base_rates import of_classes, of_regression
from nnterm.experiment.verdict.diagnosis import Diagnosis, DiagnosisKind
from nnterm.experiment.verdict.diagnosis import diagnose as diagnose_known
from nnterm.experiment.verdict.known import Known


def history(loss: list[float], val_loss: list[float] | None = None, accuracy: list[float] | None = None) -> History:
    columns = {"loss": loss}
    if val_loss is not None:
        columns["val_loss"] = val_loss
    if accuracy is not None:
        columns["accuracy"] = accuracy
    return History(columns)


def diagnose(
    history: History,
    planned: int,
    *,
    over: bool = False,
    classes: int = 0,
    guessing_loss: float | None = None,
    validation_rows: int = 0,
    diverged_at: int | None = None,
) -> Diagnosis:
    """The verdict on a run of classes of equal shares, or of a regression."""
    base = of_regression(guessing_loss)
    if classes > 1:
        base = of_classes(classes, {}, "categorical_crossentropy", classes)
    known = Known(classes=classes, base=base, validation_rows=validation_rows, diverged_at=diverged_at)
    return diagnose_known(history, planned, known, over=over)


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


def test_it_is_called_a_good_fit_at_the_end_alone_since_a_rise_may_follow() -> None:
    curve = falling(60, 0.2) + [0.2] * 100
    assert diagnose(history(curve, curve), 200, classes=2).kind is DiagnosisKind.SETTLED


def test_a_last_epoch_far_above_the_best_is_no_good_fit() -> None:
    curve = falling(60, 0.2) + [0.2] * 39
    assert diagnose(history([*curve, 0.2], [*curve, 0.22]), 100, over=True, classes=2).kind is DiagnosisKind.GOOD_FIT
    assert diagnose(history([*curve, 0.2], [*curve, 0.45]), 100, over=True, classes=2).kind is DiagnosisKind.SETTLED


def test_more_epochs_are_not_offered_where_training_loss_alone_still_falls() -> None:
    loss = [2.8 - 0.06 * epoch for epoch in range(12)]
    val = [2.8, 2.7, 2.6, 2.52, 2.46, 2.42, 2.4, 2.395, 2.393, 2.392, 2.392, 2.396]
    sentence = diagnose(history(loss, val), 12, over=True, guessing_loss=3.2).sentence
    assert "training loss still falls" in sentence and sentence.endswith(
        "Validation loss was lowest at epoch 10, 2.392."
    )


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
    learned_by_heart = diagnose(history([*falling(50, 0.0), *[0.0] * 50]), 100, over=True, classes=2)
    assert learned_by_heart.kind is DiagnosisKind.SETTLED


def test_a_healthy_wait_on_a_plateau_is_not_judged_before_its_time() -> None:
    waiting = history([log(2)] * 40, [log(2)] * 40, [0.5] * 40)
    assert diagnose(waiting, 1000, classes=2).kind is not DiagnosisKind.UNDERFITTING
    assert diagnose(waiting, 40, over=True, classes=2).kind is DiagnosisKind.UNDERFITTING


def test_four_epochs_of_many_planned_are_too_early_but_four_in_all_are_read() -> None:
    curve = falling(5)
    assert diagnose(history(curve[:4], curve[:4]), 100).kind is DiagnosisKind.TOO_EARLY
    assert diagnose(history(curve[:4], curve[:4]), 4, over=True).kind is not DiagnosisKind.TOO_EARLY


def test_a_loss_that_is_no_number_is_found_without_being_told() -> None:
    assert diagnose(history([1.0, 5.0, 1e200, inf, nan]), 10).since == 3


@pytest.mark.parametrize("lone", [0.02, 30.0])
def test_a_lone_dip_or_spike_of_validation_is_no_overfitting(lone: float) -> None:
    val = falling(100, 0.3)
    val[50] = lone
    for epochs in range(52, 101):
        verdict = diagnose(history(falling(100, 0.1)[:epochs], val[:epochs]), 100, validation_rows=60, classes=2)
        assert verdict.kind is not DiagnosisKind.OVERFITTING


def test_the_same_rise_counts_with_many_validation_rows_and_not_with_few() -> None:
    val = [0.4 + 0.6 * exp(-i / 8) + 0.0004 * max(0, i - 40) for i in range(200)]
    curves = history(falling(200, 0.01), val)
    assert diagnose(curves, 200, validation_rows=5000, over=True, classes=2).kind is DiagnosisKind.OVERFITTING
    few = diagnose(curves, 200, validation_rows=20, over=True, classes=2)
    assert few.kind is DiagnosisKind.GOOD_FIT
    assert "could be noise" in few.sentence


def test_the_sentence_names_the_losses_and_the_epoch_of_the_best() -> None:
    val = [0.9, 0.6, 0.5, 0.42, 0.5, 0.6, 0.7, 1.0]
    verdict = diagnose(history(falling(8, 0.01), val), 8, over=True, classes=2)
    assert verdict.kind is DiagnosisKind.OVERFITTING
    assert verdict.since == 5
    assert "0.420 to 1.000 since epoch 4" in verdict.sentence


def test_losses_that_both_rise_are_no_overfitting() -> None:
    rising = [0.2 + 0.01 * i for i in range(60)]
    verdict = diagnose(history(rising, rising), 60, over=True, classes=0)
    assert verdict.kind is DiagnosisKind.UNDERFITTING


def test_a_regression_that_never_moved_is_underfitting_and_one_at_zero_is_not() -> None:
    assert diagnose(history([4.0] * 50, [4.0] * 50), 50, over=True).kind is DiagnosisKind.UNDERFITTING
    assert diagnose(history([0.0] * 50, [0.0] * 50), 50, over=True).kind is DiagnosisKind.GOOD_FIT


def test_a_regression_no_better_than_one_answer_for_all_is_underfitting_though_it_moved() -> None:
    plateau = [27000.0, 9000.0, 5800.0, *[5750.0] * 20]
    verdict = diagnose(history(plateau, plateau), 23, over=True, guessing_loss=5941.0)
    assert verdict.kind is DiagnosisKind.UNDERFITTING
    assert "stays at 5750" in verdict.sentence
    assert "gives 5941" in verdict.sentence
    lower = [value * 0.8 for value in plateau]
    assert diagnose(history(lower, lower), 23, over=True, guessing_loss=5941.0).kind is DiagnosisKind.GOOD_FIT
    slow = [7000.0 - 60 * epoch for epoch in range(23)]
    assert diagnose(history(slow, slow), 23, over=True, guessing_loss=5941.0).kind is DiagnosisKind.LEARNING


@pytest.mark.parametrize("guessing_loss", [None, 1.4])
def test_a_line_learned_at_once_and_trained_on_for_long_is_a_good_fit(guessing_loss: float | None) -> None:
    curve = [1.6, 0.05, *[0.011] * 300]
    verdict = diagnose(history(curve, curve), 302, validation_rows=100, over=True, guessing_loss=guessing_loss)
    assert verdict.kind is DiagnosisKind.GOOD_FIT


def test_a_loss_that_jumps_far_above_guessing_is_said_to_want_smaller_steps() -> None:
    jumps = [6.9 + 0.1 * (i % 2) for i in range(40)]
    verdict = diagnose(history(jumps), 40, over=True, guessing_loss=1.4)
    assert verdict.kind is DiagnosisKind.UNDERFITTING
    assert verdict.sentence.endswith("Try a smaller learning rate.")
    near = [1.45 + 0.01 * (i % 2) for i in range(40)]
    assert "smaller" not in diagnose(history(near), 40, over=True, guessing_loss=1.4).sentence


def test_a_rise_from_almost_nothing_to_almost_nothing_is_a_good_fit() -> None:
    val = [0.7 * exp(-i / 5) + 1e-9 * i for i in range(200)]
    assert diagnose(history(falling(200, 0.0), val), 200, over=True, classes=2).kind is DiagnosisKind.GOOD_FIT


def test_accuracy_near_guessing_is_underfitting_whatever_the_loss() -> None:
    verdict = diagnose(history([0.25] * 60, [0.25] * 60, [0.52] * 60), 60, over=True, classes=2)
    assert verdict.kind is DiagnosisKind.UNDERFITTING
    assert "0.520" in verdict.sentence


NUMBERS = st.one_of(st.floats(), st.floats(0, 3), st.sampled_from([nan, inf, -inf, 0.0]))


@given(
    st.lists(NUMBERS, max_size=150),
    st.one_of(st.none(), st.lists(NUMBERS, max_size=150)),
    st.booleans(),
    st.integers(0, 10**6),
    st.sampled_from([0, 1, 2, 10]),
)
def test_any_numbers_give_a_verdict_in_a_short_sentence(
    loss: list[float], val: list[float] | None, over: bool, rows: int, classes: int
) -> None:
    verdict = diagnose(history(loss, val, loss[::-1]), 100, validation_rows=rows, over=over, classes=classes)
    assert 10 < len(verdict.sentence) <= 150
    assert verdict.since is None or 1 <= verdict.since <= len(loss) + 1


def test_a_long_history_costs_no_more_than_a_short_one() -> None:
    class Counted(list):  # type: ignore[type-arg]
        read = 0

        def __getitem__(self, key):  # type: ignore[no-untyped-def]
            found = list.__getitem__(self, key)
            Counted.read += len(found) if isinstance(found, list) else 1
            return found

        def __iter__(self):  # type: ignore[no-untyped-def]
            for value in list.__iter__(self):
                Counted.read += 1
                yield value

    long = History({"loss": Counted(falling(100_000)), "val_loss": Counted(falling(100_000))})
    # The search for the best epoch looks at every epoch once in its life; each later call only at new ones.
    long.best_epoch()
    Counted.read = 0
    diagnose(long, 100_000, classes=2)
    assert 0 < Counted.read < 20_000
    # Later calls, one for each frame, read what is new.
    more = [0.1] * 400
    long.columns["loss"].extend(more)
    long.columns["val_loss"].extend(more)
    long.best_epoch()
    Counted.read = 0
    diagnose(long, 100_000, classes=2)
    assert 0 < Counted.read < 300


def test_the_rise_is_said_in_numbers_that_were_on_the_screen() -> None:
    loss = falling(200, 0.01)
    val_loss = [0.3 + 0.4 * exp(-i / 4) + 0.005 * max(0, i - 20) + 0.004 * (i % 3) for i in range(200)]
    said = diagnose(history(loss, val_loss), 200, validation_rows=500, over=True, classes=2).sentence
    best = min(range(200), key=val_loss.__getitem__)
    assert f"rose from {val_loss[best]:.3f} to {val_loss[-1]:.3f} since epoch {best + 1}," in said


def test_a_rise_that_lasts_is_overfitting_though_few_rows_leave_it_within_chance() -> None:
    loss = falling(100, end=0.02)
    # 0.08 above 0.40: with 27 rows the margin is 0.10.
    val_loss = [*falling(40, end=0.40), *[0.48] * 60]
    known = Known(base=of_regression(1.0), validation_rows=27)
    said = [diagnose_known(history(loss[:n], val_loss[:n]), 100, known).kind for n in range(1, 101)]
    first = said.index(DiagnosisKind.OVERFITTING) + 1
    assert 45 < first <= 55
    assert said[-1] is DiagnosisKind.OVERFITTING
    short = [*val_loss[:44], *[0.41] * 56]
    kinds = {diagnose_known(history(loss[:n], short[:n]), 100, known).kind for n in range(1, 101)}
    assert DiagnosisKind.OVERFITTING not in kinds, "four epochs do not last"


SPIKES = [2.2, 0.4, 1.9, 0.3, 2.8, 0.9, 1.6, 0.6, 2.4, 0.8, 3.1, 1.1]
"""Validation losses that jump far, and lie above all of the first ones."""


def test_jumps_excuse_no_rise_above_which_even_the_lowest_of_them_lies() -> None:
    val_loss = [0.9, 0.2, 0.15, 0.9, 0.2, 0.16, *SPIKES]
    verdict = diagnose(history(falling(18), val_loss), 18, over=True, classes=2, validation_rows=65)
    assert verdict.kind is DiagnosisKind.OVERFITTING
    back = [0.9, 0.2, 0.15, 0.9, 0.2, 0.16, *(v if v < 2 else 0.15 for v in SPIKES)]
    verdict = diagnose(history(falling(18), back), 18, over=True, classes=2, validation_rows=65)
    assert verdict.kind is not DiagnosisKind.OVERFITTING


def test_what_has_risen_plainly_though_perhaps_by_chance_is_no_good_fit() -> None:
    val_loss = [*falling(30, 0.3), *(0.3 + 0.3 * (i % 2) for i in range(26)), 0.5, 0.5, 0.7, 0.45]
    verdict = diagnose(history(falling(60), val_loss), 60, over=True, classes=2, validation_rows=60)
    assert verdict.kind is DiagnosisKind.SETTLED
    assert "With 60 rows that could be noise." in verdict.sentence
    flat = [*falling(30, 0.3), *(0.3 + 0.02 * (i % 2) for i in range(30))]
    assert diagnose(history(falling(60), flat), 60, over=True, classes=2, validation_rows=60).kind is (
        DiagnosisKind.GOOD_FIT
    )


def test_one_low_epoch_takes_no_overfitting_back() -> None:
    val_loss = [*falling(10, 0.3), *([0.9] * 10), *(1.9 - 0.02 * i for i in range(20)), 0.31]
    settled = [1.4 - 0.001 * i for i in range(20)]
    kinds = [
        diagnose(history(falling(61)[:n], [*val_loss, *settled][:n]), 61, classes=2, validation_rows=65).kind
        for n in range(35, 62)
    ]
    assert set(kinds) == {DiagnosisKind.OVERFITTING}


def test_overfitting_from_the_start_of_a_long_run_is_said_by_epoch_15() -> None:
    val_loss = [3.4, 3.3, *(3.5 + 0.4 * epoch for epoch in range(28))]
    run = history(falling(30, start=3.4, end=0.01), val_loss)
    assert diagnose_known(History({key: values[:15] for key, values in run.columns.items()}), 1500).kind is (
        DiagnosisKind.OVERFITTING
    )


def test_overfitting_is_taken_back_soon_once_validation_loss_is_lower_than_ever() -> None:
    # Grokking: far above the start for hundreds of epochs, and then nearly 0.
    val_loss = [3.4 - 0.01 * epoch for epoch in range(10)]
    val_loss += [5.0] * 190 + [max(0.1, 5.0 - 0.1 * epoch) for epoch in range(100)]
    loss = falling(300, start=3.4, end=0.02)
    kinds = {n: diagnose_known(history(loss[:n], val_loss[:n]), 1500).kind for n in (200, 230)}
    assert kinds[200] is DiagnosisKind.OVERFITTING
    assert kinds[230] is DiagnosisKind.LEARNING
