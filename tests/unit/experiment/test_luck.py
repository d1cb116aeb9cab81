"""Luck or not: what the sign test says of pairs with a known difference, and of pairs without."""

import random
from itertools import product
from math import nan
from statistics import mean

import msgspec
import pytest

from nnterm.experiment.experiment import Dataset, Experiment, Split
from nnterm.experiment.history import History
from nnterm.experiment.hyperparameters.hyperparameters import Hyperparameters
from nnterm.experiment.hyperparameters.layers import Dense
from nnterm.experiment.luck import LEVEL, Pair, is_higher_better, judged, paired, sign_test, usual_figure
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState

SIMULATED = 400


def losses(count: int, gain: float, chance: random.Random) -> list[Pair]:
    """Pairs of losses: each seed has a difficulty of its own, each run luck of its own."""
    hard = [chance.uniform(0.2, 1.0) for _ in range(count)]
    return [(base + chance.gauss(0, 0.03), base - gain + chance.gauss(0, 0.03)) for base in hard]


@pytest.mark.parametrize("count", [6, 7, 10, 16, 30])
def test_without_a_difference_it_is_rarely_called_no_luck(count: int) -> None:
    chance = random.Random(count)
    judgements = [judged(losses(count, 0.0, chance), higher_is_better=False) for _ in range(SIMULATED)]
    assert sum(not judgement.is_luck for judgement in judgements) <= LEVEL * SIMULATED


def test_a_clear_difference_is_found_and_its_size_said() -> None:
    chance = random.Random(1)
    judgements = [judged(losses(10, 0.1, chance), higher_is_better=False) for _ in range(SIMULATED)]
    assert sum(not judgement.is_luck for judgement in judgements) >= 0.95 * SIMULATED
    assert mean(judgement.difference or 0 for judgement in judgements) == pytest.approx(0.1, abs=0.01)
    assert sum("Better in" in judgement.sentence for judgement in judgements) == SIMULATED


@pytest.mark.parametrize("count", range(11))
def test_the_probability_is_that_of_coins(count: int) -> None:
    """Every row of coins is counted, which the formula does not do."""
    for heads in range(count + 1):
        rows = [sum(row) for row in product((0, 1), repeat=count)]
        as_uneven = sum(abs(2 * found - count) >= abs(2 * heads - count) for found in rows)
        assert sign_test(heads, count - heads) == pytest.approx(as_uneven / 2**count)


def won(better: int, worse: int, equal: int = 0, by: float = 0.04) -> list[Pair]:
    return [(0.5, 0.5 - by)] * better + [(0.5, 0.5 + by)] * worse + [(0.5, 0.5)] * equal


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        (won(9, 1), "Better in 9 of 10 seeds, by 0.040 in the median: not luck."),
        (won(1, 9), "Worse in 9 of 10 seeds, by 0.040 in the median: not luck."),
        (won(6, 4), "Better in 6 of 10 seeds: this could be luck."),
        (won(8, 2), "Better in 8 of 10 seeds: this could be luck."),
        (won(9, 0, 1), "Better in 9 of 10 seeds, equal in 1, by 0.040 in the median: not luck."),
        (
            won(5, 0),
            "Better in 5 of 5 seeds: this could be luck. Fewer than 6 seeds that differ cannot show more.",
        ),
        (
            won(5, 0, 5),
            "Better in 5 of 10 seeds, equal in 5: this could be luck. Fewer than 6 seeds that differ cannot show more.",
        ),
        (won(0, 0, 4), "The same on all 4 seeds."),
        (won(0, 0, 1), "The same on the one seed."),
    ],
)
def test_the_sentence(pairs: list[Pair], sentence: str) -> None:
    assert judged(pairs, higher_is_better=False).sentence == sentence


def test_of_an_accuracy_more_is_better() -> None:
    pairs: list[Pair] = [(0.8, 0.9)] * 10
    assert judged(pairs, higher_is_better=True).better == 10
    assert judged(pairs, higher_is_better=False).worse == 10
    assert all(map(is_higher_better, ("best_val_accuracy", "r2_score")))
    assert not any(map(is_higher_better, ("best_val_loss", "gap_accuracy", "val_mean_absolute_error")))


def test_a_run_that_diverged_is_worse_than_any_other() -> None:
    judgement = judged([(None, 9.0), (0.1, nan), (None, nan), (0.5, 0.3)], higher_is_better=False)
    assert (judgement.better, judgement.worse, judgement.equal) == (2, 1, 1)
    assert judgement.difference == pytest.approx(0.2)


def test_pairs_come_from_the_runs_of_both_and_leave_out_what_a_trainer_died_of() -> None:
    base = Run(
        run_id="",
        dataset=Dataset("moons"),
        split=Split(validation=0.2),
        hyperparameters=Hyperparameters(layers=(Dense(1),)),
        state=RunState.COMPLETED,
    )

    def run(best: float, state: RunState = RunState.COMPLETED) -> Run:
        history = History({"loss": [1.0, 0.5], "val_loss": [best, best + 1]})
        return msgspec.structs.replace(base, history=history, state=state)

    first = [run(0.4), run(0.5), run(0.6)]
    second = [run(0.3), run(0.1, RunState.DIVERGED), run(0.1, RunState.FAILED)]
    assert paired(first, second, "best_val_loss") == [(0.4, 0.3), (0.5, None)]


@pytest.mark.parametrize(
    ("metrics", "l2", "figure"),
    [(("accuracy",), 0.0, "best_val_loss"), (("accuracy",), 0.01, "best_val_accuracy"), ((), 0.01, "best_val_loss")],
)
def test_a_penalty_in_the_loss_of_one_side_is_not_judged_where_a_metric_is_free_of_it(
    metrics: tuple[str, ...], l2: float, figure: str
) -> None:
    plain = Experiment(
        id="plain",
        dataset=Dataset("moons"),
        split=Split(validation=0.2),
        hyperparameters=Hyperparameters(
            layers=(Dense(4, "relu"), Dense(1, "sigmoid")), loss="binary_crossentropy", metrics=metrics
        ),
    )
    penalised = msgspec.structs.replace(plain, hyperparameters=msgspec.structs.replace(plain.hyperparameters, l2=l2))
    assert usual_figure(plain, penalised) == usual_figure(penalised, plain) == figure
