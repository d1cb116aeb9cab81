"""With dropout on, the training loss of the history is worse than the model is: the verdict goes by what it is."""

from nnterm.experiment.history import History
from nnterm.experiment.verdict.base_rates import BaseRates
from nnterm.experiment.verdict.diagnosis import Diagnosis, DiagnosisKind, diagnose
from nnterm.experiment.verdict.known import Known

BASE = BaseRates(loss=0.69)


def verdict(level: float, known: Known, *, over: bool = True) -> Diagnosis:
    """Of a training loss that stays at `level`."""
    history = History({"loss": [level + 0.0001 * (-1) ** epoch for epoch in range(60)]})
    found = diagnose(history, 60, known, over=over)
    assert found is not None
    return found


def test_rows_learned_by_heart_are_seen_though_dropout_hides_it_in_the_history() -> None:
    tested = {"classes": 2, "base": BASE, "train_rows": 60, "test_rows": 500, "test_loss": 0.3}
    assert verdict(0.22, Known(**tested)).kind is not DiagnosisKind.OVERFITTING
    found = verdict(0.22, Known(train_loss=0.01, **tested))
    assert found.kind is DiagnosisKind.OVERFITTING
    assert "training loss 0.010 without dropout" in found.sentence


def test_a_loss_that_only_dropout_keeps_at_guessing_is_no_underfitting() -> None:
    assert verdict(0.69, Known(classes=2, base=BASE)).kind is DiagnosisKind.UNDERFITTING
    assert verdict(0.69, Known(classes=2, base=BASE, train_loss=0.4)).kind is not DiagnosisKind.UNDERFITTING
    assert verdict(0.69, Known(classes=2, base=BASE, train_loss=0.68)).kind is DiagnosisKind.UNDERFITTING
