"""A run is judged by what a challenge asks for, stage by stage and seed by seed."""

import msgspec
import pytest

from nnterm.experiment.experiment import Dataset, Experiment, Split
from nnterm.experiment.history import History
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.experiment.verdict.condition_words import condition_words
from nnterm.experiment.verdict.conditions import parse
from nnterm.lesson.blocks.structs import Challenge, Stage
from nnterm.lesson.judging import ChallengeProgress, judge, kept_words

BASELINE = Experiment(
    id="moons",
    dataset=Dataset("moons", {"noise": 0.2}),
    split=Split(validation=0.2),
    hyperparameters=Hyperparameters(layers=(Dense(units=8, activation="relu"), Dense(units=1)), epochs=10),
)


def run(accuracy: float = 0.96, *, seed: int = 0, units: int = 4, noise: float = 0.2, state=RunState.COMPLETED) -> Run:  # type: ignore[no-untyped-def]
    chosen = msgspec.structs.replace(BASELINE.hyperparameters.with_hidden_units(0, units), seed=seed)
    return Run(
        run_id=f"{accuracy}{seed}{units}",
        experiment="moons",
        dataset=Dataset("moons", {"noise": noise}),
        split=BASELINE.split,
        hyperparameters=chosen,
        state=state,
        parameters=4 * units + 1,
        history=History({"loss": [0.5], "val_loss": [0.4], "val_accuracy": [accuracy]}),
    )


def stage(**conditions: str) -> Stage:
    return Stage(conditions=tuple(parse(figure, text) for figure, text in conditions.items()), solution=("units=4",))


def challenge(*stages: Stage, seeds: int = 1) -> Challenge:
    few = stage(val_accuracy=">= 0.95", parameters="< 30")
    return Challenge(
        id="c", goal="g", experiment="", stages=stages or (few,), seeds=seeds, keep=("dataset.noise", "epochs")
    )


def test_what_is_missing_is_named() -> None:
    asked = challenge()
    assert judge(asked, asked.stages[0], run(), BASELINE).is_met
    found = judge(asked, asked.stages[0], run(0.9, units=16, noise=0.1, state=RunState.STOPPED), BASELINE)
    assert found.missing() == [
        "the run was not trained to its end",
        "noise has to stay 0.2",
        "validation accuracy at least 0.95 (it was 0.9)",
        "fewer than 30 parameters (it was 65)",
    ]


def test_stages_are_reached_one_after_the_other_and_stay_reached() -> None:
    standing = ChallengeProgress(challenge(stage(val_accuracy="< 0.5"), stage(val_accuracy=">= 0.95")), BASELINE)
    standing.take(run(0.99))
    assert standing.stage == 0
    standing.take(run(0.4))
    assert (standing.stage, standing.passed) == (1, False)
    standing.take(run(0.4))
    assert standing.stage == 1
    standing.take(run(0.99))
    assert standing.passed
    standing.take(run(0.1))
    assert standing.passed


def test_all_seeds_have_to_pass_with_the_same_hyperparameters() -> None:
    standing = ChallengeProgress(challenge(seeds=3), BASELINE)
    standing.take(run(seed=5))
    assert standing.seeds_to_try() == [6, 7]
    standing.take(run(seed=6, units=2))
    assert standing.seeds_to_try() == [7, 8]
    standing.take(run(0.8, seed=7, units=2))
    assert standing.seeds_to_try() == []
    standing.take(run(seed=8, units=2))
    standing.take(run(seed=9, units=2))
    assert not standing.passed, "one of its seeds missed"
    for seed in (1, 2, 3):
        standing.take(run(seed=seed))
    assert standing.passed


def test_a_seed_that_was_stopped_is_neither_passed_nor_missed() -> None:
    standing = ChallengeProgress(challenge(seeds=3), BASELINE)
    standing.take(run(seed=0))
    standing.take(run(0.5, seed=1, state=RunState.STOPPED))
    assert standing.tried == {0: True}
    assert standing.seeds_to_try() == [1, 2]
    assert standing.latest is not None
    assert not standing.latest.ended


@pytest.mark.parametrize(
    ("figure", "text", "words"),
    [
        ("val_accuracy", ">= 0.95", "validation accuracy at least 0.95"),
        ("parameters", "< 100", "fewer than 100 parameters"),
        ("epochs", "<= 30", "at most 30 epochs"),
        ("diagnosis", "overfitting", "the verdict is overfitting"),
        ("gap_accuracy", "< 0.05", "gap between the two accuracies below 0.05"),
        ("best_val_loss", "<= 0.475", "lowest validation loss at most 0.475"),
        ("val_mae", "< 3", "validation mean absolute error below 3"),
    ],
)
def test_conditions_in_words(figure: str, text: str, words: str) -> None:
    assert condition_words(parse(figure, text)) == words


def test_what_stays_is_written_as_the_form_shows_it() -> None:
    wine = msgspec.structs.replace(BASELINE, dataset=Dataset("wine"))
    kept = msgspec.structs.replace(challenge(), keep=("dataset.scale", "epochs"))
    assert kept_words(kept, wine) == ["scale true", "epochs 10"]
    assert kept_words(kept, wine, ("scale has to stay true",)) == ["epochs 10"]
