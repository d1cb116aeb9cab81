"""The rule of diagnosis on real training curves, against what a large clean test set says.

Seeds and settings here were not used when the rule's constants were chosen.
"""

from collections import Counter

import pytest

from nnterm.experiment.diagnosis import DiagnosisKind, diagnose
from nnterm.experiment.run import History

from .small_nets import Curves, Setting, train

SETTINGS = (
    Setting("moons", 0.15, 300, 60, 8, 0.01, 150),
    Setting("moons", 0.2, 400, 80, 16, 0.01, 100),
    Setting("circles", 0.08, 300, 60, 16, 0.01, 150),
    Setting("xor", 0.0, 400, 80, 8, 0.01, 120),
    Setting("moons", 0.2, 500, 50, 4, 0.03, 60),
    Setting("spiral", 0.1, 400, 60, 32, 0.01, 200),
    Setting("moons", 0.3, 100, 60, 64, 0.02, 250),
    Setting("moons", 0.35, 40, 30, 128, 0.02, 200),
    Setting("circles", 0.25, 40, 30, 128, 0.02, 200),
    Setting("moons", 0.45, 60, 40, 64, 0.03, 250),
)
SEEDS = range(1000, 1008)


def overfitted(curves: Curves) -> bool | None:
    """What the clean test set says: overfitted badly, healthy, or None in between."""
    best, end = min(curves.test_loss), sum(curves.test_loss[-5:]) / 5
    if end >= 1.25 * best and end >= best + 0.04:
        return True
    return False if end <= 1.05 * best or end <= best + 0.01 else None


def ours(curves: Curves) -> bool:
    history = History({"loss": curves.loss, "val_loss": curves.val_loss, "accuracy": curves.accuracy})
    rows = curves.setting.validation
    verdict = diagnose(history, curves.setting.epochs, validation_rows=rows, over=True, classes=2)
    return verdict.kind is DiagnosisKind.OVERFITTING


def naive(curves: Curves) -> bool:
    """Validation loss rose three epochs in a row while training loss fell, at any time."""
    val, loss = curves.val_loss, curves.loss
    parted = [after > val[i] and loss[i + 1] < loss[i] for i, after in enumerate(val[1:])]
    return any(all(parted[i : i + 3]) for i in range(len(parted) - 2))


@pytest.fixture(scope="module")
def judged() -> list[tuple[Curves, bool]]:
    curves = [one for setting in SETTINGS for one in train(setting, SEEDS)]
    return [(one, truth) for one in curves if (truth := overfitted(one)) is not None]


def _table(judged: list[tuple[Curves, bool]]) -> dict[str, Counter[tuple[bool, bool]]]:
    """For each rule: (overfitted in truth, said to be) -> number of runs."""
    return {rule.__name__: Counter((truth, rule(one)) for one, truth in judged) for rule in (ours, naive)}


def test_the_verdict_agrees_with_a_large_test_set(judged: list[tuple[Curves, bool]]) -> None:
    tables = _table(judged)
    for name, table in tables.items():
        print(
            f"{name}: false alarms {table[False, True]} of {table[False, True] + table[False, False]} healthy,"
            f" missed {table[True, False]} of {table[True, True] + table[True, False]} overfitted"
        )
    table, rival = tables["ours"], tables["naive"]
    healthy, bad = table[False, True] + table[False, False], table[True, True] + table[True, False]
    assert healthy >= 40
    assert bad >= 12
    assert table[False, True] <= 0.1 * healthy
    assert table[True, False] <= 0.15 * bad
    assert table[False, True] + table[True, False] < (rival[False, True] + rival[True, False]) / 2


def test_the_epoch_named_is_near_the_best_of_the_clean_test_set(judged: list[tuple[Curves, bool]]) -> None:
    """Stopping at the epoch named costs little: the test loss there is near its best."""
    kept = []
    for one, truth in judged:
        if not truth or not ours(one):
            continue
        history = History({"loss": one.loss, "val_loss": one.val_loss, "accuracy": one.accuracy})
        since = diagnose(history, one.setting.epochs, over=True, classes=2).since
        assert since is not None
        best, there, end = min(one.test_loss), one.test_loss[since - 1], one.test_loss[-1]
        kept.append((there - best) / (end - best))
    assert sorted(kept)[len(kept) // 2] < 0.25
