"""What a verdict must never say again: each case was once seen on a learner's screen."""

from itertools import pairwise
from math import exp, log, sin

import msgspec
import pytest

from nnterm.experiment.history import History
from nnterm.experiment.verdict.base_rates import of_classes, of_regression
from nnterm.experiment.verdict.diagnosis import Diagnosis, DiagnosisKind, diagnose
from nnterm.experiment.verdict.known import Known

TWO = Known(classes=2, base=of_classes(2, {}, "binary_crossentropy", 1))
"""Two classes of equal shares, no validation rows."""


def shares(train: tuple[int, int], validation: tuple[int, int], **more: object) -> Known:
    """What is known of two classes with so many rows each."""
    rows = {"train": list(train), "validation": list(validation)}
    base = of_classes(2, rows, "categorical_crossentropy", 2)
    return Known(classes=2, base=base, train_rows=sum(train), validation_rows=sum(validation), **more)  # type: ignore[arg-type]


def falling(count: int, start: float, end: float, time: float) -> list[float]:
    return [end + (start - end) * exp(-epoch / time) for epoch in range(count)]


def at_end(columns: dict[str, list[float]], known: Known) -> Diagnosis:
    history = History(columns)
    return diagnose(history, len(history), known, over=True)


@pytest.mark.parametrize(("low", "now"), [(0.134, 0.193), (0.064, 0.103), (0.293, 0.379)])
@pytest.mark.parametrize("rows", [12, 50, 500, 5000])
def test_a_rise_by_a_third_has_not_hardly_risen(low: float, now: float, rows: int) -> None:
    val = [*falling(30, 0.7, low, 5), *(low + (now - low) * epoch / 70 for epoch in range(71))]
    val[30] = low
    known = Known(classes=2, base=TWO.base, validation_rows=rows)
    verdict = at_end({"loss": falling(101, 0.7, 0.01, 15), "val_loss": val}, known)
    assert "hardly" not in verdict.sentence
    assert f"{low:.3f}" in verdict.sentence
    assert f"{now:.3f}" in verdict.sentence
    if rows >= 500:
        assert verdict.kind is DiagnosisKind.OVERFITTING


def test_a_classifier_below_the_largest_class_is_no_good_fit() -> None:
    known = shares((180, 80), (38, 17))
    verdict = at_end(
        {
            "loss": falling(60, 0.8, 0.55, 6),
            "val_loss": falling(60, 0.8, 0.6, 6),
            "accuracy": [0.74] * 60,
            "val_accuracy": [0.641] * 60,
        },
        known,
    )
    assert verdict.kind is not DiagnosisKind.GOOD_FIT
    assert "validation accuracy is 0.641" in verdict.sentence
    assert "largest class gives 0.691" in verdict.sentence


def series(last_value: float, mean: float) -> Known:
    """What is known of a series, by what its last value and its mean cost on validation rows."""
    base = of_regression(1.0, {"validation": {"loss": mean}}, {"train": 0.002, "validation": last_value})
    return Known(base=base, train_rows=1453, validation_rows=364)


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (series(0.0016, 3.1), "saying the last value again costs 0.002"),
        (series(0.5, 0.01), "always saying the mean costs 0.010"),
    ],
)
def test_a_regression_that_does_not_beat_its_base_line_is_no_good_fit(known: Known, words: str) -> None:
    columns = {"loss": falling(60, 0.9, 0.0024, 3), "val_loss": falling(60, 3.0, 0.0134, 3)}
    verdict = at_end(columns, known)
    assert verdict.kind is DiagnosisKind.SETTLED
    assert words in verdict.sentence
    assert "0.013" in verdict.sentence
    restored = msgspec.structs.replace(known, restored_epoch=40)
    assert diagnose(History(columns), 100, restored, over=True).kind is DiagnosisKind.SETTLED


def test_a_regression_that_beats_its_base_line_is_a_good_fit() -> None:
    columns = {"loss": falling(60, 0.9, 0.0024, 3), "val_loss": falling(60, 3.0, 0.0134, 3)}
    assert at_end(columns, series(0.02, 3.1)).kind is DiagnosisKind.GOOD_FIT


