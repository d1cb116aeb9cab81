"""The diagnosis of real regressions, against the loss on test rows that no verdict has seen."""

import pytest

from nnterm.experiment.experiment import Dataset, Split
from nnterm.experiment.history import History
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.verdict.base_rates import of_regression
from nnterm.experiment.verdict.diagnosis import Diagnosis, DiagnosisKind, diagnose
from nnterm.experiment.verdict.known import Known
from nnterm.trainer.datasets.targets import guessing_loss
from nnterm.trainer.loops.compiled_loop import EpochLoop
from nnterm.trainer.loops.compiled_loops import Loops
from nnterm.trainer.loops.cost import Path

from .cases import Case
from .training import start, train

PLAIN = Path(xla=False, whole_epochs=True)
SEEDS = (11, 12, 13)


def case(layers: tuple[Dense, ...], epochs: int, options: dict | None = None, **changes: object) -> Case:
    hyperparameters = Hyperparameters(
        layers=layers, optimizer="adam", loss="mean_squared_error", metrics=("mean_absolute_error",), epochs=epochs
    )
    return Case(Dataset("diabetes", options or {}), Split(test=0.2, validation=0.2), hyperparameters).with_(**changes)


HEALTHY = case((Dense(1),), 80, learning_rate=0.01)
TOO_LARGE = case((Dense(64, "relu"), Dense(64, "relu"), Dense(1)), 150)
PLATEAU = case(
    (Dense(2), Dense(1)),
    5,
    {"features": 5, "scaling": "unit_norm", "scaled_target": False},
    optimizer="sgd",
    learning_rate=1e-3,
)


def read(loops: Loops, case: Case, epochs: int | None = None) -> tuple[Diagnosis, float]:
    """The verdict after `epochs`, and the loss on the test rows then."""
    loop = start(case, loops, PLAIN)
    history = train(loop, epochs or case.hyperparameters.epochs)
    parts = loops.load(case.dataset, case.split)
    guess = guessing_loss(parts.train[1], case.dataset, case.hyperparameters.loss)
    planned = case.hyperparameters.epochs
    known = Known(base=of_regression(guess), validation_rows=parts.sizes[1])
    verdict = diagnose(History(history), planned, known, over=epochs is None)
    return verdict, loss_on_test(loops, case, loop)


def loss_on_test(loops: Loops, case: Case, loop: EpochLoop) -> float:
    """The loss on the test rows as the model is now."""
    parts = loops.load(case.dataset, case.split)
    found = list(loop.evaluate(loops.tensors(case.dataset, parts, case.hyperparameters)["test"]))[-1]
    assert found is not None
    return found["loss"]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_linear_model_of_diabetes_is_a_good_fit(seed: int, loops: Loops) -> None:
    case = HEALTHY.with_(seed=seed)
    verdict, loss = read(loops, case)
    assert verdict.kind is DiagnosisKind.GOOD_FIT, verdict
    assert loss < 1.05 * read(loops, case, 40)[1]
    assert read(loops, case, 40)[0].kind is not DiagnosisKind.OVERFITTING


@pytest.mark.parametrize("seed", SEEDS)
def test_a_network_far_too_large_for_diabetes_overfits(seed: int, loops: Loops) -> None:
    case = TOO_LARGE.with_(seed=seed)
    verdict, loss = read(loops, case)
    assert verdict.kind is DiagnosisKind.OVERFITTING, verdict
    assert verdict.since is not None
    assert loss > 1.15 * read(loops, case, verdict.since - 1)[1]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("case", [PLATEAU, PLATEAU.with_(learning_rate=1e-4, epochs=25)], ids=["fast", "slow"])
def test_a_plateau_at_the_loss_of_one_answer_for_all_is_underfitting(case: Case, seed: int, loops: Loops) -> None:
    verdict, _ = read(loops, case.with_(seed=seed))
    assert verdict.kind is DiagnosisKind.UNDERFITTING, verdict
    assert "always the same" in verdict.sentence
