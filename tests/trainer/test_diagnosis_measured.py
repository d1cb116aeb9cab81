"""The rule of diagnosis on real training curves, against what a large clean test set says.

The rule's constants were chosen on other settings, drawn at random, and on seeds below 1000. Both rules are judged
twice: by their last word, and by whether they ever alarmed while the run went on.
"""

from collections import Counter
from collections.abc import Iterator

import pytest

from nnterm.experiment.history import History
from nnterm.experiment.verdict.base_rates import of_classes
from nnterm.experiment.verdict.diagnosis import Diagnosis, DiagnosisKind, diagnose
from nnterm.experiment.verdict.known import Known

from .small_nets import Curves, Setting, train

SETTINGS = (
    Setting("moons", 0.2, 400, 80, 8, 0.01, 100),
    Setting("moons", 0.25, 500, 60, 16, 0.005, 120),
    Setting("moons", 0.3, 400, 40, 4, 0.02, 80),
    Setting("circles", 0.1, 400, 60, 16, 0.01, 120),
    Setting("circles", 0.2, 400, 50, 8, 0.01, 80),
    Setting("xor", 0.2, 400, 60, 8, 0.01, 120),
    Setting("spiral", 0.1, 400, 60, 32, 0.01, 150),
    Setting("moons", 0.35, 50, 40, 64, 0.02, 200),
    Setting("moons", 0.45, 80, 60, 128, 0.02, 200),
    Setting("circles", 0.25, 60, 40, 64, 0.03, 200),
    Setting("circles", 0.3, 100, 60, 128, 0.01, 250),
    Setting("xor", 0.4, 60, 50, 64, 0.02, 200),
)
SEEDS = range(5000, 5008)
"""Networks of each setting."""

pytestmark = pytest.mark.slow


def overfitted(curves: Curves) -> bool | None:
    """What the clean test set says: overfitted badly, healthy, or None in between."""
    smooth = [sum(curves.test_loss[i : i + 5]) / 5 for i in range(len(curves.test_loss) - 4)]
    best, end = min(smooth), smooth[-1]
    if end >= 1.15 * best and end >= best + 0.02:
        return True
    return False if end <= 1.03 * best else None


def verdict(curves: Curves, epochs: int) -> Diagnosis:
    """What a learner reads after so many epochs."""
    columns = {"loss": curves.loss, "val_loss": curves.val_loss, "accuracy": curves.accuracy}
    history = History({key: values[:epochs] for key, values in columns.items()})
    planned, rows = len(curves.loss), curves.setting.validation
    known = Known(classes=2, base=of_classes(2, {}, "binary_crossentropy", 1), validation_rows=rows)
    return diagnose(history, planned, known, over=epochs == planned)


def ours(curves: Curves) -> Iterator[bool]:
    """Whether the verdict is overfitting, at about 40 moments of the run, its end the last."""
    count = len(curves.loss)
    for epochs in (*range(3, count, max(1, count // 40)), count):
        yield verdict(curves, epochs).kind is DiagnosisKind.OVERFITTING


def naive(curves: Curves) -> Iterator[bool]:
    """Whether validation loss has just risen three epochs in a row while training loss fell, at every epoch."""
    val, loss = curves.val_loss, curves.loss
    parted = [val[i + 1] > val[i] and loss[i + 1] < loss[i] for i in range(len(val) - 1)]
    for i in range(len(parted) - 2):
        yield all(parted[i : i + 3])


@pytest.fixture(scope="module")
def judged() -> list[tuple[Curves, bool]]:
    curves = [one for setting in SETTINGS for one in train(setting, SEEDS)]
    return [(one, truth) for one in curves if (truth := overfitted(one)) is not None]


def test_the_verdict_agrees_with_a_large_test_set(judged: list[tuple[Curves, bool]]) -> None:
    healthy, bad = sum(not truth for _, truth in judged), sum(truth for _, truth in judged)
    tables = {}
    for rule in (ours, naive):
        words = [(truth, list(rule(one))) for one, truth in judged]
        at_the_end = Counter((truth, said[-1]) for truth, said in words)
        ever = Counter((truth, any(said)) for truth, said in words)
        tables[rule] = at_the_end, ever
        for name, table in (("at the end", at_the_end), ("ever", ever)):
            false_alarms, missed = table[False, True], table[True, False]
            print(f"{rule.__name__:5} {name:10} {false_alarms:3} false alarms / {healthy} healthy", end="")
            print(f"  {missed:3} missed / {bad} overfitted badly")
    assert healthy >= 25
    assert bad >= 12
    for table, rival in zip(tables[ours], tables[naive], strict=True):
        assert table[False, True] <= 0.1 * healthy
        assert table[True, False] <= 0.15 * bad
        assert table[False, True] + table[True, False] < (rival[False, True] + rival[True, False]) / 2


def test_the_epoch_named_is_near_the_best_of_the_clean_test_set(judged: list[tuple[Curves, bool]]) -> None:
    """Stopping at the epoch named would keep most of what was lost after it."""
    lost = []
    for one, truth in judged:
        since = verdict(one, len(one.loss)).since
        if truth and since is not None:
            best = min(one.test_loss)
            lost.append((one.test_loss[since - 2] - best) / (one.test_loss[-1] - best))
    assert lost
    assert sorted(lost)[len(lost) // 2] < 0.25