def test_test_rows_that_the_last_value_forecasts_better_are_no_good_fit() -> None:
    base = of_regression(1.0, {}, {"test": 0.0016})
    known = Known(base=base, train_rows=1453, test_rows=400, test_loss=0.0024)
    verdict = at_end({"loss": falling(60, 0.9, 0.0024, 3)}, known)
    assert verdict.kind is DiagnosisKind.SETTLED
    assert "saying the last value again costs 0.002" in verdict.sentence


def test_a_net_that_finds_no_rare_case_is_underfitting_though_its_loss_is_better_than_guessing() -> None:
    known = shares((243, 13), (44, 2))
    columns = {
        "loss": falling(60, 0.4, 0.15, 6),
        "val_loss": falling(60, 0.4, 0.14, 6),
        "accuracy": [243 / 256] * 60,
        "val_accuracy": [44 / 46] * 60,
    }
    verdict = at_end(columns, known)
    assert verdict.kind is DiagnosisKind.UNDERFITTING
    assert "0.949" in verdict.sentence
    columns["accuracy"] = [0.99] * 60
    assert at_end(columns, known).kind is not DiagnosisKind.UNDERFITTING


def test_a_loss_that_fell_from_0457_to_0424_in_two_epochs_still_learns() -> None:
    val = [1.72, 1.21, 0.92, 0.75, 0.64, 0.565, 0.507, 0.457, 0.44, 0.424]
    loss = [2.0, 1.4, 1.05, 0.84, 0.71, 0.62, 0.55, 0.5, 0.462, 0.43]
    base = of_classes(10, {}, "categorical_crossentropy", 10)
    verdict = at_end({"loss": loss, "val_loss": val}, Known(classes=10, base=base, validation_rows=1000))
    assert verdict.kind is DiagnosisKind.LEARNING
    assert "0.457 at epoch 8, 0.424 at epoch 10" in verdict.sentence


def column(numbers: str) -> list[float]:
    return [float(number) for number in numbers.split()]


LETTERS_AND_NUMBERS = {
    "loss": column("1.989 1.505 1.312 1.219 1.131 1.045 .940 .826 .714 .591 .480 .385"),
    "val_loss": column("1.675 1.450 1.421 1.431 1.417 1.430 1.406 1.376 1.345 1.327 1.317 1.329"),
}
FEW_DIGITS = {
    "loss": column("1.2 .7 .5 .409 .323 .266 .260 .188 .192 .168 .115 .093 .084 .069 .084 .038 .044 .051 .011 .006"),
    "val_loss": column("1 .8 .65 .568 .366 .317 .384 .307 .300 .342 .308 .271 .333 .297 .274 .348 .239 .238 .240 .438"),
}


