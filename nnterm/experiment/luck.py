"""Luck or not: two experiments on the same seeds, judged by a sign test.

Each seed makes a pair: the same data, split and order for both, so that what differs is the experiment. Of the pairs
that differ, the second is better in some. If both were equally good, each pair would fall like a coin, and so many or
more on one side would be as probable as the two-sided sign test says (Dixon and Mood, 1946). Where that is below 5 %,
the difference is called no luck. Pairs that are equal say nothing and are left out. The test asks only which of two is
better, never by how much, so that one wild seed decides nothing. Fewer than six pairs can never be below 5 %.
"""

from collections.abc import Sequence
from math import comb, isfinite
from statistics import median

import msgspec

from nnterm.experiment.experiment import Experiment
from nnterm.experiment.hyperparameters.losses import HIGHER_IS_BETTER
from nnterm.experiment.run import Run
from nnterm.experiment.run_state import RunState
from nnterm.experiment.verdict.conditions import column_of, figures
from nnterm.experiment.verdict.rounding import number

LEVEL = 0.05
"""Probability below which a difference is called no luck."""

FEWEST = 6
"""Pairs of which all on one side are below that: 2 / 2**6 is 0.03."""

Pair = tuple[float | None, float | None]
"""A figure of the first and of the second experiment on one seed; None, or NaN, for a run that diverged."""


class Judgement(msgspec.Struct, frozen=True):
    """What the pairs say about the second experiment beside the first."""

    better: int
    """Seeds on which the second is better."""
    worse: int
    equal: int
    difference: float | None
    """Median over the seeds of how much better the second is, negative where it is worse; None without numbers."""
    probability: float
    """Of so clear a result if both were equally good, 0 to 1."""

    @property
    def is_luck(self) -> bool:
        """Whether it could be luck."""
        return self.probability >= LEVEL

    @property
    def sentence(self) -> str:
        """The judgement in words, as `Better in 9 of 10 seeds, by 0.040 in the median: not luck.`"""
        seeds = self.better + self.worse + self.equal
        if not self.better and not self.worse:
            return f"The same on {'the one seed' if seeds == 1 else f'all {seeds} seeds'}."
        side, count = ("Better", self.better) if self.better >= self.worse else ("Worse", self.worse)
        said = f"{side} in {count} of {seeds} seeds"
        if self.equal:
            said += f", equal in {self.equal}"
        if self.is_luck:
            few = (
                f" Fewer than {FEWEST} seeds that differ cannot show more." if self.better + self.worse < FEWEST else ""
            )
            return f"{said}: this could be luck.{few}"
        by = f", by {number(abs(self.difference))} in the median" if self.difference is not None else ""
        return f"{said}{by}: not luck."


def sign_test(better: int, worse: int) -> float:
    """The two-sided probability of a split at least as uneven as this among fair coins; 1 where there are none."""
    count, least = better + worse, min(better, worse)
    ways = sum(comb(count, few) for few in range(least + 1))
    return min(1.0, 2.0 * ways / float(2**count))


def judged(pairs: Sequence[Pair], *, higher_is_better: bool) -> Judgement:
    """What `pairs` say. A run that diverged is worse than any that did not, and equal to another that did."""
    gains = [_gain(pair, higher_is_better) for pair in pairs]
    better, worse = sum(gain > 0 for gain in gains), sum(gain < 0 for gain in gains)
    finite = [gain for gain, pair in zip(gains, pairs, strict=True) if all(map(_is_number, pair))]
    return Judgement(
        better=better,
        worse=worse,
        equal=len(gains) - better - worse,
        difference=median(finite) if finite else None,
        probability=sign_test(better, worse),
    )


def _gain(pair: Pair, higher_is_better: bool) -> float:
    """How much better the second of `pair` is; infinite where one of them has no number."""
    first, second = (value if _is_number(value) else None for value in pair)
    if first is None or second is None:
        return 0.0 if first is second else float("inf" if first is None else "-inf")
    return second - first if higher_is_better else first - second


def _is_number(value: float | None) -> bool:
    return value is not None and isfinite(value)


def paired(first: Sequence[Run], second: Sequence[Run], figure: str) -> list[Pair]:
    """`figure` of the runs of two experiments, which have the same seeds in the same order.

    A pair of which a run failed, because its trainer died, is left out: that is not about the experiment.
    """
    pairs = zip(first, second, strict=True)
    return [(_value(a, figure), _value(b, figure)) for a, b in pairs if _is_judged(a) and _is_judged(b)]


def usual_figure(first: Experiment | Run, second: Experiment | Run) -> str:
    """What two experiments are judged by where nothing else was chosen; empty where they have nothing in common.

    The lowest validation loss, or the training loss without validation rows. Where their losses differ, or the factors
    of the L2 penalty that is part of them, the values mean different things: then a metric that both measure.
    """
    prefix = "best_val_" if first.split.validation and second.split.validation else ""
    mine, other = first.hyperparameters, second.hyperparameters
    if (mine.loss, mine.l2) == (other.loss, other.l2):
        return f"{prefix}loss"
    found = next((name for name in mine.metrics if name in other.metrics), "loss" if mine.loss == other.loss else "")
    return f"{prefix}{found}" if found else ""


def is_higher_better(figure: str) -> bool:
    """Whether of `figure` more is better, as of an accuracy."""
    return not figure.startswith("gap_") and column_of(figure) in HIGHER_IS_BETTER


def _is_judged(run: Run) -> bool:
    return run.state in (RunState.COMPLETED, RunState.DIVERGED)


def _value(run: Run, figure: str) -> float | None:
    value = figures(run).get(figure) if run.state is RunState.COMPLETED else None
    return float(value) if isinstance(value, int | float) else None
