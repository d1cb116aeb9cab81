"""An experiment on several seeds: the verdict that most of them share, and whether a difference could be luck."""

import msgspec
import pytest
from seeded_runs import BASE, finish, settled, turned

from nnterm.experiment.hyperparameters.table import bounds_of
from nnterm.experiment.run_state import RunState
from nnterm.experiment.seed_study import SeedStudy, on_seeds, verdict_over
from nnterm.experiment.verdict.diagnosis import DiagnosisKind


def test_the_seeds_are_those_from_the_run_s_own_on_and_nothing_else_differs() -> None:
    first = msgspec.structs.replace(BASE, hyperparameters=msgspec.structs.replace(BASE.hyperparameters, seed=7))
    found = on_seeds(first, 3)
    assert [run.hyperparameters.seed for run in found] == [7, 8, 9]
    assert len({run.run_id for run in (*found, BASE)}) == 4
    assert {(run.lesson, run.experiment, run.dataset.name, run.state) for run in found} == {
        ("lesson", "e", "moons", RunState.REQUESTED)
    }


def test_where_seeds_end_they_begin_before_the_run_s_own() -> None:
    last = int(bounds_of("seed")[1])
    first = msgspec.structs.replace(BASE, hyperparameters=msgspec.structs.replace(BASE.hyperparameters, seed=last))
    assert [run.hyperparameters.seed for run in on_seeds(first, 3)] == [last - 2, last - 1, last]


def test_the_verdict_is_that_of_most_seeds_and_says_of_how_many_with_medians() -> None:
    runs = on_seeds(BASE, 5)
    for run in runs[:4]:
        finish(run, turned)
    finish(runs[4], settled)
    verdict = verdict_over(runs)
    assert verdict is not None and verdict.kind is DiagnosisKind.OVERFITTING
    assert verdict.sentence.startswith("in 4 of 5 seeds.")
    # Medians over all five: of 31, 31, 31, 31, 100, and of the levels of seeds 0 to 3 and what seed 4 came to.
    assert "lowest after epoch 31 (0.610)" in verdict.sentence
    assert len(verdict.sentence) <= 150


def test_where_seeds_disagree_evenly_the_warning_counts() -> None:
    runs = on_seeds(BASE, 4)
    for run, way in zip(runs, (settled, settled, turned, turned), strict=True):
        finish(run, way)
    verdict = verdict_over(runs)
    assert verdict is not None and verdict.kind is DiagnosisKind.OVERFITTING


@pytest.mark.parametrize(
    ("better", "words"),
    [
        (10, "better in 10 of 10 seeds, by 0."),
        (5, "better in 5 of 10 seeds: this could be luck"),
    ],
)
def test_two_sides_are_judged_seed_by_seed_once_all_are_trained(better: int, words: str) -> None:
    own, against = on_seeds(BASE, 10), on_seeds(BASE, 10)
    study = SeedStudy(own, against)
    assert [run.hyperparameters.seed for run in study.runs[:4]] == [0, 0, 1, 1], "pair by pair"
    for place, run in enumerate(own):
        finish(run, settled if place < better else lambda seed: [value + 1 for value in turned(seed)])
    for run in against[:-1]:
        finish(run, turned)
    assert (study.done, study.judgement(), study.verdict()) == (9, "", None), "nothing is said before the last seed"
    finish(against[-1], turned)
    assert study.is_whole
    assert study.judgement().startswith(f"Best validation loss {words}")


def test_losses_of_another_kind_are_not_compared() -> None:
    own, against = on_seeds(BASE, 3), on_seeds(BASE, 3)
    for run in own:
        run.hyperparameters = msgspec.structs.replace(run.hyperparameters, loss="binary_crossentropy", metrics=())
    study = SeedStudy(own, against)
    for run in study.runs:
        finish(run, settled)
    assert "could be compared" in study.judgement()