@pytest.mark.parametrize(
    ("columns", "rows", "said"),
    [(LETTERS_AND_NUMBERS, 1000, "epoch 11, 1.317"), (FEW_DIGITS, 200, "epoch 18, 0.238")],
)
def test_more_epochs_are_not_advised_where_rows_are_learned_by_heart(
    columns: dict[str, list[float]], rows: int, said: str
) -> None:
    verdict = at_end(columns, shares((400, 400), (rows // 2, rows // 2)))
    assert verdict.kind is DiagnosisKind.LEARNING
    assert f"Validation loss was lowest at {said}." in verdict.sentence
    assert "More epochs" not in verdict.sentence


def test_a_loss_that_was_lowest_long_ago_is_not_said_to_fall() -> None:
    epochs = range(300)
    val_loss = [1.7 + 3 * exp(-epoch / 30) + 0.0002 * max(0, epoch - 180) + 0.01 * sin(epoch) for epoch in epochs]
    loss = [0.1 + 2 * exp(-epoch / 300) for epoch in epochs]
    sentence = at_end({"loss": loss, "val_loss": val_loss}, shares((400, 400), (50, 50))).sentence
    assert "still falls" not in sentence
    assert sentence.startswith(f"validation loss was lowest at epoch {1 + val_loss.index(min(val_loss))}, 1.697")


def test_one_epoch_that_lies_low_does_not_end_a_fall() -> None:
    val_loss = [0.5 + 0.5 * exp(-epoch / 80) for epoch in range(200)]
    val_loss[120] = 0.45
    loss = [0.1 + 0.5 * exp(-epoch / 80) for epoch in range(200)]
    sentence = at_end({"loss": loss, "val_loss": val_loss}, shares((400, 400), (50, 50))).sentence
    assert sentence.startswith("validation loss still falls: 0.578 at epoch 150, 0.542 at epoch 200.")


def test_eight_steep_epochs_have_not_settled() -> None:
    loss = [0.717, 0.617, 0.567, 0.538, 0.517, 0.499, 0.484, 0.469]
    verdict = at_end({"loss": loss, "accuracy": [0.75] * 8}, TWO)
    assert verdict.kind is DiagnosisKind.LEARNING
    assert "still falls" in verdict.sentence


def test_a_net_stuck_at_three_rows_of_four_is_not_said_to_learn() -> None:
    verdict = at_end({"loss": falling(300, 0.7, 0.477, 30), "accuracy": [0.75] * 300}, TWO)
    assert verdict.kind is DiagnosisKind.SETTLED
    assert "guessing gives 0.693" in verdict.sentence


@pytest.mark.parametrize("epochs", [5, 10, 40])
def test_a_loss_of_200000_has_diverged_whatever_it_began_with(epochs: int) -> None:
    jumping = [4e5, 2.1e5, 3.3e5, 1.9e5, 2.6e5] * 8
    base = of_classes(10, {}, "categorical_crossentropy", 10)
    columns = {"loss": jumping[:epochs], "val_loss": jumping[:epochs], "accuracy": [0.4] * epochs}
    verdict = at_end(columns, Known(classes=10, base=base, validation_rows=1000))
    assert verdict.kind is DiagnosisKind.DIVERGED
    assert "learning rate" in verdict.sentence
    assert "guessing gives 2.303" in verdict.sentence


def test_the_base_rate_follows_the_classes_real_shares() -> None:
    known = shares((169, 87), (30, 15))
    stays = [0.641 + 0.001 * (epoch % 2) for epoch in range(60)]
    verdict = at_end({"loss": stays, "val_loss": stays, "accuracy": [169 / 256] * 60}, known)
    assert verdict.kind is DiagnosisKind.UNDERFITTING
    assert "gives 0.641" in verdict.sentence
    assert "0.693" not in verdict.sentence


def test_nothing_is_said_to_be_at_the_end_before_the_end() -> None:
    val = [0.9, 0.7, 0.6, 0.55, 0.54, 0.54, 0.54, 0.54, 0.54, 0.54]
    for epochs in range(1, 10):
        history = History({"loss": val[:epochs], "val_loss": val[:epochs]})
        assert "at the end" not in diagnose(history, 10, TWO).sentence


@pytest.mark.parametrize("epochs", [8, 40, 300])
def test_a_run_without_validation_rows_says_what_it_saw_and_nothing_more(epochs: int) -> None:
    verdict = at_end({"loss": falling(epochs, 0.7, 0.02, epochs / 12)}, TWO)
    assert verdict.kind is DiagnosisKind.SETTLED
    assert "no rows" not in verdict.sentence
    assert f"at epoch {epochs}" in verdict.sentence


@pytest.mark.parametrize(
    ("test_loss", "kind"),
    [(0.031, DiagnosisKind.GOOD_FIT), (0.4, DiagnosisKind.OVERFITTING), (None, DiagnosisKind.SETTLED)],
)
def test_test_rows_count_where_no_validation_rows_check_a_run(test_loss: float | None, kind: DiagnosisKind) -> None:
    known = Known(classes=2, base=TWO.base, test_rows=1000 if test_loss else 0, test_loss=test_loss)
    columns = {"loss": falling(100, 0.7, 0.02, 8), "accuracy": [0.99] * 100}
    verdict = at_end(columns, known)
    assert verdict.kind is kind
    assert test_loss is None or f"{test_loss:.3f}" in verdict.sentence
    # While it runs, nobody has seen them.
    assert diagnose(History(columns), 100, known).kind is DiagnosisKind.SETTLED


def test_weights_that_early_stopping_put_back_are_what_is_judged() -> None:
    val = [*falling(30, 0.7, 0.3, 6), *(0.3 + 0.02 * epoch for epoch in range(12))]
    columns = {"loss": falling(42, 0.7, 0.05, 10), "val_loss": val}
    known = Known(classes=2, base=TWO.base, validation_rows=500)
    best = val.index(min(val)) + 1
    assert at_end(columns, known).kind is DiagnosisKind.OVERFITTING
    restored = Known(classes=2, base=TWO.base, validation_rows=500, restored_epoch=best)
    verdict = at_end(columns, restored)
    assert verdict.kind is DiagnosisKind.GOOD_FIT
    assert f"weights of epoch {best} are back" in verdict.sentence
    assert f"{val[best - 1]:.3f}" in verdict.sentence
    assert "0.520 at epoch 42" in verdict.sentence


def test_weights_put_back_of_a_model_that_learned_nothing_are_no_good_fit() -> None:
    stays = [log(2) - 0.001 * (epoch == 5) for epoch in range(30)]
    known = Known(classes=2, base=TWO.base, validation_rows=500, restored_epoch=6)
    assert at_end({"loss": stays, "val_loss": stays}, known).kind is DiagnosisKind.UNDERFITTING


def test_few_rows_are_named_as_the_reason_for_doubt() -> None:
    val = [*falling(30, 0.7, 0.3, 5), *(0.3 + 0.0005 * epoch for epoch in range(71))]
    columns = {"loss": falling(101, 0.7, 0.02, 15), "val_loss": val}
    verdict = at_end(columns, Known(classes=2, base=TWO.base, validation_rows=20))
    assert verdict.kind is DiagnosisKind.GOOD_FIT
    assert "With 20 rows that could be noise." in verdict.sentence


def test_a_verdict_on_jumping_curves_changes_twice_at_the_most() -> None:
    # Jumps by turns of a fifth, around a slow fall that ends and begins again.
    val = [
        0.4 + 0.3 * exp(-epoch / 20) + 0.05 * ((epoch * 7919) % 13 - 6) / 6 - 0.04 * (epoch > 120)
        for epoch in range(200)
    ]
    loss = [value - 0.05 for value in val]
    history, said = History(), []
    for epoch in range(1, 201):
        history.extend(epoch, {"loss": [loss[epoch - 1]], "val_loss": [val[epoch - 1]]})
        said.append(diagnose(history, 200, Known(base=of_regression(1.0), validation_rows=100), over=epoch == 200).kind)
    verdicts = [kind for kind in said if kind is not DiagnosisKind.TOO_EARLY]
    assert sum(a is not b for a, b in pairwise(verdicts)) <= 2


def test_a_verdict_does_not_depend_on_how_often_the_history_was_read() -> None:
    val = [*falling(60, 0.7, 0.3, 8), *(0.3 + 0.01 * epoch for epoch in range(60))]
    columns = {"loss": falling(120, 0.7, 0.02, 20), "val_loss": val}
    known = Known(classes=2, base=TWO.base, validation_rows=500)
    grown, epoch = History(), 0
    for step in (1, 2, 5, 11, 30, 71):
        grown.extend(epoch + 1, {key: values[epoch : epoch + step] for key, values in columns.items()})
        epoch += step
        seen = History({key: values[:epoch] for key, values in columns.items()})
        assert diagnose(grown, 120, known) == diagnose(seen, 120, known)


def test_a_good_fit_says_how_far_training_loss_is_below() -> None:
    val_loss = falling(60, 1.0, 0.27, 6)
    apart = at_end({"loss": falling(60, 1.0, 0.04, 8), "val_loss": val_loss}, shares((200, 200), (100, 100)))
    assert apart.kind is DiagnosisKind.GOOD_FIT
    assert "Training loss is far below, 0.04" in apart.sentence
    beside = at_end({"loss": falling(60, 1.0, 0.2, 8), "val_loss": val_loss}, shares((200, 200), (100, 100)))
    assert beside.kind is DiagnosisKind.GOOD_FIT
    assert "far below" not in beside.sentence
